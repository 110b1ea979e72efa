import { expect, test } from 'vitest';
import { episodeOf } from '#facts/alb/episode';
import type { Family } from '#facts/alb/episode';
import type { Minute } from '#facts/alb/traffic';

const to = new Date('2026-11-22T15:00:00Z');
const window = { from: new Date('2026-11-22T14:00:00Z'), to };
const minuteAt = (ago: number) => new Date(to.getTime() - ago * 60_000);
const zero = {
  requests: 0,
  consumed: 0,
  elb500: 0,
  elb502: 0,
  elb503: 0,
  elb504: 0,
  elb5xx: 0,
  elbOther: 0,
  elb4xx: 0,
  target4xx: 0,
  target5xx: 0,
  connectionErrors: 0,
  tlsErrors: 0,
  clientTlsErrors: 0,
  rejected: 0,
  newConnections: 0,
  fixedResponses: 0,
  lambdaUserErrors: 0,
  lambdaInternalErrors: 0,
  authErrors: 0,
  responseP50: 0,
  responseP99: 0,
};

/** Minutes from `since` ago to now, each with these requests and the 502s that `errors` gives it. */
function minutes(
  since: number,
  requests: number,
  errors: (ago: number) => number,
  family: Family = 'elb502',
): Minute[] {
  return Array.from({ length: since }, (_, index) => {
    const ago = since - index;
    const n = errors(ago);
    const own = family === 'target5xx' ? 0 : n;
    return { ...zero, at: minuteAt(ago), published: true, requests, elb5xx: own, [family]: n };
  });
}
const of = (rows: readonly Minute[]) => episodeOf({ minutes: rows, period: 60 }, window);

test('no errors are no episode', () => {
  expect(of(minutes(240, 1000, () => 0)).rises).toEqual([]);
});

test('a burst begins where it begins and goes on', () => {
  const { rises, since, until, errors } = of(minutes(240, 1000, (ago) => (ago <= 20 ? 100 : 0)));
  expect(rises.map(({ family }) => family)).toEqual(['elb502']);
  expect([since, until, errors]).toEqual([minuteAt(20), null, 2000]);
});

test('it has ended when enough quiet minutes follow, and not before', () => {
  const at = (end: number) => of(minutes(240, 1000, (ago) => (ago <= 20 && ago > end ? 100 : 0))).until;
  expect(at(8)).toEqual(minuteAt(9));
  expect(at(2)).toBeNull();
});

test('what was under way when the window began, began before it', () => {
  expect(of(minutes(240, 1000, (ago) => (ago <= 90 ? 100 : 0))).since).toEqual(minuteAt(90));
});

test('a level that is as usual is no episode, and three times as much is one', () => {
  const usual = (ago: number) => (ago % 2 === 0 ? 3 : 1);
  expect(of(minutes(240, 1000, usual)).rises).toEqual([]);
  const risen = of(minutes(240, 1000, (ago) => (ago <= 30 ? 12 : usual(ago))));
  expect(risen.rises).toHaveLength(1);
  expect(risen.since).toEqual(minuteAt(30));
});

test('one failure in a hundred is an episode, however usual', () => {
  expect(of(minutes(240, 1000, () => 15)).rises).toHaveLength(1);
});

test('where nothing is known of the time before, steady errors are not taken for usual', () => {
  expect(of(minutes(60, 1000, () => 3)).rises).toHaveLength(1);
});

test('minutes in which nothing was published do not hide what is usual before the window', () => {
  const rows = minutes(85, 1000, () => 3).filter(({ at }) => Math.round(at.getTime() / 60_000) % 4 !== 0);
  expect(of(rows).rises).toEqual([]);
});

test('neither an incident that began an hour before the window nor one that was over then is usual', () => {
  const since = of(minutes(240, 1000, (ago) => (ago <= 120 ? 5 : 0)));
  expect(since.rises).toHaveLength(1);
  expect(since.since).toEqual(minuteAt(120));
  const again = of(minutes(240, 1000, (ago) => (ago <= 20 || (ago > 100 && ago <= 150) ? 8 : 0)));
  expect(again.since).toEqual(minuteAt(20));
});

test('what is always there is not how something new began', () => {
  const rows = minutes(240, 1000, (ago) => (ago <= 20 ? 100 : 0)).map((minute) => ({ ...minute, target5xx: 30 }));
  const { since, by, onsets } = of(rows);
  expect(since).toEqual(minuteAt(20));
  expect(by).toMatchObject({ elb502: 2000, target5xx: 600 });
  expect(onsets).toEqual([minuteAt(20)]);
});

test('a lesser trouble that went before is an onset of its own', () => {
  const { since, onsets } = of(minutes(240, 1000, (ago) => (ago <= 20 ? 100 : ago <= 50 ? 12 : 0)));
  expect(since).toEqual(minuteAt(50));
  expect(onsets).toEqual([minuteAt(50), minuteAt(20)]);
  expect(of(minutes(240, 1000, (ago) => (ago <= 50 ? 40 + (ago % 3) * 30 : 0))).onsets).toEqual([minuteAt(50)]);
});

test('a handful of failures at night is none, a night on which most fails is one', () => {
  expect(of(minutes(240, 30, (ago) => (ago === 20 ? 2 : 0))).rises).toEqual([]);
  expect(of(minutes(240, 1, (ago) => (ago <= 6 ? 1 : 0))).rises).toEqual([]);
  expect(of(minutes(10, 0, () => 1)).rises).toHaveLength(1);
});

test('an outage in which no request finds a target counts, although RequestCount is absent', () => {
  const rows = minutes(240, 0, (ago) => (ago <= 15 ? 40 : 0), 'elb503').filter(({ elb503 }) => elb503 > 0);
  const { rises, requests } = of(rows);
  expect(rises).toMatchObject([{ family: 'elb503', count: 600 }]);
  expect(requests).toBe(600);
});

test('pauses within an intermittent fault do not end it', () => {
  expect(of(minutes(240, 1000, (ago) => (ago <= 55 && ago % 9 === 1 ? 60 : 0))).until).toBeNull();
});

test('each kind rises for itself, the most frequent first', () => {
  const both = minutes(240, 1000, (ago) => (ago <= 20 ? 50 : 0)).map((minute, index, all) => ({
    ...minute,
    target5xx: all.length - index <= 10 ? 200 : 0,
  }));
  expect(of(both).rises.map(({ family }) => family)).toEqual(['target5xx', 'elb502']);
});
