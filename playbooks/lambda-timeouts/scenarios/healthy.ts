import { ownFault } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { like, suffers, wave } from '#simulation/functions/incidents/invocations';
import { isolated, natFigures } from '#simulation/functions/incidents/network';
import { released, reserved } from '#simulation/functions/incidents/settings';
import { fedByQueue, fedByStream } from '#simulation/functions/incidents/sources';
import { hangs, isKilled, takes, throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { bank, clinic, freight, invoices, maps, media, payments, sensors } from './fleets.ts';

export const healthy: readonly Scenario[] = [
  {
    id: 'healthy/ordinary-day',
    title: 'An ordinary day of thumbnails',
    story: 'Pictures come, thumbnails are made. The slowest takes two fifths of what it may.',
    ask: 'thumbnails',
    account: (now) => fleet(now, media('healthy-day'), fedByQueue('thumbnails', 'pictures')),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['api-29s', 'sync-in-loop', 'timeout-too-low', 'sqs-visibility-too-short'],
    },
  },
  {
    id: 'healthy/cold-starts-are-normal',
    title: 'Java starts slowly, as ever',
    story:
      'quote-freight is asked twice a minute at this hour, so that one invocation in six begins with a start of four seconds. It has always been so, and nobody waits longer than usual.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('healthy-cold'),
        like('quote-freight', (func) => {
          func.perMinute = 3;
          func.cold = 0.16;
        }),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['cold-start-heavy', 'init-timeout', 'timeout-too-low'],
    },
  },
  {
    id: 'healthy/never-invoked',
    title: 'Never invoked',
    story:
      'A function that was made last week and never called. It has no metrics, no log group, and nothing wrong with it.',
    ask: 'yearly-report',
    account: (now) =>
      fleet(
        now,
        {
          ...bank('healthy-never'),
          functions: [...bank('healthy-never').functions, { name: 'yearly-report', perMinute: 0, timeout: 300 }],
        },
        (made) => {
          made.withoutGroup.push('/aws/lambda/yearly-report');
        },
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['esm-disabled', 'state-failed', 'reserved-zero'] },
  },
  {
    id: 'healthy/timeouts-hours-ago',
    title: 'It timed out, three hours ago',
    story: 'For ten minutes the carrier did not answer, three hours ago. Since then every quote was given.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        { ...freight('healthy-past'), minutes: 240 },
        suffers({
          name: 'quote-freight',
          since: 190,
          until: 180,
          outcome: hangs('GET https://rates.sealine.example/v2/quotes'),
        }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['downstream-3rd-party', 'timeout-too-low'] },
  },
  {
    id: 'healthy/errors-as-ever',
    title: 'One order in two hundred has no currency, as for months',
    story: 'charge-card fails on them, evenly, since always. It is no more today.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        { ...payments('healthy-chronic'), minutes: 240 },
        suffers({ name: 'charge-card', since: 999, share: 0.005, outcome: throws(() => ownFault('node'), 0.1) }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['bad-release', 'downstream-3rd-party'] },
  },
  {
    id: 'healthy/neighbour-is-killed',
    title: 'The function beside it is killed all the time',
    story:
      'captions runs out of memory since half an hour. Somebody asks about thumbnails, which has nothing to do with it.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(now, media('healthy-neighbour'), suffers({ name: 'captions', since: 30, outcome: isKilled(2) })),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['memory-exhausted', 'heap-oom'] },
  },
  {
    id: 'healthy/release-that-went-well',
    title: 'A release that went well',
    story: 'The geocoder was released 25 minutes ago. Environments were made anew, and nothing else was noticed.',
    ask: 'geocode',
    account: (now) => fleet(now, maps('healthy-release'), released('geocode', 25)),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['bad-release', 'cold-start-heavy', 'import-error'],
    },
  },
  {
    id: 'healthy/isolated-and-content',
    title: 'No way out, and no need of one',
    story:
      'lab-results moved into isolated subnets 40 minutes ago. It calls nothing outside of the VPC, and works as ever. A NAT gateway that it does not use is busy.',
    ask: 'lab-results',
    account: (now) =>
      fleet(
        now,
        clinic('healthy-isolated'),
        isolated([0, 1, 2], { minutesAgo: 40, by: 'maria.keller' }),
        natFigures({ ActiveConnectionCount: () => 9_000, IdleTimeoutCount: () => 60 }),
        like('lab-results', (func) => {
          func.says = [{ at: 0.9, level: 'INFO', text: 'stored 4 results' }];
        }),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: [
        'net-no-egress',
        'endpoint-missing',
        'nat-idle-reset',
        'nat-port-exhaustion',
        'nat-attempt-gap',
        'nat-drops',
      ],
    },
  },
  {
    id: 'healthy/stream-in-order',
    title: 'A stream that keeps up',
    story:
      'Readings are stored a second after they were sent. Retries are unlimited and batches not split, which is no fault by itself.',
    ask: 'ingest-readings',
    account: (now) => fleet(now, sensors('healthy-stream'), fedByStream('ingest-readings', 'readings')),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['poison-batch', 'iterator-lag', 'esm-error'] },
  },
  {
    id: 'healthy/busy-within-its-share',
    title: 'Half of its reserved share',
    story:
      'invoice-pdf has a reserved concurrency of 20 and needs 3. At noon it was asked twice as often for a quarter of an hour; nobody was refused.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(now, invoices('healthy-reserved'), reserved('invoice-pdf', 20), wave('invoice-pdf', 40, 25, 2)),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['throttled-reserved', 'timeout-too-low'] },
  },
  {
    id: 'recovered/carrier-back',
    title: 'The carrier was away for a quarter of an hour',
    story: 'From 48 to 33 minutes ago half of the questions to the carrier hung. Since then all were answered.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('recovered-carrier'),
        suffers({
          name: 'quote-freight',
          since: 48,
          until: 33,
          share: 0.6,
          outcome: hangs('GET https://rates.sealine.example/v2/quotes'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'quote-freight',
      recovered: true,
      mustNotClaim: ['timeout-too-low', 'net-no-egress'],
    },
  },
  {
    id: 'recovered/rolled-back',
    title: 'Large invoices are through',
    story: 'From 50 to 28 minutes ago the invoices of a large customer ran out of their three seconds. They are done.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(
        now,
        invoices('recovered-invoices'),
        suffers({ name: 'invoice-pdf', since: 50, until: 28, share: 0.75, outcome: takes(4.4, 0.2) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'invoice-pdf',
      recovered: true,
      mustNotClaim: ['memory-exhausted', 'downstream-3rd-party'],
    },
  },
];
