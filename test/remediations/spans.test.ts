import { expect, test } from 'vitest';
import { spansAround } from '../../src/remediations/spans.ts';

const at = (time: string) => new Date(`2026-11-22T${time}Z`);

test.each([
  ['10:00:30', '10:00:31', ['09:55', '10:00'], null],
  ['10:00:30', '10:01:59', ['09:55', '10:00'], null],
  ['10:00:30', '10:02:00', ['09:55', '10:00'], ['10:01', '10:02']],
  ['10:00:00', '10:01:00', ['09:55', '10:00'], ['10:00', '10:01']],
  ['10:00:30', '10:15:30', ['09:46', '10:00'], ['10:01', '10:15']],
])('changed at %s and looked at %s, it is %j against %j', (since, now, before, after) => {
  const spans = spansAround(at(since), at(now));
  const text = (span: typeof spans.after) =>
    span && [span.from, span.to].map((time) => time.toISOString().slice(11, 16));
  expect([text(spans.before), text(spans.after)]).toEqual([before, after]);
  const minutes = ({ from, to }: NonNullable<typeof spans.after>) => (to.getTime() - from.getTime()) / 60_000;
  expect(spans.before.minutes).toBe(minutes(spans.before));
  expect(spans.after?.minutes).toBe(spans.after ? minutes(spans.after) : undefined);
});
