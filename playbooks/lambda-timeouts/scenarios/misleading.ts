import { noAnswer, ownFault, wasReset } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { like, suffers } from '#simulation/functions/incidents/invocations';
import { configured, released } from '#simulation/functions/incidents/settings';
import { hangs, isKilled, logs, throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { accountId, clinic, freight, media, payments, sensors } from './fleets.ts';
import { flagsRefused } from './old-ailments.ts';

export const misleading: readonly Scenario[] = [
  {
    id: 'misleading/refused-flags-and-killed',
    title: 'It may not read its flags, and never could',
    story:
      'Half of the thumbnails log an AccessDeniedException for feature flags, as on every day, and go on without. Since 28 minutes large pictures kill the function for want of memory.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('mis-flags'),
        flagsRefused('thumbnails', 'mis-flags'),
        suffers({ name: 'thumbnails', since: 28, share: 0.35, outcome: isKilled(3) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['memory-exhausted'],
      resource: 'thumbnails',
      mustNotClaim: ['role-denied', 'heap-oom', 'timeout-too-low', 'bad-release'],
    },
  },
  {
    id: 'misleading/resets-that-are-retried',
    title: 'Connections that are reset and tried again',
    story:
      'One charge in four logs ECONNRESET and succeeds at the second attempt, as on all days. Since 24 minutes the release of that moment fails on orders without a currency.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('mis-resets'),
        suffers({ name: 'charge-card', since: 999, share: 0.25, outcome: logs(() => wasReset('node'), 0.5) }),
        released('charge-card', 24),
        suffers({ name: 'charge-card', since: 23.9, share: 0.5, outcome: throws(() => ownFault('node'), 0.2) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-release'],
      resource: 'charge-card',
      mustNotClaim: ['nat-idle-reset', 'downstream-3rd-party', 'net-no-egress'],
    },
  },
  {
    id: 'misleading/client-gives-up-at-sixty',
    title: 'Sixty seconds are not its own limit',
    story:
      'ingest-readings may take two minutes. Since 29 minutes it fails after sixty seconds each time: that is how long the client of DynamoDB waits for an answer, and the exception says so.',
    ask: 'ingest-readings',
    account: (now) =>
      fleet(
        now,
        sensors('mis-sixty'),
        like('ingest-readings', (func) => {
          func.configuration.Timeout = 120;
        }),
        suffers({
          name: 'ingest-readings',
          since: 29,
          share: 0.7,
          outcome: throws(
            () => noAnswer('python', { host: 'dynamodb.eu-north-1.amazonaws.com', ip: '52.94.24.4' }, 60),
            60,
          ),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-slow-aws'],
      mustNotClaim: ['timeout-too-low', 'downstream-3rd-party', 'net-no-egress', 'poison-batch'],
    },
  },
  {
    id: 'misleading/retries-count-once',
    title: 'One event, three attempts',
    story:
      'captions is invoked asynchronously. Since 40 minutes every fifth event kills it for want of memory, three times each, under one request id. There are three times as many failures as events that fail.',
    ask: 'captions',
    account: (now) =>
      fleet(
        now,
        media('mis-retries'),
        like('captions', (func) => {
          func.perMinute = 12;
          func.invoked = 'async';
        }),
        suffers({
          name: 'captions',
          since: 40,
          hits: ({ id, attempt }) => attempt > 0 || id.startsWith('0') || id.startsWith('1') || id.startsWith('2'),
          outcome: isKilled(2),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['memory-exhausted'],
      resource: 'captions',
      mustNotClaim: ['poison-batch', 'recursion', 'dlq-failing', 'timeout-too-low'],
    },
  },
  {
    id: 'misleading/hangs-after-its-last-print',
    title: 'Prints without a request id',
    story:
      'lab-results prints its lines itself, without level, time or request id. Since 25 minutes four in ten hang after asking the laboratory, until their thirty seconds are up.',
    ask: 'lab-results',
    account: (now) =>
      fleet(
        now,
        clinic('mis-prints'),
        like('lab-results', (func) => {
          func.says = [
            { at: 0.02, level: 'INFO', text: 'start', plain: true },
            { at: 0.4, level: 'INFO', text: 'GET https://api.labor.example/v3/results', plain: true },
            { at: 0.95, level: 'INFO', text: 'stored 4 results', plain: true },
          ];
        }),
        suffers({
          name: 'lab-results',
          since: 25,
          share: 0.4,
          outcome: (chance, invocation) => ({
            ...hangs('')(chance, invocation),
            says: [
              { at: 0.02, level: 'INFO', text: 'start', plain: true },
              { at: 0.3, level: 'INFO', text: 'GET https://api.labor.example/v3/results', plain: true },
            ],
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'lab-results',
      mustNotClaim: ['timeout-too-low', 'net-no-egress', 'net-subnet-asymmetry', 'nat-gone'],
    },
  },
  {
    id: 'misleading/layer-of-yesterday',
    title: 'A new layer, yesterday',
    story: 'A layer was added to quote-freight 26 hours ago. Its carrier is slow since 22 minutes.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('mis-layer'),
        configured(
          'quote-freight',
          {
            Layers: [
              { Arn: `arn:aws:lambda:ap-southeast-2:${accountId('mis-layer')}:layer:tracing:8`, CodeSize: 812_331 },
            ],
          },
          1_560,
          'ci',
        ),
        suffers({
          name: 'quote-freight',
          since: 22,
          share: 0.6,
          outcome: throws(
            () => noAnswer('java', { host: 'rates.sealine.example', ip: '203.0.113.88' }, 10),
            10.05,
            'GET https://rates.sealine.example/v2/quotes',
          ),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'quote-freight',
      mustNotClaim: ['bad-release', 'timeout-too-low', 'cold-start-heavy'],
    },
  },
];
