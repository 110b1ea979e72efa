import { fact } from '#playbook';
import type { FactContext } from '#playbook';
import * as rdsEvents from '#aws/rds-events';
import type { DbEvent, PendingMaintenance } from '#aws/rds-events';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { minutesBetween } from '../words.ts';
import { cluster } from './cluster.ts';
import { proxies } from './proxies.ts';

export type { DbEvent, PendingMaintenance } from '#aws/rds-events';

/** So far before the window: a failover two hours ago may be why an address is stale. */
const BEFORE_MINUTES = 360;

/** What happened to the cluster and its instances, the earliest first. */
export const events = fact({
  id: 'aurora.events',
  title: 'Events of the cluster and its instances',
  step: 'Events',
  from: { cluster, window },
  reads: [rdsEvents.events],
  learn: async ({ cluster, window }, context): Promise<readonly DbEvent[]> => {
    const minutes = reach(window, context);
    const found = await Promise.all([
      context.read(rdsEvents.events, { of: 'db-cluster', id: cluster.id, minutes }),
      ...cluster.members.map(({ instance }) =>
        context.read(rdsEvents.events, { of: 'db-instance', id: instance, minutes }),
      ),
    ]);
    return inOrder(found.flat(), window);
  },
});

/** What happened to the proxies in front of it. */
export const proxyEvents = fact({
  id: 'aurora.proxy-events',
  title: 'Events of the RDS proxies',
  step: 'RDS Proxy',
  from: { proxies, window },
  reads: [rdsEvents.events],
  learn: async ({ proxies, window }, context): Promise<readonly DbEvent[]> => {
    const minutes = reach(window, context);
    const found = await Promise.all(
      proxies.map(({ name }) => context.read(rdsEvents.events, { of: 'db-proxy', id: name, minutes })),
    );
    return inOrder(found.flat(), window);
  },
});

/** RDS counts back from now, wherever the window lies. */
function reach(window: Window, { now }: FactContext): number {
  return Math.max(60, minutesBetween(window.from, now) + BEFORE_MINUTES);
}

function inOrder(events: readonly DbEvent[], window: Window): readonly DbEvent[] {
  return events.filter(({ at }) => at <= window.to).toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** Maintenance that is planned for the cluster or one of its instances. */
export const maintenance = fact({
  id: 'aurora.maintenance',
  title: 'Pending maintenance',
  step: 'Events',
  from: { cluster },
  reads: [rdsEvents.pendingMaintenance],
  learn: ({ cluster }, { read }): Promise<readonly PendingMaintenance[]> =>
    read(rdsEvents.pendingMaintenance, { arn: cluster.arn }),
});

/** What an event is about, by its words: it carries nothing else. */
export type EventKind =
  | 'failover-started'
  | 'failover-completed'
  | 'failover-failed'
  | 'stopped'
  | 'started'
  | 'shutdown'
  | 'restarted'
  | 'recovery'
  | 'patching'
  | 'upgrade'
  | 'master-reset'
  | 'paused'
  | 'resumed'
  | 'storage'
  | 'proxy-addresses'
  | 'other';

/** USER_Events.Messages.md of the Aurora user guide; never matched to the end, since names follow. */
const texts: readonly (readonly [RegExp, EventKind])[] = [
  [/^(?:Cluster )?failover failed|failover.*\bfailed\b/i, 'failover-failed'],
  [/^(?:Started|Starting) (?:same|cross)[ -]AZ failover|^Promoting previous primary again/i, 'failover-started'],
  [/^Completed failover to DB instance/i, 'failover-completed'],
  [/^(?:The )?DB (?:cluster|instance) (?:is )?stopped/i, 'stopped'],
  [/^DB cluster (?:is being )?started/i, 'started'],
  [/(?:cluster|instance) is (?:being )?paused|auto-?paus(?:e|ed|ing)/i, 'paused'],
  [/is being resumed|auto-?resum|\bresumed\b/i, 'resumed'],
  [/^DB instance shutdown/i, 'shutdown'],
  [/^DB instance (?:was )?(?:re-?started|restarting)|^(?:DB )?instance restarted/i, 'restarted'],
  [/^Recovery of the DB instance/i, 'recovery'],
  [/off-?line patch/i, 'patching'],
  [/upgrad/i, 'upgrade'],
  [/^Reset master credentials/i, 'master-reset'],
  [/storage.{0,40}(?:dangerously low|exhausted|is full)|^Allocated storage has been exhausted/i, 'storage'],
  [/enough IP addresses/i, 'proxy-addresses'],
];

export function kindOf({ message }: DbEvent): EventKind {
  return texts.find(([pattern]) => pattern.test(message))?.[1] ?? 'other';
}

export function ofKind(events: readonly DbEvent[], ...kinds: EventKind[]): readonly DbEvent[] {
  return events.filter((event) => kinds.includes(kindOf(event)));
}
