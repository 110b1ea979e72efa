import { estate } from '#simulation/aurora/estate';
import { clusterShows, writerShows } from '#simulation/aurora/happenings/capacity';
import { complains } from '#simulation/aurora/happenings/complaints';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import { clusterEvent, recordRds } from '#simulation/aurora/happenings/states';
import type { Scenario } from '#simulation/scenario';
import { clinic, maps, orders, video } from './estates.ts';

export const storage: readonly Scenario[] = [
  {
    id: 'local-storage-full/temporary-files',
    title: 'No space left for temporary files',
    story:
      'A report sorts a table of 300 GB since 35 minutes. The writer’s local storage is full: queries that need temporary files fail, and with them the sessions of the other service.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        video('local-full'),
        writerShows('FreeLocalStorage', 45, (minute) =>
          Math.max(0, Math.round(((minute - 33) / 12) * 100_000_000_000)),
        ),
        complains({ failure: 'no-space', since: 33 }),
        complains({ client: 'profiles', failure: 'closed', since: 32, every: 60 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['local-storage-full'],
      resource: 'stream-catalog-1',
      mustNotClaim: ['volume-full', 'connections-exhausted', 'recent-failover'],
    },
  },
  {
    id: 'volume-full/dangerously-low',
    title: 'The cluster volume has reached its size limit',
    story:
      'The maps’ history fills the cluster volume; 28 minutes ago only a gigabyte of the 128 TiB was left, RDS warned, and the engine stopped taking writes and closes the sessions that try.',
    ask: 'ditu-geo',
    account: (now) =>
      estate(
        now,
        maps('volume-full'),
        clusterShows('AuroraVolumeBytesLeftTotal', 60, (minute) => (minute > 28 ? 40_000_000_000 : 1_000_000_000)),
        (made) => {
          const database = databaseNamed(made);
          clusterEvent(
            made,
            database,
            28,
            'The storage of your DB cluster is dangerously low. Reduce the storage load on the cluster or contact AWS Support.',
            'low storage',
          );
        },
        complains({ failure: 'closed', since: 27 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['volume-full'],
      resource: 'ditu-geo',
      mustNotClaim: ['local-storage-full', 'recent-failover', 'instance-down'],
    },
  },
  {
    id: 'volume-full/plenty-left',
    title: 'A large volume with room left',
    story: 'The orders database has 20 TiB left of 128, and the password of fulfilment is wrong.',
    ask: 'orders-db from fulfilment',
    account: (now) =>
      estate(
        now,
        orders('volume-room'),
        clusterShows('AuroraVolumeBytesLeftTotal', 90, 22_000_000_000_000),
        complains({ client: 'fulfilment', failure: 'password', since: 20 }),
      ),
    truth: { kind: 'diagnosed', rootCause: ['bad-credentials'], mustNotClaim: ['volume-full', 'local-storage-full'] },
  },
  {
    id: 'xid-wraparound/no-more-commands',
    title: 'Transaction ids are used up',
    story:
      'An abandoned replication slot has kept vacuum from working for months. 19 minutes ago PostgreSQL stopped accepting writes so as not to lose data, and connections that try are turned away with that.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('xid-used'),
        writerShows('MaximumUsedTransactionIDs', 90, 2_146_480_000),
        complains({ failure: 'wraparound', since: 19 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['xid-wraparound'],
      mustNotClaim: ['wrong-endpoint-reader', 'recent-failover', 'connections-exhausted', 'volume-full'],
    },
  },
  {
    id: 'xid-wraparound/a-billion-is-early',
    title: 'A billion transactions old, and nothing to do with it',
    story:
      'The catalog’s oldest transaction is 1.05 billion old: something to look after this month. Its clients fail because an instance of it was rebooted by hand, and are back.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        video('xid-early'),
        writerShows('MaximumUsedTransactionIDs', 90, 1_050_000_000),
        (made) => {
          const [writer] = databaseNamed(made).instances;
          if (!writer) return;
          recordRds(made, 'RebootDBInstance', 22.4, 'maria.keller', writer);
          made.events.push(
            ...(['DB instance shutdown', 'DB instance restarted'] as const).map((Message, index) => ({
              SourceIdentifier: writer.id,
              SourceType: 'db-instance' as const,
              Message,
              EventCategories: ['availability'],
              Date: new Date(now.getTime() - (22.2 - index * 0.4) * 60_000),
            })),
          );
          writer.starts.push(21.8);
        },
        complains({ failure: 'closed', since: 22.2, until: 22, every: 5 }),
        complains({ failure: 'refused', since: 22, until: 21.4, every: 5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['instance-down'],
      recovered: true,
      mustNotClaim: ['xid-wraparound', 'recent-failover', 'wrong-port'],
    },
  },
];
