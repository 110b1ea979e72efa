import { estate } from '#simulation/aurora/estate';
import { writerShows } from '#simulation/aurora/happenings/capacity';
import { complains } from '#simulation/aurora/happenings/complaints';
import { rotated } from '#simulation/aurora/happenings/credentials';
import { denied, faulty, pagesOf } from '#simulation/aurora/happenings/limits';
import { revoked } from '#simulation/aurora/happenings/network';
import { failover, stopped } from '#simulation/aurora/happenings/states';
import type { Scenario } from '#simulation/scenario';
import { securityGroupId } from '#simulation/shop/network';
import { accountId, bakery, clinic, ledger, orders, video } from './estates.ts';

const clusterArn = (seed: string) => `arn:aws:rds:eu-west-1:${accountId(seed)}:cluster:orders-db`;

export const access: readonly Scenario[] = [
  {
    id: 'access/everything-denied',
    title: 'Nothing may be read',
    story:
      'The role has no permission at all, while checkout cannot reach its database. The cluster was named by its ARN.',
    ask: clusterArn('access-denied'),
    account: (now) =>
      estate(
        now,
        orders('access-denied'),
        revoked('checkout', 20),
        complains({ client: 'checkout', failure: 'timeout', since: 19 }),
        denied('*'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['rds:DescribeDBClusters'],
      mustNotClaim: ['sg-missing-ingress', 'cluster-stopped', 'instance-down'],
    },
  },
  {
    id: 'access/everything-denied-and-well',
    title: 'Nothing may be read, and nothing is wrong',
    story: 'The role has no permission at all. Nothing is wrong either, but that must not be claimed.',
    ask: clusterArn('access-denied-well'),
    account: (now) => estate(now, orders('access-denied-well'), denied('*')),
    truth: { kind: 'blind', rootCause: null, gaps: ['rds:DescribeDBClusters'] },
  },
  {
    id: 'access/network-denied-and-well',
    title: 'The network may not be read, and nothing is wrong',
    story: 'The role may read RDS, logs and metrics, and nothing of the network. All clients work: their logs say so.',
    ask: 'patients',
    account: (now) => estate(now, clinic('access-network'), denied('ec2:*', 'cloudtrail:LookupEvents')),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['sg-missing-ingress', 'no-route'],
    },
  },
  {
    id: 'access/containers-denied',
    title: 'ECS and Lambda may not be read',
    story:
      'The ledger cluster was stopped. Who its clients are cannot be read; the state of the cluster says what is wrong.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('access-clients'),
        stopped(19, 'dana.osei'),
        complains({ failure: 'timeout', since: 19 }),
        denied('ecs:*', 'lambda:*', 'logs:*'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-stopped'],
      resource: 'ledger-cluster',
      mustNotClaim: ['instance-down', 'sg-missing-ingress'],
    },
  },
  {
    id: 'access/trail-denied',
    title: 'The rule is gone, and nobody can see who took it',
    story:
      'The rule of the profiles service was revoked 18 minutes ago. CloudTrail may not be read; that no rule admits the service is plain.',
    ask: 'stream-catalog from profiles',
    account: (now) =>
      estate(
        now,
        video('access-trail'),
        revoked('profiles', 18),
        complains({ client: 'profiles', failure: 'timeout', since: 17.5 }),
        denied('cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: securityGroupId('access-trail', 'stream-catalog-db'),
      gaps: ['cloudtrail:LookupEvents'],
      mustNotClaim: ['client-egress-blocked', 'nacl-blocks'],
    },
  },
  {
    id: 'access/throttled-twice',
    title: 'Every service throttles twice',
    story:
      'The rule of checkout was revoked. RDS, EC2, ECS, CloudWatch and its logs each answer the first two calls with a throttle.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('access-throttled'),
        revoked('checkout', 20),
        complains({ client: 'checkout', failure: 'timeout', since: 19.5 }),
        faulty(
          ...['rds', 'ec2', 'ecs', 'cloudwatch', 'logs', 'cloudtrail'].map(
            (service) => ({ service, kind: 'throttling', first: 2 }) as const,
          ),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: securityGroupId('access-throttled', 'orders-db-db'),
      mustNotClaim: ['client-egress-blocked', 'nacl-blocks', 'instance-down'],
    },
  },
  {
    id: 'access/events-always-throttled',
    title: 'Events are throttled throughout',
    story:
      'The orders database failed over 17 minutes ago. DescribeEvents is throttled each time; the uptime of the engines tells of it, and the errors that ended.',
    ask: 'orders-db',
    account: (now) =>
      estate(
        now,
        orders('access-events'),
        failover({ since: 17, to: 'orders-db-2' }),
        complains({ failure: 'closed', since: 17.05, until: 16.2, every: 6 }),
        faulty({ service: 'rds', operation: 'DescribeEvents', kind: 'throttling' }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['recent-failover'],
      atMost: 'likely',
      recovered: true,
      gaps: ['rds:DescribeEvents'],
      mustNotClaim: ['failover-in-progress', 'instance-down', 'sg-missing-ingress'],
    },
  },
  {
    id: 'access/logs-always-throttled',
    title: 'Logs are throttled throughout',
    story:
      'The bakery’s connections are used up. Its log cannot be read for throttling; the metric stands at the limit.',
    ask: 'backstube',
    account: (now) =>
      estate(
        now,
        bakery('access-logs'),
        writerShows('DatabaseConnections', 22, 187),
        complains({ failure: 'no-slots', since: 21.5, every: 6 }),
        faulty({ service: 'logs', kind: 'throttling' }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      atMost: 'likely',
      gaps: ['logs:FilterLogEvents'],
      mustNotClaim: ['acu-ceiling', 'sg-missing-ingress'],
    },
  },
  {
    id: 'access/half-of-the-network-throttled',
    title: 'EC2 throttles every second call',
    story: 'The rule of the records service was revoked. Every second call to EC2 is throttled.',
    ask: 'patients from records',
    account: (now) =>
      estate(
        now,
        clinic('access-half'),
        revoked('records', 25),
        complains({ client: 'records', failure: 'timeout', since: 24.5 }),
        faulty({ service: 'ec2', kind: 'throttling', every: 2 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: securityGroupId('access-half', 'patients-db'),
      mustNotClaim: ['client-egress-blocked', 'nacl-blocks', 'no-route'],
    },
  },
  {
    id: 'access/instances-are-garbage',
    title: 'One call is answered with nonsense',
    story: 'The cluster was stopped. DescribeDBInstances is answered with a page of HTML from some proxy in between.',
    ask: 'backstube',
    account: (now) =>
      estate(
        now,
        bakery('access-html'),
        stopped(22, 'rds-night-scheduler'),
        complains({ failure: 'timeout', since: 22 }),
        faulty({ service: 'rds', operation: 'DescribeDBInstances', kind: 'html' }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-stopped'],
      resource: 'backstube',
      gaps: ['rds:DescribeDBInstances'],
      mustNotClaim: ['no-writer', 'instance-down'],
    },
  },
  {
    id: 'access/pages-of-one',
    title: 'Lists come one by one',
    story: 'The secret of checkout was rotated 23 minutes ago. Every list has pages of a single item.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('access-pages'),
        rotated('checkout', 23),
        complains({ client: 'checkout', failure: 'password', since: 21 }),
        pagesOf(1),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials-after-rotation'],
      mustNotClaim: ['iam-auth-failed', 'sg-missing-ingress', 'bad-credentials'],
    },
  },
];
