import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import { denied } from '#simulation/aurora/happenings/limits';
import { failover, recordRds } from '#simulation/aurora/happenings/states';
import type { Scenario } from '#simulation/scenario';
import { rolledTo } from './releases.ts';
import { clinic, configured, hostOf, ledger, orders, video } from './estates.ts';

export const endpoints: readonly Scenario[] = [
  {
    id: 'wrong-endpoint-reader/writes-to-a-reader',
    title: 'A release writes to the reader endpoint',
    story:
      'checkout was deployed 19 minutes ago with the reader endpoint in DB_HOST, copied from a reporting job. Every INSERT fails as a write in a read-only transaction. Three days ago there was a failover, which everybody remembers and which has nothing to do with it.',
    ask: 'orders-db from checkout',
    account: (now) => {
      const options = orders('endpoint-reader');
      const host = hostOf(options, 'orders-db', 'cluster-ro-');
      return estate(
        now,
        configured(options, 'checkout', { host, startedAgo: 18.5 }),
        failover({ since: 4_320, to: 'orders-db-1' }),
        rolledTo('checkout', 19),
        complains({ client: 'checkout', failure: 'read-only', since: 18 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['wrong-endpoint-reader'],
      quotes: 'read-only transaction',
      mustNotClaim: ['recent-failover', 'global-secondary-write', 'wrong-endpoint-instance', 'wrong-endpoint-stale'],
    },
  },
  {
    id: 'wrong-endpoint-reader/mysql',
    title: 'Payouts cannot be written',
    story:
      'payouts has had the reader endpoint for a year. It worked while the cluster had no replica: the endpoint led to the writer. 34 minutes ago a replica was added, and each second write fails with 1290.',
    ask: 'ledger-cluster',
    account: (now) => {
      const options = ledger('endpoint-reader-mysql');
      const host = hostOf(options, 'ledger-cluster', 'cluster-ro-');
      return estate(
        now,
        configured(options, 'payouts', { host }),
        (made) => {
          const reader = databaseNamed(made).instances.at(-1);
          if (!reader) return;
          reader.raw.InstanceCreateTime = new Date(now.getTime() - 36 * 60_000);
          reader.starts.splice(0, 1, 35);
          reader.gauges.surges.push({ metric: '*', from: 99_999, until: 35, value: () => null });
          recordRds(made, 'CreateDBInstance', 40, 'ci', reader, { dBClusterIdentifier: 'ledger-cluster' });
        },
        complains({ client: 'payouts', failure: 'read-only', since: 34, every: 30 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['wrong-endpoint-reader'],
      quotes: '--read-only option',
      mustNotClaim: ['recent-failover', 'failover-in-progress', 'global-secondary-write', 'wrong-endpoint-instance'],
    },
  },
  {
    id: 'wrong-endpoint-reader/reads-only',
    title: 'A report reads from the reader endpoint, as it should',
    story: 'The export reads from the reader endpoint, and that is right. Nothing fails.',
    ask: 'orders-db',
    account: (now) => {
      const options = orders('endpoint-reader-well');
      return estate(now, configured(options, 'invoice-export', { host: hostOf(options, 'orders-db', 'cluster-ro-') }));
    },
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['wrong-endpoint-reader', 'wrong-endpoint-stale'] },
  },
  {
    id: 'wrong-endpoint-reader/reads-and-a-password',
    title: 'The reader endpoint, and a password that does not fit',
    story:
      'The records service reads from the reader endpoint. Its password was changed in the database 26 minutes ago, and it cannot log in any more. Nobody writes.',
    ask: 'patients',
    account: (now) => {
      const options = clinic('endpoint-reader-password');
      return estate(
        now,
        configured(options, 'records', { host: hostOf(options, 'patients', 'cluster-ro-') }),
        complains({ client: 'records', failure: 'password', since: 26 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials'],
      mustNotClaim: ['wrong-endpoint-reader', 'recent-failover', 'wrong-endpoint-instance'],
    },
  },
  {
    id: 'wrong-endpoint-reader/definitions-denied',
    title: 'Writes fail, and what the client is configured with may not be read',
    story:
      'checkout writes to the reader endpoint. Its task definition may not be read; so that it is unknown by which name it connects; that a write met a reader stands in its log.',
    ask: 'orders-db from checkout',
    account: (now) => {
      const options = orders('endpoint-reader-denied');
      return estate(
        now,
        configured(options, 'checkout', { host: hostOf(options, 'orders-db', 'cluster-ro-') }),
        complains({ client: 'checkout', failure: 'read-only', since: 18 }),
        denied('ecs:DescribeTaskDefinition', 'cloudtrail:LookupEvents'),
      );
    },
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:DescribeTaskDefinition'],
      mustNotClaim: ['wrong-endpoint-reader', 'recent-failover', 'global-secondary-write', 'sg-missing-ingress'],
    },
  },
  {
    id: 'wrong-endpoint-stale/blue-green-leftover',
    title: 'A name that is no more: the old side of a blue/green change',
    story:
      'The catalog was switched to a new cluster in the night, and the old one, by then called stream-catalog-old1, was deleted 38 minutes ago. profiles had been pointed at it by name. The name is gone.',
    ask: 'stream-catalog from profiles',
    account: (now) => {
      const options = video('endpoint-stale');
      return estate(
        now,
        configured(options, 'profiles', { host: hostOf(options, 'stream-catalog-old1', 'cluster-') }),
        (made) => {
          recordRds(made, 'DeleteDBCluster', 38, 'maria.keller', databaseNamed(made), {
            dBClusterIdentifier: 'stream-catalog-old1',
          });
        },
        complains({ client: 'profiles', failure: 'unknown-host', since: 36 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['wrong-endpoint-stale'],
      mustNotClaim: ['dns-failure', 'no-writer', 'cluster-stopped', 'sg-missing-ingress'],
    },
  },
  {
    id: 'wrong-endpoint-stale/custom-endpoint',
    title: 'A custom endpoint, which exists',
    story:
      'The export uses a custom endpoint of the cluster. It is neither the writer’s nor the reader’s name, and it is right.',
    ask: 'orders-db',
    account: (now) => {
      const options = orders('endpoint-custom');
      const host = hostOf(options, 'reports', 'cluster-custom-');
      return estate(now, configured(options, 'invoice-export', { host }), (made) => {
        const { raw } = databaseNamed(made);
        raw.CustomEndpoints = [host];
        made.customEndpoints.push({
          DBClusterEndpointIdentifier: 'reports',
          DBClusterIdentifier: 'orders-db',
          DBClusterEndpointResourceIdentifier: 'cluster-endpoint-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
          DBClusterEndpointArn: raw.DBClusterArn?.replace('cluster:orders-db', 'cluster-endpoint:reports'),
          Endpoint: host,
          Status: 'available',
          EndpointType: 'CUSTOM',
          CustomEndpointType: 'READER',
          StaticMembers: ['orders-db-3'],
          ExcludedMembers: [],
        });
      });
    },
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['wrong-endpoint-stale', 'wrong-endpoint-reader'] },
  },
];
