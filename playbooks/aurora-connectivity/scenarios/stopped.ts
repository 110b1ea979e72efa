import { estate } from '#simulation/aurora/estate';
import { admits, rule } from '#simulation/aurora/happenings/network';
import { complains } from '#simulation/aurora/happenings/complaints';
import { denied } from '#simulation/aurora/happenings/limits';
import { starting, stopped } from '#simulation/aurora/happenings/states';
import type { Scenario } from '#simulation/scenario';
import { bakery, clinic, ledger, orders } from './estates.ts';

export const stoppedClusters: readonly Scenario[] = [
  {
    id: 'cluster-stopped/by-hand',
    title: 'The ledger database was stopped',
    symptom: 'Ledger and payouts cannot reach their database',
    story:
      'Dana wanted to stop the cluster of the test account and was in production, 26 minutes ago. All clients time out on connect. Security groups admit half the network, which is careless and has nothing to do with it. RDS would start the cluster by itself after seven days.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('stopped-hand'),
        stopped(26, 'dana.osei'),
        admits(() => [rule({ FromPort: 3_306, ToPort: 3_306, IpRanges: [{ CidrIp: '0.0.0.0/0' }] })]),
        complains({ failure: 'timeout', since: 27 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-stopped'],
      resource: 'ledger-cluster',
      quotes: 'DB cluster stopped',
      mustNotClaim: [
        'cluster-starting',
        'sg-missing-ingress',
        'instance-down',
        'no-writer',
        'nacl-blocks',
        'auto-paused',
        'no-route',
      ],
    },
    sample: true,
  },
  {
    id: 'cluster-stopped/by-schedule',
    title: 'The nightly stop came in the day',
    story:
      'A scheduler stops the bakery’s cluster every night. Since the clocks were changed it does so while people shop: 41 minutes ago. The one service has lost its database.',
    ask: 'backstube',
    account: (now) =>
      estate(
        now,
        bakery('stopped-schedule'),
        stopped(41, 'rds-night-scheduler'),
        complains({ failure: 'unknown-host', since: 41 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-stopped'],
      resource: 'backstube',
      mustNotClaim: ['dns-failure', 'wrong-endpoint-stale', 'instance-down', 'auto-paused'],
    },
  },
  {
    id: 'cluster-stopped/being-stopped',
    title: 'The cluster is being stopped at this moment',
    story:
      'StopDBCluster was called two minutes ago, and the cluster is in `stopping`. Connections are being cut, new ones refused.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('stopped-ing'),
        stopped(1, 'w.hale'),
        (made) => {
          for (const { raw, instances } of made.databases) {
            raw.Status = 'stopping';
            raw.AutomaticRestartTime = undefined;
            for (const instance of instances) instance.raw.DBInstanceStatus = 'stopping';
          }
          made.events.splice(2);
        },
        complains({ failure: 'cut-off', since: 3, until: 2 }),
        complains({ failure: 'refused', since: 2 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-stopped'],
      resource: 'patients',
      mustNotClaim: ['wrong-port', 'instance-down', 'recent-failover'],
    },
  },
  {
    id: 'cluster-stopped/events-denied',
    title: 'Stopped, and neither events nor the trail may be read',
    story:
      'The ledger cluster was stopped 26 minutes ago. The role may read what RDS describes, but neither its events nor CloudTrail: the state is plain all the same, only who did it is not.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('stopped-denied'),
        stopped(26, 'dana.osei'),
        complains({ failure: 'timeout', since: 27 }),
        denied('rds:DescribeEvents', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-stopped'],
      resource: 'ledger-cluster',
      gaps: ['rds:DescribeEvents', 'cloudtrail:LookupEvents'],
      mustNotClaim: ['sg-missing-ingress'],
    },
  },
  {
    id: 'cluster-stopped/clusters-denied',
    title: 'Clusters may not be described',
    story:
      'The ledger cluster was stopped. Whoever asks gives its ARN, and may not use DescribeDBClusters: clients time out, and of the database nothing can be told.',
    ask: `arn:aws:rds:us-east-1:${ledger('stopped-blind').account}:cluster:ledger-cluster`,
    account: (now) =>
      estate(
        now,
        ledger('stopped-blind'),
        stopped(26, 'dana.osei'),
        complains({ failure: 'timeout', since: 27 }),
        denied('rds:DescribeDBClusters'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['rds:DescribeDBClusters'],
      mustNotClaim: ['cluster-stopped', 'sg-missing-ingress', 'instance-down'],
    },
  },
  {
    id: 'cluster-stopped/started-again',
    title: 'It was stopped by mistake and is back',
    story:
      'The ledger cluster was stopped 50 minutes ago, and started again as soon as the alarm came; it has been available for the last 22 minutes. Clients have reconnected.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('stopped-back'),
        stopped(50, 'dana.osei'),
        (made) => {
          for (const database of made.databases) {
            database.raw.Status = 'available';
            database.raw.AutomaticRestartTime = undefined;
            for (const { raw, gauges, starts } of database.instances) {
              raw.DBInstanceStatus = 'available';
              gauges.surges.splice(0, Infinity, { metric: '*', from: 52, until: 22, value: () => null });
              starts.push(22);
            }
            made.events.push({
              SourceIdentifier: database.id,
              SourceType: 'db-cluster',
              Message: 'DB cluster started.',
              EventCategories: ['notification'],
              Date: new Date(made.shop.now.getTime() - 22 * 60_000),
            });
          }
        },
        complains({ failure: 'timeout', since: 51, until: 22 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-stopped'],
      resource: 'ledger-cluster',
      recovered: true,
      mustNotClaim: ['sg-missing-ingress', 'recent-failover', 'instance-down'],
    },
  },
  {
    id: 'cluster-stopped/another-cluster',
    title: 'A stopped cluster next door, and a password that does not fit',
    story:
      'The archive cluster of the same account is stopped, as it is most of the year. The orders database runs; its checkout service fails to log in since its user’s password was changed by hand in the database.',
    ask: 'orders-db',
    account: (now) =>
      estate(
        now,
        orders('stopped-neighbour'),
        (made) => {
          const [database] = made.databases;
          made.otherClusters.push({
            ...database?.raw,
            DBClusterIdentifier: 'orders-archive',
            DBClusterArn: database?.raw.DBClusterArn?.replace('orders-db', 'orders-archive'),
            DbClusterResourceId: 'cluster-ARCHIVE00000000000000000',
            Endpoint: database?.raw.Endpoint?.replace('orders-db', 'orders-archive'),
            ReaderEndpoint: database?.raw.ReaderEndpoint?.replace('orders-db', 'orders-archive'),
            Status: 'stopped',
            DBClusterMembers: [],
          });
        },
        complains({ client: 'checkout', failure: 'password', since: 24 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials'],
      mustNotClaim: ['cluster-stopped', 'sg-missing-ingress', 'bad-credentials-after-rotation', 'iam-auth-failed'],
    },
  },
  {
    id: 'cluster-starting/by-hand',
    title: 'The cluster is starting',
    story:
      'The cluster had been stopped for a week of holidays. Somebody started it six minutes ago; the clients that were scaled up at the same time cannot connect yet.',
    ask: 'orders-db',
    account: (now) =>
      estate(now, orders('starting-hand'), starting(6, 'maria.keller'), complains({ failure: 'timeout', since: 8 })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-starting'],
      resource: 'orders-db',
      mustNotClaim: ['cluster-stopped', 'instance-down', 'sg-missing-ingress', 'auto-paused'],
    },
  },
  {
    id: 'cluster-starting/after-seven-days',
    title: 'RDS starts a cluster that has been stopped for a week',
    story:
      'Nobody asked for it: a cluster may be stopped for seven days only, and is then started by RDS. It has been starting for four minutes, and the portal, which was left running, gets no connection.',
    ask: 'backstube',
    account: (now) =>
      estate(now, bakery('starting-week'), starting(4, null), complains({ failure: 'refused', since: 55 })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-starting'],
      resource: 'backstube',
      mustNotClaim: ['cluster-stopped', 'wrong-port', 'instance-down'],
    },
  },
];
