import { fleet } from '#simulation/functions/fleet';
import { calledByApi, fedByQueue } from '#simulation/functions/incidents/sources';
import { denied, like, suffers } from '#simulation/functions/incidents/invocations';
import { configured } from '#simulation/functions/incidents/settings';
import type { Happening } from '#simulation/functions/model';
import { hangs, takes } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { freight, invoices, media } from './fleets.ts';

/** Invoices have more pages this month: they take four to five seconds, of three. */
const longInvoices: Happening = suffers({ name: 'invoice-pdf', since: 34, share: 0.7, outcome: takes(4.4, 0.2) });

export const tooShort: readonly Scenario[] = [
  {
    id: 'timeout-too-low/default-of-three-seconds',
    title: 'Three seconds were never much',
    symptom: 'Invoices are missing since about half an hour',
    story:
      'invoice-pdf still has the default timeout of three seconds and has always used most of them. Since 34 minutes the invoices of a large customer are rendered, which take four to five. They end at three seconds in the middle of their work. Memory is far from full.',
    ask: 'invoice-pdf',
    account: (now) => fleet(now, invoices('timeout-default'), longInvoices),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'invoice-pdf',
      quotes: 'Status: timeout',
      mustNotClaim: [
        'memory-exhausted',
        'net-no-egress',
        'nat-port-exhaustion',
        'downstream-3rd-party',
        'bad-release',
        'deterministic-burst-split',
      ],
    },
    sample: true,
  },
  {
    id: 'timeout-too-low/json-log',
    title: 'The same in JSON: no sentence about a timeout',
    story:
      'The log of invoice-pdf is in JSON. There is no line that says “Task timed out”, only platform reports with the status timeout.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(
        now,
        invoices('timeout-json'),
        like('invoice-pdf', ({ configuration }) => {
          configuration.LoggingConfig = {
            LogFormat: 'JSON',
            ApplicationLogLevel: 'INFO',
            SystemLogLevel: 'INFO',
            LogGroup: '/aws/lambda/invoice-pdf',
          };
        }),
        longInvoices,
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'invoice-pdf',
      mustNotClaim: ['memory-exhausted', 'downstream-3rd-party', 'bad-release'],
    },
  },
  {
    id: 'timeout-too-low/lowered-by-hand',
    title: 'Somebody saves cost: thirty seconds become eight',
    story:
      'Jon set the timeout of thumbnails from 30 to 8 seconds 26 minutes ago. Large pictures take seven to eleven seconds, and always have. The code is as it was.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('timeout-lowered'),
        like('thumbnails', (func) => {
          func.seconds = 8.4;
          func.spread = 0.3;
          func.perMinute = 12;
          func.configuration.Timeout = 30;
        }),
        suffers({ name: 'thumbnails', since: 26, outcome: takes(8.6, 0.3) }),
        configured('thumbnails', { Timeout: 8 }, 26, 'jon.abara'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'thumbnails',
      mustNotClaim: ['bad-release', 'memory-exhausted', 'cpu-starved', 'downstream-3rd-party'],
    },
  },
  {
    id: 'timeout-too-low/larger-batches',
    title: 'Ten pictures a batch, then a hundred',
    story:
      'The batch size of the queue was raised from 10 to 100 half an hour ago. A batch now takes fifty to eighty seconds, and the function may take sixty. Batches that fail come back.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('timeout-batches'),
        fedByQueue(
          'thumbnails',
          'pictures',
          { VisibilityTimeout: '400' },
          { BatchSize: 100, MaximumBatchingWindowInSeconds: 5 },
        ),
        like('thumbnails', (func) => {
          func.perMinute = 8;
          func.seconds = 6;
        }),
        suffers({ name: 'thumbnails', since: 31, outcome: takes(65, 0.25) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'thumbnails',
      mustNotClaim: [
        'api-29s',
        'sync-in-loop',
        'sqs-visibility-too-short',
        'poison-batch',
        'memory-exhausted',
        'downstream-3rd-party',
      ],
    },
  },
  {
    id: 'timeout-too-low/hangs-instead',
    title: 'It does not need more time: it hangs',
    story:
      'Two quotes in five wait for the rates of a carrier until the timeout of 15 seconds; the last line they write says whom they ask. All others take a third of a second. Other functions are fine, and more time would not help.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('timeout-hangs'),
        suffers({
          name: 'quote-freight',
          since: 28,
          share: 0.4,
          outcome: hangs('GET https://rates.sealine.example/v2/quotes'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'quote-freight',
      mustNotClaim: ['timeout-too-low', 'net-no-egress', 'net-subnet-asymmetry', 'cold-start-heavy'],
    },
  },
  {
    id: 'timeout-too-low/log-denied',
    title: 'Timeouts, and a log that may not be read',
    story:
      'The large invoices again, seen by a role without any right to logs. Durations stand at the limit of three seconds; whether it works or waits until then only the log could tell.',
    ask: 'invoice-pdf',
    account: (now) => fleet(now, invoices('timeout-denied'), longInvoices, denied('logs:*')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['logs:StartQuery'],
      mustNotClaim: ['downstream-3rd-party', 'memory-exhausted', 'net-no-egress'],
    },
  },
  {
    id: 'sync-in-loop/one-after-the-other',
    title: 'Twenty parcels, one after the other',
    story:
      'quote-freight asks for the weight of each parcel singly and waits for each. Since 30 minutes customers send orders of forty parcels, for which its 15 seconds are too short. Every single answer is quick.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('loop-parcels'),
        suffers({
          name: 'quote-freight',
          since: 30,
          outcome: (chance, invocation) => ({
            ...takes(18, 0.3)(chance, invocation),
            says: Array.from({ length: 34 }, (_, index) => ({
              at: 0.2 + index * 0.36,
              level: 'INFO' as const,
              text: `GET http://weights.freight.internal/parcels/${index + 1} 200 in 351 ms`,
            })),
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'quote-freight',
      possible: ['sync-in-loop'],
      mustNotClaim: ['downstream-3rd-party', 'cpu-starved', 'cold-start-heavy', 'bad-release', 'net-no-egress'],
    },
  },
  {
    id: 'api-29s/slow-behind-an-api',
    title: 'The API gives up before the function does',
    story:
      'A REST API calls quote-freight, which may take a minute. Since 26 minutes a quote takes 31 to 45 seconds where eight are usual. For the function each of them succeeds; customers get an error after 29 seconds.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('api-slow'),
        like('quote-freight', (func) => {
          func.configuration.Timeout = 60;
          func.seconds = 8;
          func.perMinute = 6;
        }),
        calledByApi('quote-freight', 'a1b2c3d4e5'),
        suffers({ name: 'quote-freight', since: 26, outcome: takes(38, 0.18) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['api-29s'],
      mustNotClaim: ['timeout-too-low', 'cold-start-heavy', 'net-no-egress', 'bad-release'],
    },
  },
];
