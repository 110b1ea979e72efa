import { estate } from '#simulation/aurora/estate';
import { writerShows } from '#simulation/aurora/happenings/capacity';
import { complains } from '#simulation/aurora/happenings/complaints';
import { denied } from '#simulation/aurora/happenings/limits';
import { revoked } from '#simulation/aurora/happenings/network';
import type { Scenario } from '#simulation/scenario';
import { clinic, tickets, video } from './estates.ts';

export const saturated: readonly Scenario[] = [
  {
    id: 'acu-ceiling/at-the-maximum',
    title: 'Serverless capacity is at its maximum',
    story:
      'A concert went on sale 24 minutes ago. The ticket database has been at its four capacity units ever since, with its CPU full; connecting takes longer than the five seconds clients allow. Connections are at 60 % of the limit.',
    ask: 'tix-live',
    account: (now) =>
      estate(
        now,
        tickets('acu-max'),
        writerShows('ServerlessDatabaseCapacity', 24, 4),
        writerShows('ACUUtilization', 24, 100),
        writerShows('CPUUtilization', 24, 98),
        writerShows('DatabaseConnections', 24, 490),
        writerShows('DBLoad', 24, 31),
        complains({ failure: 'timeout', since: 22, every: 15 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['acu-ceiling'],
      resource: 'tix-live',
      mustNotClaim: ['connections-exhausted', 'sg-missing-ingress', 'nacl-blocks', 'auto-paused'],
    },
  },
  {
    id: 'acu-ceiling/a-moment-only',
    title: 'At the maximum for two minutes, and a rule is gone',
    story:
      'The seat map reached four units for two minutes, as on every full hour. Since 15 minutes it cannot connect: its rule was revoked.',
    ask: 'tix-live from seatmap',
    account: (now) =>
      estate(
        now,
        tickets('acu-moment'),
        writerShows('ServerlessDatabaseCapacity', 30, 4, 28),
        writerShows('ACUUtilization', 30, 100, 28),
        revoked('seatmap', 15.5),
        complains({ client: 'seatmap', failure: 'timeout', since: 15 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: 'sg-',
      mustNotClaim: ['acu-ceiling', 'cpu-saturated'],
    },
  },
  {
    id: 'acu-ceiling/metrics-denied',
    title: 'Slow to connect, and metrics may not be read',
    story: 'The ticket database is at its maximum, which nobody can see without metrics. The way to it is open.',
    ask: 'tix-live',
    account: (now) =>
      estate(
        now,
        tickets('acu-denied'),
        writerShows('ServerlessDatabaseCapacity', 24, 4),
        writerShows('ACUUtilization', 24, 100),
        complains({ failure: 'timeout', since: 22, every: 15 }),
        denied('cloudwatch:GetMetricData'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['acu-ceiling', 'sg-missing-ingress', 'connections-exhausted', 'instance-down'],
    },
  },
  {
    id: 'cpu-saturated/provisioned-and-full',
    title: 'The catalog’s CPU is full',
    story:
      'A query without an index went out 30 minutes ago: the writer’s CPU is at 99 % since. New connections take so long that some clients give up. There is nothing else that this playbook knows: why it is full is a question of its queries.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        video('cpu-full'),
        writerShows('CPUUtilization', 30, 99.2),
        writerShows('DBLoad', 30, 42),
        writerShows('DBLoadCPU', 30, 40),
        complains({ failure: 'timeout', since: 28, every: 40 }),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      contributing: ['cpu-saturated'],
      mustNotClaim: ['connections-exhausted', 'sg-missing-ingress', 'nacl-blocks', 'connection-storm'],
    },
  },
  {
    id: 'cpu-saturated/busy-and-well',
    title: 'A nightly report keeps the CPU busy, and nobody minds',
    story: 'The writer’s CPU is at 97 % for half an hour. No client fails.',
    ask: 'stream-catalog',
    account: (now) => estate(now, video('cpu-busy'), writerShows('CPUUtilization', 32, 97)),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['cpu-saturated'] },
  },
  {
    id: 'memory-pressure/nearly-none-left',
    title: 'The writer’s memory is all but used up',
    story:
      'Since 40 minutes the clinic’s writer has less than 3 % of its memory free; it closes connections as it kills backends. What uses it up is a question of its queries.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('memory-low'),
        writerShows('FreeableMemory', 40, 310_000_000),
        complains({ client: 'records', failure: 'closed', since: 38, every: 45 }),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      contributing: ['memory-pressure'],
      mustNotClaim: ['recent-failover', 'sg-missing-ingress', 'instance-down', 'connections-exhausted'],
    },
  },
];
