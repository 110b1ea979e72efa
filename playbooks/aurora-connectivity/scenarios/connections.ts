import { estate } from '#simulation/aurora/estate';
import { engineLogs, repeated, rising, writerShows } from '#simulation/aurora/happenings/capacity';
import { complains, logs } from '#simulation/aurora/happenings/complaints';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import { denied } from '#simulation/aurora/happenings/limits';
import { clusterEvent } from '#simulation/aurora/happenings/states';
import type { Happening } from '#simulation/aurora/model';
import type { Scenario } from '#simulation/scenario';
import { backoffice, bakery, clinic, ledger, maps, orders, tickets, video } from './estates.ts';

const slotsOfRds = 'remaining connection slots are reserved for roles with privileges of the "rds_reserved" role';

function maxConnections(value: string): Happening {
  return (made) => {
    databaseNamed(made).instanceParameters.push({
      ParameterName: 'max_connections',
      ParameterValue: value,
      Source: 'user',
      ApplyType: 'static',
      ApplyMethod: 'pending-reboot',
    });
  };
}

export const connections: readonly Scenario[] = [
  {
    id: 'connections-exhausted/one-capacity-unit',
    title: 'The bakery’s database has no connections left',
    symptom: 'The shop’s web service fails on most requests',
    story:
      'A cluster of at most one capacity unit has 189 connections. Since the web service was scaled from two tasks to eight for Advent, 21 minutes ago, their pools want more than that. CPU and capacity are low, which makes nobody think of a limit.',
    ask: 'backstube',
    account: (now) =>
      estate(
        now,
        bakery('connections-one-unit'),
        writerShows('DatabaseConnections', 30, (minute) => (minute > 22 ? Math.round(186 - 20 * (minute - 22)) : 186)),
        writerShows('CPUUtilization', 22, 35),
        complains({ failure: 'no-slots', since: 21.5, every: 6 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      resource: 'backstube',
      quotes: 'remaining connection slots are reserved for roles with the SUPERUSER attribute',
      mustNotClaim: ['acu-ceiling', 'sg-missing-ingress', 'cpu-saturated', 'bad-credentials', 'connection-storm'],
    },
    sample: true,
  },
  {
    id: 'connections-exhausted/old-wording',
    title: 'No slots, as PostgreSQL 13 says it',
    story: 'The booking service leaks connections since a release this morning: 27 minutes ago the last was taken.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('connections-old'),
        maxConnections('500'),
        writerShows('DatabaseConnections', 60, (minute) => (minute > 27 ? rising(33, 60, 497)(minute - 27) : 497)),
        complains({ failure: 'no-slots', since: 27 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      quotes: 'reserved for non-replication superuser connections',
      mustNotClaim: ['bad-credentials', 'connection-storm', 'acu-ceiling'],
    },
  },
  {
    id: 'connections-exhausted/reserved-by-rds',
    title: 'No slots, in the wording of RDS',
    story:
      'The catalog’s profiles service opens a connection for each request since 18 minutes. What is left is reserved for RDS.',
    ask: 'stream-catalog from profiles',
    account: (now) =>
      estate(
        now,
        video('connections-rds'),
        maxConnections('2000'),
        writerShows('DatabaseConnections', 18.5, 1_994),
        logs('profiles', 18, 8, [
          `psycopg2.OperationalError: connection to server at "stream-catalog" (10.1.64.11), port 5432 failed: FATAL:  ${slotsOfRds}`,
        ]),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      quotes: 'rds_reserved',
      mustNotClaim: ['bad-credentials', 'connection-storm', 'sg-missing-ingress'],
    },
  },
  {
    id: 'connections-exhausted/mysql',
    title: 'Too many connections',
    story: 'A burst of statement functions takes all of the ledger’s 1,000 connections, 16 minutes ago and since.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('connections-mysql'),
        maxConnections('1000'),
        writerShows('DatabaseConnections', 17, 1_000),
        complains({ failure: 'no-slots', since: 16 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      quotes: 'Too many connections',
      mustNotClaim: ['bad-credentials', 'sg-missing-ingress', 'instance-down'],
    },
  },
  {
    id: 'connections-exhausted/only-the-engine-says-so',
    title: 'Clients are silent, the engine is not',
    story:
      'The portal swallows its errors. The engine exports its log, in which it turns clients away since 23 minutes.',
    ask: 'intern-pg',
    account: (now) =>
      estate(
        now,
        backoffice('connections-engine'),
        writerShows('DatabaseConnections', 24, 187),
        maxConnections('190'),
        engineLogs(
          repeated(
            23,
            20,
            (time) =>
              `${time}:10.0.1.175(53456):portal@intern:[17132]:FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute`,
          ),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      resource: 'intern-pg',
      mustNotClaim: ['auto-paused', 'acu-ceiling', 'bad-credentials'],
    },
  },
  {
    id: 'connections-exhausted/logs-denied',
    title: 'At the limit, and logs may not be read',
    story:
      'The bakery’s 189 connections are used up. Logs may not be read: the metric alone stands close to the limit.',
    ask: 'backstube',
    account: (now) =>
      estate(
        now,
        bakery('connections-denied'),
        writerShows('DatabaseConnections', 22, 187),
        complains({ failure: 'no-slots', since: 21.5, every: 6 }),
        denied('logs:*'),
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
    id: 'connections-exhausted/metrics-denied',
    title: 'The log says it, metrics may not be read',
    story: 'The ledger has no connections left, as its clients say. Metrics may not be read; the words are enough.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('connections-blind'),
        writerShows('DatabaseConnections', 17, 1_000),
        complains({ failure: 'no-slots', since: 16 }),
        denied('cloudwatch:GetMetricData'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['bad-credentials', 'sg-missing-ingress'],
    },
  },
  {
    id: 'connections-exhausted/two-thirds-used',
    title: 'Two thirds of the connections are used, and all is well',
    story:
      'The seat map uses 540 of the 823 connections that four capacity units have. It is a Saturday; nothing fails.',
    ask: 'tix-live',
    account: (now) => estate(now, tickets('connections-well'), writerShows('DatabaseConnections', 80, 540)),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['connections-exhausted', 'connection-storm'] },
  },
  {
    id: 'connections-exhausted/pool-of-the-client',
    title: 'The client’s own pool is empty, not the database',
    story:
      'fulfilment waits for connections from its own pool of ten since 25 minutes: a tax service it calls within transactions has become slow. The database has hundreds free and is idle: its side is clean.',
    ask: 'orders-db from fulfilment',
    account: (now) =>
      estate(now, orders('connections-pool'), complains({ client: 'fulfilment', failure: 'pool-empty', since: 25 })),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: [
        'connections-exhausted',
        'sg-missing-ingress',
        'acu-ceiling',
        'proxy-borrow-timeout',
        'instance-down',
      ],
    },
  },
  {
    id: 'connection-storm/function-burst',
    title: 'A burst of functions opens connections faster than they can be made',
    story:
      'Month’s end: the statements function runs in hundreds at a time since 20 minutes, and each opens a connection of its own. New connections are forty times the usual, the CPU is busy with handshakes, queries are as ever. There are still connections free.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('storm-functions'),
        maxConnections('4000'),
        writerShows('ConnectionAttempts', 20, 64),
        writerShows('AbortedClients', 20, 9),
        writerShows('CPUUtilization', 20, 91),
        writerShows('DatabaseConnections', 20, 1_150),
        complains({ failure: 'timeout', since: 19.5, every: 25 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connection-storm'],
      atMost: 'likely',
      mustNotClaim: ['connections-exhausted', 'sg-missing-ingress', 'nacl-blocks', 'instance-down'],
    },
  },
  {
    id: 'connection-storm/after-a-failover',
    title: 'Everybody comes back at once, after a failover',
    story:
      'The maps failed over 13 minutes ago. In the two minutes after it all clients reconnected, a wave of attempts that was over as soon as it was made.',
    ask: 'ditu-geo',
    account: (now) =>
      estate(
        now,
        maps('storm-failover'),
        (made) => {
          const database = databaseNamed(made);
          clusterEvent(made, database, 13, 'Started cross AZ failover to DB instance: ditu-geo-2', 'failover');
          clusterEvent(made, database, 12.5, 'Completed failover to DB instance: ditu-geo-2', 'failover');
          for (const member of database.raw.DBClusterMembers ?? [])
            member.IsClusterWriter = member.DBInstanceIdentifier === 'ditu-geo-2';
          for (const { starts } of database.instances) starts.push(12.5);
          database.instances[1]?.gauges.surges.push(
            { metric: 'ConnectionAttempts', from: 12.5, until: 10, value: () => 30 },
            { metric: 'CPUUtilization', from: 12.5, until: 10, value: () => 84 },
          );
        },
        complains({ failure: 'closed', since: 13.05, until: 12.6, every: 6 }),
        complains({ failure: 'refused', since: 12.6, until: 12, every: 6 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['recent-failover'],
      recovered: true,
      mustNotClaim: ['connection-storm', 'cpu-saturated', 'wrong-port'],
    },
  },
];
