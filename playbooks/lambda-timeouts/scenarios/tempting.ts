import { ownFault } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { like, metric, suffers } from '#simulation/functions/incidents/invocations';
import { aliasMoved, reserved } from '#simulation/functions/incidents/settings';
import { fedByQueue, fedByStream, queue, sourceDisabled } from '#simulation/functions/incidents/sources';
import { throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { bank, invoices, media, sensors } from './fleets.ts';
import { flagsRefused } from './old-ailments.ts';

export const tempting: readonly Scenario[] = [
  {
    id: 'misleading/refused-flags-and-well',
    title: 'Exceptions in the log, and nothing wrong',
    story: 'The same flags are refused, every answer is right and quick.',
    ask: 'thumbnails',
    account: (now) => fleet(now, media('mis-flags-well'), flagsRefused('thumbnails', 'mis-flags-well')),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['role-denied', 'downstream-slow-aws'] },
  },
  {
    id: 'misleading/latest-is-tested',
    title: 'Somebody tests $LATEST, and customers call “live”',
    story:
      'A developer calls $LATEST since 25 minutes, which fails. The alias “live” leads to version 41, which is as good as ever: it is what was asked about.',
    ask: 'book-transfer:live',
    account: (now) =>
      fleet(
        now,
        bank('mis-latest'),
        aliasMoved({ name: 'book-transfer', alias: 'live', old: '40', new: '41', minutesAgo: 7_000 }),
        like('book-transfer', (func) => {
          const turns = func.live?.turns ?? [];
          func.live = { alias: 'live', turns: [...turns, { since: 25, version: '$LATEST', part: 0.25 }] };
        }),
        suffers({
          name: 'book-transfer',
          since: 25,
          hits: ({ version }) => version === '$LATEST',
          outcome: throws(() => ownFault('dotnet'), 0.1),
        }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['bad-release', 'downstream-3rd-party'] },
  },
  {
    id: 'misleading/close-to-its-limit-as-ever',
    title: 'It always takes nearly all of its time',
    story: 'invoice-pdf takes 2.6 to 2.95 of its three seconds, today as last month. No invoice was cut off.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(
        now,
        { ...invoices('mis-close'), minutes: 240 },
        like('invoice-pdf', (func) => {
          func.seconds = 2.78;
          func.spread = 0.05;
        }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['timeout-too-low'] },
  },
  {
    id: 'misleading/reserved-zero-on-purpose',
    title: 'Stopped on purpose, last year',
    story: 'The old exporter has a reserved concurrency of 0 since a year. Nobody calls it, and nobody is refused.',
    ask: 'old-export',
    account: (now) =>
      fleet(
        now,
        {
          ...media('mis-stopped'),
          functions: [...media('mis-stopped').functions, { name: 'old-export', perMinute: 0, changedAgo: 500_000 }],
        },
        reserved('old-export', 0),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['reserved-zero', 'throttled-reserved', 'state-failed'],
    },
  },
  {
    id: 'misleading/source-disabled-last-month',
    title: 'A second tap that was closed last month',
    story:
      'thumbnails once read from a second queue, whose event source was disabled 40 days ago. It reads from the first as ever.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('mis-source'),
        fedByQueue('thumbnails', 'old-pictures'),
        sourceDisabled('thumbnails', 57_600, 'jon.abara'),
        (made) => {
          const [old] = made.sources;
          if (old) made.sources.splice(0, 1, { ...old, UUID: '0d1c7c1e-7b2f-4c55-9a52-3c1f0d7f9b11' });
          // A year of events is more than the trail keeps.
          made.trail.splice(-1);
        },
        fedByQueue('thumbnails', 'pictures'),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['esm-disabled', 'esm-error'] },
  },
  {
    id: 'misleading/old-dead-letters',
    title: 'Dead letters of last winter',
    story: 'Three hundred messages lie in the dead-letter queue since months. Nothing fails today.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('mis-letters'),
        fedByQueue('thumbnails', 'pictures'),
        (made) => {
          const index = made.queues.findIndex(({ name }) => name === 'pictures-dlq');
          made.queues.splice(index, 1);
        },
        queue('pictures-dlq', { ApproximateNumberOfMessages: '312' }),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['dlq-failing', 'poison-batch', 'sqs-visibility-too-short'],
    },
  },
  {
    id: 'misleading/short-visibility-and-quick-work',
    title: 'A short visibility timeout, and quick work',
    story:
      'The queue hides messages for 30 seconds, and the function may take sixty. It takes one and a half, and nothing ever came twice.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(now, media('mis-visibility'), fedByQueue('thumbnails', 'pictures', { VisibilityTimeout: '30' })),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['sqs-visibility-too-short'] },
  },
  {
    id: 'misleading/failed-once-in-the-stream',
    title: 'A batch failed once, and went through',
    story:
      'The event source still says “PROBLEM: Function call failed” of a batch that failed at night and went through at the second attempt. Readings are a second old.',
    ask: 'ingest-readings',
    account: (now) =>
      fleet(
        now,
        sensors('mis-once'),
        fedByStream('ingest-readings', 'readings', { LastProcessingResult: 'PROBLEM: Function call failed' }),
        metric('AWS/Lambda', 'IteratorAge', { FunctionName: 'ingest-readings' }, (minute) => 800 + (minute % 7) * 90),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['esm-error', 'poison-batch', 'iterator-lag'] },
  },
];
