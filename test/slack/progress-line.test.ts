import { pino } from 'pino';
import { WebAPIRateLimitedError } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/slack/clock.ts';
import { progressLine } from '../../src/slack/progress-line.ts';

/** Time that stands still until a test moves it. */
function standing(): { readonly clock: Clock; readonly pauses: number[]; readonly pass: () => Promise<void> } {
  const pauses: number[] = [];
  let wake = (): void => undefined;
  return {
    pauses,
    clock: {
      now: () => new Date(0),
      sleep: (ms) => {
        pauses.push(ms);
        return new Promise((resolve) => (wake = resolve));
      },
    },
    async pass() {
      await settled();
      wake();
      await settled();
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const log = pino({ level: 'silent' });

describe('progress on its way to Slack', () => {
  test('is sent at once, then only the newest of each investigation, in turns', async () => {
    const { clock, pauses, pass } = standing();
    const sent: string[] = [];
    const line = progressLine({ everyMs: 1_250, clock, log });
    const show = (id: string, what: string): void => line.show(id, () => Promise.resolve(void sent.push(what)));
    show('a', 'a1');
    show('a', 'a2');
    show('b', 'b1');
    show('a', 'a3');
    await settled();
    expect(sent).toEqual(['a1']);
    await pass();
    await pass();
    await pass();
    expect(sent).toEqual(['a1', 'a3', 'b1']);
    expect(pauses).toEqual([1_250, 1_250, 1_250]);
  });

  test('waits as long as Slack says when there is too much of it, and drops what failed', async () => {
    const { clock, pauses, pass } = standing();
    const sent: string[] = [];
    const line = progressLine({ everyMs: 1_250, clock, log });
    line.show('a', () => Promise.reject(new WebAPIRateLimitedError(7)));
    await settled();
    line.show('b', () => Promise.reject(new Error('socket hang up')));
    await pass();
    line.show('a', () => Promise.resolve(void sent.push('a2')));
    await pass();
    expect(sent).toEqual(['a2']);
    expect(pauses).toEqual([7_000, 1_250, 1_250]);
  });

  test('that is on its way has arrived before the last word is sent; what waits never is', async () => {
    const { clock, pass } = standing();
    const onItsWay = Promise.withResolvers<void>();
    const sent: string[] = [];
    const line = progressLine({ everyMs: 1_250, clock, log });
    line.show('a', () => onItsWay.promise);
    line.show('a', () => Promise.resolve(void sent.push('late')));
    await settled();
    const ended = line.end('a').then(() => sent.push('last word'));
    await settled();
    expect(sent).toEqual([]);
    onItsWay.resolve();
    await ended;
    await pass();
    expect(sent).toEqual(['last word']);
  });

  test('moves again after a rest', async () => {
    const { clock, pass } = standing();
    const sent: string[] = [];
    const line = progressLine({ everyMs: 1_250, clock, log });
    for (const what of ['one', 'two']) {
      line.show('a', () => Promise.resolve(void sent.push(what)));
      await pass();
    }
    expect(sent).toEqual(['one', 'two']);
  });
});
