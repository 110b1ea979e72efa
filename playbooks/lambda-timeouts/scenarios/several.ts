import { cannotConnect, noAnswer } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { like, metric, onwards, suffers, wave } from '#simulation/functions/incidents/invocations';
import { natDeleted, natFigures } from '#simulation/functions/incidents/network';
import { configured, released, reserved, throttled } from '#simulation/functions/incidents/settings';
import { fedByQueue } from '#simulation/functions/incidents/sources';
import { hangs, isKilled, takes, throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { hex } from '#simulation/shop/dice';
import { freight, maps, media, payments } from './fleets.ts';

export const several: readonly Scenario[] = [
  {
    id: 'several/killed-and-refused',
    title: 'Pictures that do not fit, and a limit of three',
    story:
      'Large pictures kill four in ten thumbnails since 33 minutes. At the same time a reserved concurrency of 3 refuses a few invocations a minute.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('several-killed'),
        suffers({ name: 'thumbnails', since: 33, share: 0.45, outcome: isKilled(3) }),
        reserved('thumbnails', 3),
        metric('AWS/Lambda', 'ConcurrentExecutions', { FunctionName: 'thumbnails' }, onwards(33, 3, 2)),
        throttled('thumbnails', onwards(32, 2)),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['memory-exhausted'],
      resource: 'thumbnails',
      contributing: ['throttled-reserved'],
      mustNotClaim: ['timeout-too-low', 'bad-release', 'throttled-account'],
    },
  },
  {
    id: 'several/nat-gone-and-old-ailment',
    title: 'The NAT gateway is gone, and the fraud hints were always slow',
    story:
      'The NAT gateway was deleted 26 minutes ago, which stops every charge. One charge in three hundred was killed for its memory on all other days, too.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('several-nat'),
        suffers({ name: 'charge-card', since: 999, share: 0.003, outcome: isKilled(1) }),
        natDeleted(26, 'jon.abara'),
        suffers({
          name: 'charge-card',
          since: 26,
          outcome: throws(() => cannotConnect('node', { host: 'api.cardgate.example', ip: '203.0.113.41' }), 3.1),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['nat-gone'],
      resource: `nat-0${hex('several-nat/nat/main', 16)}`,
      mustNotClaim: ['memory-exhausted', 'downstream-3rd-party', 'nat-port-exhaustion', 'timeout-too-low'],
    },
  },
  {
    id: 'several/short-timeout-and-short-visibility',
    title: 'Two settings that do not fit the work',
    story:
      'Batches take fifty to eighty seconds since half an hour, of sixty. The visibility timeout of their queue is 45 seconds, so that they come back while they are worked on, besides.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('several-settings'),
        fedByQueue('thumbnails', 'pictures', { VisibilityTimeout: '45' }, { BatchSize: 50 }),
        like('thumbnails', (func) => {
          func.perMinute = 8;
          func.seconds = 20;
        }),
        suffers({ name: 'thumbnails', since: 30, outcome: takes(64, 0.25) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'thumbnails',
      contributing: ['sqs-visibility-too-short'],
      mustNotClaim: ['memory-exhausted', 'poison-batch', 'downstream-3rd-party'],
    },
  },
  {
    id: 'several/ports-and-slow-provider',
    title: 'No ports left for one address, and a slow one elsewhere',
    story:
      'The NAT gateway has no ports left for the card gate since 27 minutes, which fails four charges in ten. One in ten waits in vain for the address check of another provider since 26 minutes.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('several-ports'),
        natFigures({
          ErrorPortAllocation: onwards(27, 60),
          ActiveConnectionCount: onwards(27, 55_000, 60),
          ConnectionAttemptCount: onwards(27, 9_000, 130),
          ConnectionEstablishedCount: onwards(27, 8_900, 129),
        }),
        suffers({
          name: 'charge-card',
          since: 26,
          share: 0.12,
          outcome: throws(() => noAnswer('node', { host: 'addresses.example', ip: '198.51.100.2' }, 8), 8.02),
        }),
        suffers({
          name: 'charge-card',
          since: 27,
          share: 0.4,
          outcome: throws(() => cannotConnect('node', { host: 'api.cardgate.example', ip: '203.0.113.41' }), 3.1),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['nat-port-exhaustion'],
      resource: `nat-0${hex('several-ports/nat/main', 16)}`,
      contributing: ['downstream-3rd-party'],
      mustNotClaim: ['net-no-egress', 'timeout-too-low', 'nat-gone'],
    },
  },
  {
    id: 'several/memory-lowered-and-released',
    title: 'A setting and a release within a minute',
    story:
      'The pipeline released new code of the geocoder 24 minutes ago, and set its memory to 64 MB in the same run. It uses 71 and is killed each time. The code is not to blame.',
    ask: 'geocode',
    account: (now) =>
      fleet(
        now,
        maps('several-memory'),
        released('geocode', 24.5),
        suffers({ name: 'geocode', since: 24, outcome: isKilled(0.2) }),
        configured('geocode', { MemorySize: 64 }, 24, 'ci'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['memory-exhausted'],
      resource: 'geocode',
      mustNotClaim: ['timeout-too-low', 'heap-oom', 'downstream-3rd-party'],
    },
  },
  {
    id: 'several/refused-because-slow',
    title: 'Refused, because each takes forty times as long',
    story:
      'quote-freight waits for its carrier until the timeout since 29 minutes. So many wait that the reserved concurrency of 5 is used up from 27 minutes ago on, and others are refused: a consequence, not the cause.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('several-slow'),
        suffers({
          name: 'quote-freight',
          since: 29,
          share: 0.8,
          outcome: hangs('GET https://rates.sealine.example/v2/quotes'),
        }),
        reserved('quote-freight', 5),
        metric('AWS/Lambda', 'ConcurrentExecutions', { FunctionName: 'quote-freight' }, onwards(29, 5, 1)),
        throttled('quote-freight', onwards(27, 4)),
        wave('quote-freight', 27, 0, 0.8),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'quote-freight',
      contributing: ['throttled-reserved'],
      mustNotClaim: ['timeout-too-low', 'throttled-account', 'net-no-egress'],
    },
  },
];
