import type { Scenario, Truth } from '#simulation/scenario';
import { portsAndRegions } from './ports.ts';
import { connections } from './connections.ts';
import { endpoints } from './endpoints.ts';
import { failovers } from './failovers.ts';
import { functions } from './functions.ts';
import { masterUser } from './master-user.ts';
import { withoutWriter } from './no-writer.ts';
import { passwords } from './passwords.ts';
import { proxyPools } from './proxy-pools.ts';
import { saturated } from './saturated.ts';
import { securityGroups } from './security-groups.ts';
import { stoppedClusters } from './stopped.ts';
import { storage } from './storage.ts';
import { encryption } from './tls.ts';

const all = [
  ...stoppedClusters,
  ...failovers,
  ...withoutWriter,
  ...securityGroups,
  ...endpoints,
  ...portsAndRegions,
  ...connections,
  ...saturated,
  ...storage,
  ...passwords,
  ...masterUser,
  ...encryption,
  ...proxyPools,
  ...functions,
];

export interface Denial {
  /** The incident that is looked at by a role that may read less. */
  readonly of: string;
  readonly id: string;
  readonly title: string;
  /** What cannot be told because of it. */
  readonly story: string;
  readonly denies: readonly string[];
  readonly truth: Truth;
}

/** The same world, and less of it to be read. */
export function unread({ of, id, title, story, denies, truth }: Denial): Scenario {
  const base = all.find((one) => one.id === of);
  if (!base) throw new RangeError(`There is no scenario ${of}`);
  return {
    id,
    title,
    story: `${base.story} ${story}`,
    ask: base.ask,
    account: (now) => {
      const account = base.account(now);
      return { ...account, denies: [...(account.denies ?? []), ...denies] };
    },
    truth,
  };
}
