import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLineFeed, isKeyOf, keyPrefix, keyTime, logKeyStart, newestFirst } from '../../src/access-log/index.ts';

const place = { prefix: 'alb', account: '123456789012', region: 'us-east-2', day: new Date('2026-05-01T23:59:59Z') };
const folder = 'alb/AWSLogs/123456789012/elasticloadbalancing/us-east-2/2026/05/01/';
const key = `${folder}123456789012_elasticloadbalancing_us-east-2_app.my-loadbalancer.1234567890abcdef_20260501T2340Z_172.160.001.192_20sg8hgm.log.gz`;
const id = 'app/my-loadbalancer/1234567890abcdef';

describe('The key of a log file', () => {
  test.each([
    ['alb', folder],
    ['/alb/', folder],
    ['team/alb', `team/${folder}`],
    ['', folder.slice(4)],
  ])('begins with the prefix %j and the day', (prefix, expected) => {
    expect(keyPrefix({ ...place, prefix })).toBe(expected);
  });

  test('begins with the load balancer too, where that is known', () => {
    const prefix = keyPrefix({ ...place, loadBalancer: id });
    expect(key.startsWith(prefix)).toBe(true);
    expect(prefix.startsWith(folder)).toBe(true);
  });

  test('tells the load balancer, and not one whose name begins or ends alike', () => {
    expect(isKeyOf(id)(key)).toBe(true);
    expect(isKeyOf('app/loadbalancer/1234567890abcdef')(key)).toBe(false);
    expect(isKeyOf('app/my-loadbalancer/1234567890abcde')(key)).toBe(false);
    expect(isKeyOf(id)(`${folder}ELBAccessLogTestFile`)).toBe(false);
    expect(isKeyOf(id)(`_app.my-loadbalancer.1234567890abcdef_/${key.replace('my-', 'other-')}`)).toBe(false);
  });

  test('tells when its five minutes ended', () => {
    expect(keyTime(key)?.toISOString()).toBe('2026-05-01T23:40:00.000Z');
    expect(keyTime(key, id)?.toISOString()).toBe('2026-05-01T23:40:00.000Z');
    expect(keyTime(key, 'app/other/1234567890abcdef')).toBeNull();
    expect(keyTime(key.replace('_172.160.001.192_', '_2001:db8::1_'))).not.toBeNull();
    expect(keyTime('AWSLogs/123456789012/ELBAccessLogTestFile')).toBeNull();
    expect(keyTime(key.replace('T2340Z', 'T2575Z'))).toBeNull();
  });

  test('comes after the start of a listing exactly when its minutes end then or later', () => {
    fc.assert(
      fc.property(fc.nat(1_439), fc.nat(1_439), (minute, start) => {
        const at = new Date(Date.UTC(2026, 4, 1, 0, minute));
        const stamp = at.toISOString().slice(0, 16).replace(/[-:]/g, '');
        const from = new Date(Date.UTC(2026, 4, 1, 0, start));
        const after = key.replace('20260501T2340', stamp) > logKeyStart({ ...place, loadBalancer: id, from });
        expect(after).toBe(minute >= start);
      }),
    );
  });

  test('orders files newest first, however they were listed', () => {
    const keys = ['T0005', 'T2355', 'T1200'].map((time) => key.replace('T2340', time));
    expect(newestFirst(keys)).toEqual([keys[1], keys[2], keys[0]]);
    expect(newestFirst(keys.toReversed())).toEqual(newestFirst(keys));
    expect(newestFirst(['junk', ...keys]).at(-1)).toBe('junk');
  });
});

describe('A feed of lines', () => {
  function fed(chunks: readonly (Uint8Array | string)[], limit?: number): string[] {
    const lines: string[] = [];
    const feed = createLineFeed((text) => lines.push(text), limit);
    for (const chunk of chunks) feed.write(chunk);
    feed.end();
    return lines;
  }

  test('gives the same lines wherever the chunks are cut, inside of a character too', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(200)), (texts, cuts) => {
        const bytes = Buffer.from(texts.join('\n'), 'utf8');
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b);
        const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        const expected = bytes
          .toString('utf8')
          .split('\n')
          .map((text) => text.replace(/\r$/, ''))
          .filter((text) => text !== '');
        expect(fed(chunks)).toEqual(expected);
      }),
    );
  });

  test('cuts what is longer than a line can be, and holds no more of it', () => {
    expect(fed(['abc', 'defgh', 'ijk\nxyz', '\n', 'abcdefgh'], 5)).toEqual(['abcde', 'xyz', 'abcde']);
  });

  test('passes a line of a megabyte whole', () => {
    const long = 'x'.repeat(1_000_000);
    expect(fed([`${long}\n`, long])).toEqual([long, long]);
  });
});
