import { fleet } from '#simulation/functions/fleet';
import { like, suffers } from '#simulation/functions/incidents/invocations';
import { isKilled, takes } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { invoices, sensors } from './fleets.ts';

export const rare: readonly Scenario[] = [
  {
    id: 'rare/every-five-minutes',
    title: 'It runs every five minutes, and fails every time',
    story:
      'The cleaner runs every five minutes. Since 42 minutes each run is killed for want of memory: eight runs, eight failures, and minutes without any data between them.',
    ask: 'cleaner',
    account: (now) =>
      fleet(
        now,
        {
          ...invoices('rare-cleaner'),
          functions: [
            ...invoices('rare-cleaner').functions,
            { name: 'cleaner', perMinute: 0, timeout: 120, memory: 256, seconds: 20 },
          ],
        },
        like('cleaner', (func) => {
          func.burst = { every: 5, count: 1 };
        }),
        suffers({ name: 'cleaner', since: 42, outcome: isKilled(9) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['memory-exhausted'],
      resource: 'cleaner',
      mustNotClaim: ['timeout-too-low', 'downstream-3rd-party', 'esm-disabled'],
    },
  },
  {
    id: 'rare/long-runs',
    title: 'Fifteen minutes are the most there are',
    story:
      'The nightly means run for up to fifteen minutes, every fifteen minutes, and do not get done in that time since an hour. Metrics of a run stand at its beginning.',
    ask: 'means',
    account: (now) =>
      fleet(
        now,
        {
          ...sensors('rare-long'),
          minutes: 240,
          functions: [
            ...sensors('rare-long').functions,
            { name: 'means', perMinute: 0, timeout: 900, memory: 1_024, seconds: 780 },
          ],
        },
        like('means', (func) => {
          func.burst = { every: 15, count: 2 };
          func.spread = 0.05;
          func.says = [
            { at: 0.01, level: 'INFO', text: 'means of 400 sensors' },
            { at: 0.5, level: 'INFO', text: '200 of 400' },
            { at: 0.8, level: 'INFO', text: '320 of 400' },
            { at: 0.99, level: 'INFO', text: 'done' },
          ];
        }),
        suffers({ name: 'means', since: 75, outcome: takes(980, 0.04) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'means',
      mustNotClaim: ['downstream-3rd-party', 'memory-exhausted', 'net-no-egress', 'iterator-lag'],
    },
  },
];
