import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTurns } from '../../src/aws/caps.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;

test('CloudTrail is asked no more than twice in any second', async () => {
  const turn = createTurns();
  const began: number[] = [];
  const start = Date.now();
  const all = Array.from({ length: 5 }, () =>
    turn('cloudtrail', async () => void began.push(Date.now() - start), never),
  );
  await vi.advanceTimersByTimeAsync(5_000);
  await Promise.all(all);
  for (const [index, at] of began.entries()) expect(at - (began[index - 2] ?? -1_000)).toBeGreaterThanOrEqual(1_000);
  expect(began[4]).toBeLessThan(2_500);
});

test('a second is any second, not one of the clock', async () => {
  const turn = createTurns();
  const began: number[] = [];
  const start = Date.now();
  const ask = () => turn('cloudtrail', async () => void began.push(Date.now() - start), never);
  const all = [ask()];
  await vi.advanceTimersByTimeAsync(900);
  all.push(ask(), ask(), ask());
  await vi.advanceTimersByTimeAsync(5_000);
  await Promise.all(all);
  expect(began).toEqual([0, 900, 1_000, 1_900]);
});

test('services do not wait for each other', async () => {
  const turn = createTurns();
  const began: string[] = [];
  const ask = (service: 'cloudtrail' | 'elbv2') => void turn(service, async () => void began.push(service), never);
  for (const service of ['cloudtrail', 'cloudtrail', 'cloudtrail', 'elbv2'] as const) ask(service);
  await vi.advanceTimersByTimeAsync(100);
  expect(began.toSorted()).toEqual(['cloudtrail', 'cloudtrail', 'elbv2']);
  await vi.advanceTimersByTimeAsync(2_000);
});

test('giving up while waiting leaves the queue to the others', async () => {
  const turn = createTurns();
  const impatient = new AbortController();
  const began: number[] = [];
  const ask = (id: number, signal: AbortSignal) => turn('cloudtrail', async () => void began.push(id), signal);
  const first = [ask(1, never), ask(2, never)];
  const gone = ask(3, impatient.signal).catch((error: unknown) => error);
  const last = ask(4, never);
  impatient.abort(new Error('enough'));
  await vi.advanceTimersByTimeAsync(3_000);
  await Promise.all([...first, last]);
  expect(await gone).toEqual(new Error('enough'));
  expect(began).toEqual([1, 2, 4]);
});
