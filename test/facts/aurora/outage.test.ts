import { describe, expect, test } from 'vitest';
import { onsetOf } from '#facts/aurora/onset';
import { episodeOf } from '#facts/aurora/outage';
import type { Outage } from '#facts/aurora/outage';
import type { ConnectionError, Failure } from '#facts/aurora/errors';

const to = new Date('2026-11-22T15:00:00Z');
const window = { from: new Date('2026-11-22T14:00:00Z'), to };
const ago = (minutes: number) => new Date(to.getTime() - minutes * 60_000);

function error(minutes: number, failure: Failure = 'dropped', client: string | null = 'arn:checkout'): ConnectionError {
  return {
    at: ago(minutes),
    failure,
    quote: failure,
    peer: null,
    error: null,
    client,
    clientName: 'checkout',
    group: 'g',
  };
}
const each = (
  from: number,
  until: number,
  step: number,
  failure: Failure = 'dropped',
  client: string | null = 'arn:checkout',
) =>
  Array.from({ length: Math.floor((from - until) / step) + 1 }, (_, index) =>
    error(from - index * step, failure, client),
  );

describe('What clients experience', () => {
  test('began with the first error and goes on while they come', () => {
    expect(episodeOf(each(20, 0, 1), window)).toMatchObject({
      since: ago(20),
      until: null,
      always: false,
      by: { dropped: 21 },
    });
  });

  test('is over when it has been quiet for five minutes, and for twice its own pauses', () => {
    expect(episodeOf(each(40, 10, 1), window).until).toEqual(ago(10));
    expect(episodeOf(each(40, 4, 1), window).until).toBeNull();
    expect(episodeOf(each(50, 10, 10), window).until).toBeNull();
  });

  test.each([
    ['one failure', [error(10)]],
    ['four connections that were cut', each(40, 10, 10, 'cut')],
    ['an empty pool of the client’s own', each(40, 0, 1, 'client-pool')],
    ['two typing errors in the log of the engine', [error(40, 'password', null), error(39, 'password', null)]],
    ['connections that have always been cut as often', each(120, 0, 6, 'cut')],
  ])('is no outage: %s', (_, errors) => {
    expect(episodeOf(errors, window).errors).toEqual([]);
  });

  test('began before the window where it was under way, and then maybe always', () => {
    expect(episodeOf(each(90, 0, 2), window)).toMatchObject({ since: ago(90), always: false });
    expect(episodeOf(each(119, 0, 2), window)).toMatchObject({ since: ago(119), always: true });
  });
});

const heard: Outage = {
  errors: [],
  by: {},
  since: null,
  until: null,
  always: false,
  others: [],
  pooled: [],
  read: [],
  hidden: null,
};
const calm: Outage = {
  ...heard,
  read: [
    {
      kind: 'Lambda function',
      name: 'sync',
      arn: 'arn:sync',
      link: 'address',
      hosts: [],
      secrets: [],
      logGroups: ['g'],
      role: null,
      network: null,
      changedAt: null,
      createdAt: null,
      service: null,
    },
  ],
};
const hidden: Outage = { ...heard, hidden: { fact: 'f', why: 'denied', detail: 'no' } };
const trouble = (weight: 'all' | 'some' | 'brief') => ({ weight, says: 'x', since: ago(30), until: null });

describe('A state of the database is the symptom', () => {
  test.each([
    ['all', heard, true],
    ['all', calm, true],
    ['all', hidden, true],
    ['some', heard, true],
    ['some', calm, false],
    ['some', hidden, true],
    ['brief', heard, true],
    ['brief', calm, false],
    ['brief', hidden, false],
  ] as const)('one that weighs “%s”, as far as clients can be heard', (weight, outage, counts) => {
    expect(onsetOf(outage, [trouble(weight)], window).onsets.length > 0).toBe(counts);
  });
});
