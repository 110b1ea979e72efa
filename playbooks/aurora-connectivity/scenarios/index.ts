import type { Scenario } from '#simulation/scenario';
import { access } from './access.ts';
import { connections } from './connections.ts';
import { denialsOfWords } from './denials-of-words.ts';
import { denials } from './denials.ts';
import { endpoints } from './endpoints.ts';
import { failovers } from './failovers.ts';
import { functions } from './functions.ts';
import { healthy } from './healthy.ts';
import { large } from './large.ts';
import { masterUser } from './master-user.ts';
import { names } from './names.ts';
import { withoutWriter } from './no-writer.ts';
import { oddities } from './odd.ts';
import { passwords } from './passwords.ts';
import { pausedClusters } from './paused.ts';
import { portsAndRegions } from './ports.ts';
import { prefixLists } from './prefix-lists.ts';
import { behindProxies } from './proxies.ts';
import { proxyPools } from './proxy-pools.ts';
import { saturated } from './saturated.ts';
import { securityGroups } from './security-groups.ts';
import { several } from './several.ts';
import { stoppedClusters } from './stopped.ts';
import { storage } from './storage.ts';
import { encryption } from './tls.ts';
import { tokens } from './tokens.ts';
import { upgrades } from './upgrades.ts';
import { ways } from './ways.ts';

/** Every incident this playbook is tested with, by family. */
export const scenarios: readonly Scenario[] = [
  ...stoppedClusters,
  ...pausedClusters,
  ...failovers,
  ...withoutWriter,
  ...upgrades,
  ...securityGroups,
  ...prefixLists,
  ...ways,
  ...names,
  ...endpoints,
  ...portsAndRegions,
  ...connections,
  ...saturated,
  ...storage,
  ...passwords,
  ...masterUser,
  ...tokens,
  ...encryption,
  ...behindProxies,
  ...proxyPools,
  ...functions,
  ...several,
  ...healthy,
  ...access,
  ...large,
  ...oddities,
  ...denials,
  ...denialsOfWords,
];
