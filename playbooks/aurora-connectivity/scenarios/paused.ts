import { estate } from '#simulation/aurora/estate';
import { revoked } from '#simulation/aurora/happenings/network';
import { complains } from '#simulation/aurora/happenings/complaints';
import { denied } from '#simulation/aurora/happenings/limits';
import { paused, writerShows } from '#simulation/aurora/happenings/capacity';
import type { Scenario } from '#simulation/scenario';
import { backoffice } from './estates.ts';

export const pausedClusters: readonly Scenario[] = [
  {
    id: 'auto-paused/woken-by-a-login',
    title: 'The first login after lunch fails',
    story:
      'The back office database pauses after a quarter of an hour without connections; it had slept for 40 minutes. The first visitor woke it 19 minutes ago. The portal’s driver gives up after ten seconds, while waking took fifteen; since then all is well.',
    ask: 'intern-pg',
    account: (now) =>
      estate(
        now,
        backoffice('paused-lunch'),
        paused({ from: 59, until: 18.7 }),
        complains({ client: 'staff-portal', failure: 'timeout', since: 19, until: 18.6, every: 8 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['auto-paused'],
      resource: 'intern-pg',
      recovered: true,
      mustNotClaim: ['cluster-stopped', 'sg-missing-ingress', 'instance-down', 'acu-ceiling', 'nacl-blocks'],
    },
  },
  {
    id: 'auto-paused/asleep-and-nobody-asks',
    title: 'Asleep, and nobody asks',
    story:
      'The back office database has been paused for an hour. Nobody has tried to connect. This is what it is meant to do.',
    ask: 'intern-pg',
    account: (now) =>
      estate(now, backoffice('paused-asleep'), paused({ from: 63, until: 0 }), (made) => {
        for (const { instances } of made.databases)
          for (const { gauges } of instances) gauges.usual['DatabaseConnections'] = 1;
      }),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['auto-paused', 'cluster-stopped', 'instance-down'],
    },
  },
  {
    id: 'auto-paused/long-awake',
    title: 'It paused in the night; the rule was revoked at noon',
    story:
      'The back office database was paused until 80 minutes ago and has been awake since. The portal cannot connect since 21 minutes, when the rule that admits it was revoked.',
    ask: 'intern-pg from staff-portal',
    account: (now) => {
      const seed = 'paused-awake';
      return estate(
        now,
        { ...backoffice(seed), minutes: 120 },
        paused({ from: 118, until: 80 }),
        revoked('staff-portal', 21),
        complains({ client: 'staff-portal', failure: 'timeout', since: 21 }),
        writerShows('DatabaseConnections', 20, 1),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: 'sg-',
      mustNotClaim: ['auto-paused', 'acu-ceiling', 'cluster-stopped'],
    },
  },
  {
    id: 'auto-paused/metrics-denied',
    title: 'Timeouts that ended, and metrics may not be read',
    story:
      'The portal failed for half a minute 19 minutes ago while its database woke. Without metrics nobody can see that it had slept; that it may sleep is in its settings.',
    ask: 'intern-pg',
    account: (now) =>
      estate(
        now,
        backoffice('paused-denied'),
        paused({ from: 59, until: 18.7 }),
        complains({ client: 'staff-portal', failure: 'timeout', since: 19, until: 18.6, every: 8 }),
        denied('cloudwatch:GetMetricData'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['auto-paused', 'sg-missing-ingress', 'instance-down'],
    },
  },
];
