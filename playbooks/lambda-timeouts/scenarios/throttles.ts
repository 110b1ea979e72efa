import { fleet } from '#simulation/functions/fleet';
import { denied, metric, onwards, suffers, wave } from '#simulation/functions/incidents/invocations';
import { reserved, throttled } from '#simulation/functions/incidents/settings';
import type { Happening } from '#simulation/functions/model';
import { takes } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { bank, invoices, maps, media } from './fleets.ts';

/** Executions at the same time: of a function, or of the whole account. */
function concurrency(name: string | null, value: (minute: number) => number): Happening {
  return metric('AWS/Lambda', 'ConcurrentExecutions', name === null ? {} : { FunctionName: name }, value);
}

const unreserved = (value: (minute: number) => number): Happening =>
  metric('AWS/Lambda', 'UnreservedConcurrentExecutions', {}, value);

export const throttles: readonly Scenario[] = [
  {
    id: 'throttled-reserved/two',
    title: 'Two at a time, for everybody',
    symptom: 'Callers of the geocoder run into timeouts',
    story:
      'The geocoder has a reserved concurrency of 2 since last year. Since 31 minutes three times as many ask as on other days. Two run, the others are refused. The function itself has no error and is as quick as ever: it is the callers that time out.',
    ask: 'geocode',
    account: (now) =>
      fleet(
        now,
        maps('throttle-two'),
        reserved('geocode', 2),
        wave('geocode', 31, 0, 3),
        concurrency('geocode', onwards(31, 2, 1)),
        throttled('geocode', onwards(31, 38)),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['throttled-reserved'],
      resource: 'geocode',
      mustNotClaim: [
        'throttled-account',
        'throttled-scaling',
        'reserved-zero',
        'timeout-too-low',
        'downstream-3rd-party',
      ],
    },
  },
  {
    id: 'throttled-reserved/concurrency-denied',
    title: 'Refused, and the limit may not be read',
    story: 'The geocoder at its reserved limit, seen by a role that may not read it: which limit it is cannot be told.',
    ask: 'geocode',
    account: (now) =>
      fleet(
        now,
        maps('throttle-denied'),
        reserved('geocode', 2),
        wave('geocode', 31, 0, 3),
        concurrency('geocode', onwards(31, 2, 1)),
        throttled('geocode', onwards(31, 38)),
        denied('lambda:GetFunctionConcurrency'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['lambda:GetFunctionConcurrency'],
      mustNotClaim: ['throttled-reserved', 'throttled-account', 'throttled-scaling', 'reserved-zero'],
    },
  },
  {
    id: 'reserved-zero/kill-switch',
    title: 'The kill switch of last night',
    story:
      'Jon set the reserved concurrency of thumbnails to 0 22 minutes ago, to stop a loop that he saw, and forgot it. Nothing runs, everything is refused.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('reserved-zero'),
        reserved('thumbnails', 0, { minutesAgo: 22, by: 'jon.abara' }),
        wave('thumbnails', 22, 0, 0),
        throttled('thumbnails', onwards(22, 20)),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['reserved-zero'],
      resource: 'thumbnails',
      mustNotClaim: ['throttled-account', 'throttled-scaling', 'recursion', 'timeout-too-low'],
    },
  },
  {
    id: 'throttled-account/bulk-import',
    title: 'Another function has taken all of the thousand',
    story:
      'bulk-import was started 28 minutes ago and runs 940 times at once. All functions of the account share a thousand: book-transfer, which has no share set aside, is refused four times out of ten.',
    ask: 'book-transfer',
    account: (now) =>
      fleet(
        now,
        {
          ...bank('throttle-account'),
          functions: [
            ...bank('throttle-account').functions,
            { name: 'bulk-import', perMinute: 6, seconds: 8, timeout: 60 },
          ],
        },
        concurrency('bulk-import', onwards(28, 940, 3)),
        concurrency(null, onwards(28, 1_000, 12)),
        unreserved(onwards(28, 1_000, 12)),
        throttled('book-transfer', onwards(28, 9)),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['throttled-account'],
      mustNotClaim: ['throttled-reserved', 'throttled-scaling', 'reserved-zero', 'timeout-too-low'],
    },
  },
  {
    id: 'throttled-account/limit-denied',
    title: 'Refused, and the limit of the account may not be read',
    story: 'The thousand are taken, seen by a role that may not read what the account is allowed.',
    ask: 'book-transfer',
    account: (now) =>
      fleet(
        now,
        bank('throttle-account-denied'),
        concurrency(null, onwards(28, 1_000, 12)),
        unreserved(onwards(28, 1_000, 12)),
        throttled('book-transfer', onwards(28, 9)),
        denied('lambda:GetAccountSettings'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['lambda:GetAccountSettings'],
      mustNotClaim: ['throttled-account', 'throttled-reserved', 'throttled-scaling'],
    },
  },
  {
    id: 'throttled-scaling/sudden-crowd',
    title: 'From nothing to a crowd within seconds',
    story:
      'At the start of a sale 17 minutes ago so many asked for thumbnails that environments could not be made as quickly: a thousand in ten seconds is the most. The account may have five thousand at once and had 1,600; nothing is reserved. Some were refused in three minutes, and again in the wave after it.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('throttle-scaling'),
        (made) => {
          made.concurrencyLimit = 5_000;
        },
        wave('thumbnails', 17, 0, 4),
        concurrency('thumbnails', onwards(17, 1_400, 2)),
        concurrency(null, onwards(17, 1_600, 30)),
        unreserved(onwards(17, 1_600, 30)),
        throttled('thumbnails', (minute) => (minute <= 17 && minute % 3 !== 0 ? 55 : 0)),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['throttled-scaling'],
      resource: 'thumbnails',
      atMost: 'likely',
      mustNotClaim: ['throttled-account', 'throttled-reserved', 'reserved-zero'],
    },
  },
  {
    id: 'throttled-reserved/reached-and-never-exceeded',
    title: 'A reserved limit that is reached, and nobody is refused',
    story:
      'invoice-pdf has a reserved concurrency of 3, which it reaches now and then. Nobody was ever refused. Its invoices take longer than its three seconds since 30 minutes.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(
        now,
        invoices('throttle-never'),
        reserved('invoice-pdf', 3),
        suffers({ name: 'invoice-pdf', since: 30, share: 0.7, outcome: takes(4.2, 0.2) }),
        concurrency('invoice-pdf', (minute) => (minute % 5 === 0 ? 3 : 2)),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'invoice-pdf',
      mustNotClaim: ['throttled-reserved', 'throttled-account', 'throttled-scaling'],
    },
  },
];
