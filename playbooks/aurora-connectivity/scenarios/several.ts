import { estate } from '#simulation/aurora/estate';
import { writerShows } from '#simulation/aurora/happenings/capacity';
import { complains } from '#simulation/aurora/happenings/complaints';
import { parameter, rotated } from '#simulation/aurora/happenings/credentials';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import { revoked } from '#simulation/aurora/happenings/network';
import { failover, stopped } from '#simulation/aurora/happenings/states';
import type { Scenario } from '#simulation/scenario';
import { securityGroupId } from '#simulation/shop/network';
import { bakery, clinic, ledger, orders, tickets, video } from './estates.ts';

export const several: readonly Scenario[] = [
  {
    id: 'several/rule-revoked-and-rotated',
    title: 'Two services, two faults',
    story:
      'The rule of checkout was revoked 24 minutes ago, and all its three tasks time out. Independently the secret of fulfilment was rotated a minute later; its tasks have the old password and log in now and then.',
    ask: 'orders-db',
    account: (now) =>
      estate(
        now,
        orders('several-two'),
        revoked('checkout', 24),
        rotated('fulfilment', 24),
        complains({ client: 'checkout', failure: 'timeout', since: 23.5, every: 6 }),
        complains({ client: 'fulfilment', failure: 'password', since: 23, every: 150 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: securityGroupId('several-two', 'orders-db-db'),
      contributing: ['bad-credentials-after-rotation'],
      mustNotClaim: ['iam-auth-failed', 'client-egress-blocked', 'instance-down'],
    },
  },
  {
    id: 'several/full-and-at-the-ceiling',
    title: 'No connections left, and capacity at its maximum',
    story:
      'A concert went on sale 26 minutes ago. The ticket database is at its four units, whose 823 connections are all taken: clients are turned away.',
    ask: 'tix-live',
    account: (now) =>
      estate(
        now,
        tickets('several-full'),
        writerShows('ServerlessDatabaseCapacity', 26, 4),
        writerShows('ACUUtilization', 26, 100),
        writerShows('CPUUtilization', 26, 97),
        writerShows('DatabaseConnections', 26, 821),
        complains({ failure: 'no-slots', since: 25, every: 8 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      contributing: ['acu-ceiling'],
      mustNotClaim: ['sg-missing-ingress', 'bad-credentials', 'auto-paused'],
    },
  },
  {
    id: 'several/encryption-and-a-rule',
    title: 'A security day: encryption and a rule',
    story:
      'On the same morning the clinic forced TLS, which the booking service does not speak, and revoked the rule of the records service. Booking is by far the busier one.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('several-security'),
        parameter('rds.force_ssl', '1', { minutesAgo: 30, by: 'sec-ops' }),
        revoked('records', 30),
        complains({ client: 'booking', failure: 'needs-tls', since: 29.5, every: 5 }),
        complains({ client: 'records', failure: 'timeout', since: 29.4, every: 120 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['tls-required', 'sg-missing-ingress'],
      mustNotClaim: ['bad-credentials', 'iam-auth-failed', 'ca-mismatch', 'bad-credentials-after-rotation'],
    },
  },
  {
    id: 'several/failover-and-memory',
    title: 'Out of memory, then a failover, then cached names',
    story:
      'The catalog’s writer ran out of memory and failed over 15 minutes ago. profiles remembers the old address, and its writes meet a reader ever since.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        video('several-failover'),
        writerShows('FreeableMemory', 40, (minute) => (minute > 15 ? 900_000_000 : 31_000_000_000)),
        failover({ since: 15, to: 'stream-catalog-2' }),
        complains({ failure: 'closed', since: 15.05, until: 14.6, every: 6 }),
        complains({ client: 'profiles', failure: 'read-only', since: 14.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['recent-failover', 'memory-pressure'],
      mustNotClaim: ['wrong-endpoint-reader', 'global-secondary-write', 'sg-missing-ingress', 'connections-exhausted'],
    },
  },
  {
    id: 'several/stopped-and-no-rule',
    title: 'The cluster is stopped, and a rule is missing besides',
    story:
      'The ledger was stopped 30 minutes ago, for everyone. The rule of payouts was revoked ten minutes ago, while nothing worked anyway; it will be missed when the cluster is started.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('several-stopped'),
        stopped(30, 'dana.osei'),
        revoked('payouts', 10),
        complains({ failure: 'timeout', since: 31 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-stopped'],
      resource: 'ledger-cluster',
      mustNotClaim: ['instance-down', 'no-writer', 'nacl-blocks'],
    },
  },
  {
    id: 'several/chronic-typo-and-full',
    title: 'A job with a wrong password as ever, and now no connections',
    story:
      'A forgotten job has logged in with a wrong password every five minutes for months. Since 18 minutes the bakery’s database has no connection left, which is what people are called for.',
    ask: 'backstube',
    account: (now) => {
      const options = bakery('several-chronic');
      return estate(
        now,
        {
          ...options,
          clients: [...options.clients, { name: 'newsletter', kind: 'function', driver: 'psycopg2', user: 'news' }],
        },
        (made) => {
          databaseNamed(made).instances[0]?.gauges.surges.push({
            metric: 'DatabaseConnections',
            from: 18.5,
            until: -1,
            value: () => 187,
          });
        },
        complains({ client: 'newsletter', failure: 'password', since: 1_400, every: 300 }),
        complains({ client: 'web', failure: 'no-slots', since: 18, every: 6 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      mustNotClaim: ['bad-credentials-after-rotation', 'iam-auth-failed', 'acu-ceiling'],
    },
  },
];
