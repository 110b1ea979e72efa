import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import type { Happening } from '#simulation/aurora/model';
import type { Scenario } from '#simulation/scenario';
import { rolledTo } from './releases.ts';
import { configured, hostOf, ledger, orders, video } from './estates.ts';

/** The cluster is the secondary of a global database, whose writer is elsewhere. */
const secondary: Happening = (made) => {
  const database = databaseNamed(made);
  const { raw } = database;
  const { account, partition } = made.shop.place;
  const primary = `arn:${partition}:rds:us-east-1:${account}:cluster:catalog-primary`;
  for (const member of raw.DBClusterMembers ?? []) member.IsClusterWriter = false;
  Object.assign(raw, {
    GlobalClusterIdentifier: 'catalog-global',
    GlobalWriteForwardingStatus: 'disabled',
    GlobalWriteForwardingRequested: false,
  });
  made.globalClusters.push({
    GlobalClusterIdentifier: 'catalog-global',
    GlobalClusterArn: `arn:${partition}:rds::${account}:global-cluster:catalog-global`,
    Status: 'available',
    Engine: 'aurora-postgresql',
    EngineVersion: raw.EngineVersion,
    GlobalClusterMembers: [
      { DBClusterArn: primary, IsWriter: true, Readers: [raw.DBClusterArn ?? ''], SynchronizationStatus: 'connected' },
      {
        DBClusterArn: raw.DBClusterArn,
        IsWriter: false,
        Readers: [],
        GlobalWriteForwardingStatus: 'disabled',
        SynchronizationStatus: 'connected',
      },
    ],
  });
};

export const portsAndRegions: readonly Scenario[] = [
  {
    id: 'wrong-port/default-of-another-engine',
    title: 'A port that the database does not listen on',
    story:
      'fulfilment was deployed 24 minutes ago with a connection string whose port is 5433, from a developer’s tunnel. Nothing listens there, and no rule admits it. On 5432 everything is open, as checkout shows.',
    ask: 'orders-db from fulfilment',
    account: (now) =>
      estate(
        now,
        configured(orders('port-tunnel'), 'fulfilment', { driver: 'node-pg', port: 5_433, startedAgo: 23.5 }),
        rolledTo('fulfilment', 24),
        complains({ client: 'fulfilment', failure: 'timeout', since: 23 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['wrong-port'],
      mustNotClaim: ['sg-missing-ingress', 'client-egress-blocked', 'nacl-blocks', 'instance-down'],
    },
  },
  {
    id: 'wrong-port/unusual-and-right',
    title: 'A database on an unusual port',
    story: 'The ledger listens on 3309, and its clients know. They fail since 20 minutes, for want of connections.',
    ask: 'ledger-cluster',
    account: (now) => {
      const options = ledger('port-unusual');
      return estate(
        now,
        { ...options, database: { ...options.database, port: 3_309 } },
        (made) => {
          const database = databaseNamed(made);
          database.instanceParameters.push({
            ParameterName: 'max_connections',
            ParameterValue: '400',
            Source: 'user',
            ApplyMethod: 'immediate',
          });
          database.instances[0]?.gauges.surges.push({
            metric: 'DatabaseConnections',
            from: 21,
            until: -1,
            value: () => 400,
          });
        },
        complains({ failure: 'no-slots', since: 20 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      mustNotClaim: ['wrong-port', 'sg-missing-ingress'],
    },
  },
  {
    id: 'global-secondary-write/writes-in-the-second-region',
    title: 'Writes to the second region of a global database',
    story:
      'The catalog of us-west-2 is the secondary of a global database; its writer is in us-east-1, and writes are not forwarded. playback was given the local cluster with its deployment 17 minutes ago, and each of its writes fails.',
    ask: 'stream-catalog',
    account: (now) => {
      const options = video('global-write');
      return estate(
        now,
        configured(options, 'playback', { host: hostOf(options, 'stream-catalog', 'cluster-ro-'), startedAgo: 16.5 }),
        secondary,
        rolledTo('playback', 17),
        complains({ client: 'playback', failure: 'read-only', since: 16 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['global-secondary-write'],
      mustNotClaim: ['no-writer', 'recent-failover', 'instance-down', 'failover-failed'],
    },
  },
  {
    id: 'global-secondary-write/reads-only',
    title: 'The second region of a global database, which is only read',
    story:
      'The catalog of us-west-2 is the secondary of a global database, has no writer, and needs none. It is read, and well.',
    ask: 'stream-catalog',
    account: (now) => {
      const options = video('global-reads');
      const host = hostOf(options, 'stream-catalog', 'cluster-ro-');
      return estate(now, { ...options, clients: options.clients.map((one) => ({ ...one, host })) }, secondary);
    },
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['global-secondary-write', 'no-writer', 'wrong-endpoint-reader'],
    },
  },
];
