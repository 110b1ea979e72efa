import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessLogSummary, FailureOrigin, OriginDetail } from '../../src/access-log/index.ts';
import { countBetween, createSummary, longestLine, mergeSummaries, parseEntry } from '../../src/access-log/index.ts';
import { balancer, escaped, group, line } from './lines.ts';
import type { LineParts } from './lines.ts';

const from = new Date('2026-03-04T05:00:00Z');
const to = new Date('2026-03-04T06:00:00Z');

function summarise(
  lines: readonly string[],
  options: { loadBalancerId?: string; sampleLimit?: number } = {},
): AccessLogSummary {
  const summary = createSummary({ from, to, sampleLimit: 3, ...options });
  for (const each of lines) summary.add(each);
  return summary.result();
}

function detail(lines: readonly string[], origin: FailureOrigin): OriginDetail {
  const found = summarise(lines).failures[0]?.origins[origin];
  if (found === undefined) throw new Error(`nothing failed by ${origin}`);
  return found;
}

const failed: { [O in FailureOrigin]: LineParts } = {
  'no-target': { target: '-', times: '-1 -1 -1', elbStatus: '503', targetStatus: '-' },
  'connect-failed': { times: '-1 -1 -1', elbStatus: '502', targetStatus: '-' },
  'no-answer': { times: '0.001 -1 -1', elbStatus: '502', targetStatus: '-' },
  replaced: { elbStatus: '502', targetStatus: '200' },
  'passed-through': { elbStatus: '502', targetStatus: '502' },
};

describe('A failing request', () => {
  test.each(Object.entries(failed))('is told by what the log has of it: %s', (origin, parts) => {
    expect(Object.keys(summarise([line(parts)]).failures[0]?.origins ?? {})).toEqual([origin]);
  });

  test('that was sent and never answered is told from one that was not sent by any of the three times', () => {
    const sent = ['0.000 0.000 -1', '0.001 60.000 -1', '-1 0.001 -1'].map((times) =>
      line({ ...failed['no-answer'], times }),
    );
    expect(detail(sent, 'no-answer').count).toBe(3);
  });

  test('is counted by how long it took', () => {
    const after = (seconds: string): string =>
      line({ ...failed['connect-failed'], created: '2026-03-04T05:10:00Z', time: `2026-03-04T05:${seconds}Z` });
    const { elapsed, unknownElapsed } = detail(
      [
        after('10:00.002'),
        after('10:10.003'),
        after('10:10.004'),
        after('11:00.001'),
        after('11:01'),
        line({ ...failed['connect-failed'], created: '-' }),
      ],
      'connect-failed',
    );
    expect(unknownElapsed).toBe(1);
    expect(elapsed).toEqual([
      { from: 0, to: 0.01, count: 1 },
      { from: 10, to: 11, count: 2 },
      { from: 60, to: 61, count: 1 },
      { from: 61, to: 62, count: 1 },
    ]);
    expect([countBetween(elapsed, 9, 12), countBetween(elapsed, 58, 62), countBetween(elapsed, 0, 1)]).toEqual([
      2, 2, 1,
    ]);
  });

  test('lasting longer than any idle timeout is counted in the last, open bar', () => {
    const { elapsed } = detail([line({ ...failed['no-answer'], created: '2026-03-04T01:00:00Z' })], 'no-answer');
    expect(elapsed).toEqual([{ from: 4000, to: null, count: 1 }]);
  });

  test('is counted by target, answer, route and bytes', () => {
    const { targets, targetStatuses, routes, received, sent } = detail(
      [
        line({
          ...failed.replaced,
          target: '10.0.0.1:80',
          bytes: '10 100',
          request: 'GET https://h:443/orders/17?token=a HTTP/1.1',
        }),
        line({
          ...failed.replaced,
          target: '10.0.0.1:80',
          bytes: '30 5',
          request: 'GET https://h:443/orders/18 HTTP/1.1',
          time: '2026-03-04T05:09:00Z',
        }),
        line({
          ...failed.replaced,
          target: '[2001:db8::1]:80',
          targetStatus: '204',
          request: 'POST https://h:443/pay;jsessionid=1 HTTP/1.1',
        }),
      ],
      'replaced',
    );
    expect(targets.rows.map(({ key, count, minutes }) => [key, count, minutes])).toEqual([
      ['10.0.0.1:80', 2, 2],
      ['[2001:db8::1]:80', 1, 1],
    ]);
    expect(targetStatuses.rows.map(({ key, count }) => [key, count])).toEqual([
      ['200', 2],
      ['204', 1],
    ]);
    expect(routes.rows.map(({ key, count }) => [key, count])).toEqual([
      ['GET /orders/{id}', 2],
      ['POST /pay', 1],
    ]);
    expect([received, sent]).toEqual([
      { total: 380, largest: 340 },
      { total: 1471, largest: 1366 },
    ]);
  });

  test.each([
    ['GET https://h:443/users/3f2504e0-4f89-41d3-9a0c-0305e82c3301/photo HTTP/1.1', 'GET /users/{id}/photo'],
    ['GET https://h:443/reset/aB3dE5fG7hI9jK1lM3nO5 HTTP/1.1', 'GET /reset/{id}'],
    ['GET https://h:443/a/mail=me@example.com/b HTTP/1.1', 'GET /a/{id}/b'],
    [`GET https://h:443/x/${'long'.repeat(17)} HTTP/1.1`, 'GET /x/{id}'],
    [`GET https://h:443/x/${['ghp', 'abcdefghijklmnopqrstuvwxyz'].join('_')} HTTP/1.1`, 'GET /x/[redacted]'],
    ['GET https://h:443 HTTP/1.1', 'GET /'],
    ['GET https://h:443/#frag HTTP/1.1', 'GET /'],
    ['GET /plain/path?x=1 HTTP/1.1', 'GET /plain/path'],
    ['- http://h:80- -', '? /'],
    ['- - - ', 'unreadable request'],
    [escaped('GET https://h:443/ä\u0007 HTTP/1.1'), 'GET /ä\u{FFFD}'],
    [`GET https://h:443${'/a'.repeat(40)} HTTP/1.1`, `GET ${'/a'.repeat(12)}/…`],
  ])('is told its route without ids: %s', (request, route) => {
    expect(detail([line({ ...failed.replaced, request })], 'replaced').routes.rows.map(({ key }) => key)).toEqual([
      route,
    ]);
  });
});

describe('Samples', () => {
  const secret = 'hunter2-4711';
  const lines = Array.from({ length: 9 }, (_, second) =>
    line({
      ...failed['no-answer'],
      time: `2026-03-04T05:00:0${second}Z`,
      request: `GET https://h:443/a/b?token=${secret}&x=${secret} HTTP/1.1`,
      redirect: `https://h/?code=${secret}`,
      userAgent: `Mozilla/5.0 (X; Bearer ${secret}) ${'x'.repeat(5_000)}`,
    }),
  );

  test('are the newest, in whatever order the lines come', () => {
    const newest = ['05:00:08', '05:00:07', '05:00:06'].map((time) => `2026-03-04T${time}.000Z`);
    expect(detail(lines, 'no-answer').samples.map(({ time }) => time)).toEqual(newest);
    expect(detail(lines.toReversed(), 'no-answer').samples.map(({ time }) => time)).toEqual(newest);
  });

  test('quote the line exactly up to the bytes, and the rest without secrets and length', () => {
    const [sample] = detail(lines, 'no-answer').samples;
    expect(lines[8]?.startsWith(`${sample?.quote} `)).toBe(true);
    expect(sample?.quote).toBe(
      `https 2026-03-04T05:00:08Z ${balancer} 192.168.131.39:2817 10.0.0.1:80 0.001 -1 -1 502 - 340 1366`,
    );
    expect(
      sample?.line.startsWith(
        `${sample.quote} "GET https://h:443/a/b?[redacted] HTTP/1.1" "Mozilla/5.0 (X; Bearer [redacted])`,
      ),
    ).toBe(true);
    expect(sample?.line).toContain(group);
    expect(sample?.line.length).toBeLessThan(1_400);
  });

  test('are as many as asked for, and none when none are', () => {
    const count = (sampleLimit: number): number | undefined =>
      summarise(lines, { sampleLimit }).failures[0]?.origins['no-answer']?.samples.length;
    expect([count(0), count(1), count(20)]).toEqual([0, 1, 9]);
  });

  test('and everything else in a summary are without query strings', () => {
    expect(JSON.stringify(summarise(lines))).not.toContain(secret);
  });

  test('have no control characters', () => {
    const [sample] = detail(
      [line({ ...failed['no-answer'], userAgent: 'a\u0007\u202e<!channel>' })],
      'no-answer',
    ).samples;
    expect(sample?.line).toContain('"a\u{FFFD}\u{FFFD}<!channel>"');
  });
});

describe('Lines', () => {
  test('are counted by what became of them', () => {
    const cut = line({ userAgent: 'x'.repeat(longestLine) });
    const { lines, requests } = summarise(
      [
        line(),
        line({ time: '2026-03-04T05:00:00Z' }),
        line({ time: '2026-03-04T06:00:00Z' }),
        line({ time: '2026-03-04T04:59:59.999999Z' }),
        line({ elb: 'app/other/0123456789abcdef' }),
        'nonsense',
        cut,
      ],
      { loadBalancerId: balancer },
    );
    expect(lines).toEqual({ read: 7, counted: 3, malformed: 1, elsewhere: 1, outsideWindow: 2, cut: 1 });
    expect(requests).toBe(3);
  });

  test('that are none leave an empty summary', () => {
    expect(summarise([])).toMatchObject({
      requests: 0,
      firstAt: null,
      lastAt: null,
      outcomes: [],
      minutes: [],
      failures: [],
    });
  });

  test('are counted by reason, classification, action and target group', () => {
    const result = summarise([
      line({ target: '-', elbStatus: '502', targetStatus: '-', errorReason: 'LambdaThrottling' }),
      line({ classification: 'Ambiguous', classificationReason: 'SpaceInUri', actions: 'waf,forward' }),
      line({ target: '-', elbStatus: '503', targetStatus: '-', actions: 'fixed-response', targetGroup: '-' }),
      line({
        target: '-',
        elbStatus: '400',
        targetStatus: '-',
        actions: '-',
        targetGroup: '-',
        classification: 'Severe',
      }),
    ]);
    const keys = (table: { rows: readonly { key: string }[] }): string[] => table.rows.map(({ key }) => key).sort();
    expect(keys(result.errorReasons)).toEqual(['LambdaThrottling']);
    expect(keys(result.classifications)).toEqual(['Ambiguous SpaceInUri', 'Severe']);
    expect(keys(result.actions)).toEqual(['fixed-response', 'forward', 'none', 'waf,forward']);
    expect(keys(result.targetGroups)).toEqual([group]);
    expect(result.actions.rows.find(({ key }) => key === 'fixed-response')?.outcomes).toEqual([
      { elb: 503, target: 'none', count: 1 },
    ]);
  });

  test('with more keys than are kept stay bounded, add up, and never lose the frequent ones', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      line({
        ...failed['no-answer'],
        target:
          index >= 8_000 && index % 3 === 0
            ? '10.0.0.1:80'
            : `10.${(index >> 12) & 255}.${(index >> 6) & 63}.${index & 63}:${1024 + (index % 60_000)}`,
        elbStatus: String(500 + (index % 90)),
        errorReason: `Reason${index}`,
        request: `GET https://h:443/${'abcdefghij'[index % 10]}${'klmnopqrst'[(index >> 4) % 10]}${'uvwxyz'[(index >> 8) % 6]} HTTP/1.1`,
        time: new Date(from.getTime() + (index % 3_600) * 1_000).toISOString(),
      }),
    );
    const result = summarise(lines);
    expect(result.targets.rows.length).toBe(500);
    expect(result.targets.exact).toBe(false);
    expect(result.targets.rows[0]).toMatchObject({ key: '10.0.0.1:80', count: 4_000 });
    expect(result.failures.length).toBe(40);
    for (const table of [result.targets, result.errorReasons, result.actions, result.targetGroups]) {
      expect(table.rows.reduce((sum, { count }) => sum + count, table.others)).toBe(lines.length);
    }
    expect(result.failures.reduce((sum, { count }) => sum + count, result.otherFailures)).toBe(lines.length);
    expect(JSON.stringify(result).length).toBeLessThan(1_500_000);
  });

  test('of statuses that nobody ever saw stay bounded too', () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => line({ elbStatus: String(index) }));
    const result = summarise(lines);
    expect(result.outcomes.length).toBeLessThanOrEqual(49);
    expect(result.outcomes.reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
  });
});

const anyLine = fc
  .record({
    second: fc.nat(3_599),
    target: fc.constantFrom('-', '10.0.0.1:80', '10.0.0.2:80', '[2001:db8::1]:80'),
    status: fc.constantFrom('200', '502', '503', '504', '404', '-'),
    targetStatus: fc.constantFrom('-', '200', '404', '502'),
    times: fc.constantFrom('-1 -1 -1', '0.001 -1 -1', '0.001 0.2 0.000'),
    took: fc.constantFrom(0, 3, 1_000, 10_003, 60_001),
    path: fc.constantFrom('/', '/orders/1', '/orders/2', '/pay?x=1'),
    reason: fc.constantFrom('-', 'LambdaTimeout'),
  })
  .map(({ second, target, status, targetStatus, times, took, path, reason }) => {
    const time = from.getTime() + second * 1_000;
    return line({
      time: new Date(time).toISOString(),
      created: new Date(time - took).toISOString(),
      target,
      elbStatus: status,
      targetStatus,
      times,
      request: `GET https://h:443${path} HTTP/1.1`,
      errorReason: reason,
    });
  });

describe('A summary', () => {
  test('counts what a plain count of the lines counts', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 80 }), (lines) => {
        const result = summarise(lines);
        const entries = lines.flatMap((text) => {
          const parsed = parseEntry(text);
          return parsed.ok ? [parsed.entry] : [];
        });
        expect(result.requests).toBe(lines.length);
        for (const failure of result.failures) {
          const same = entries.filter(({ elbStatus }) => elbStatus === failure.status);
          expect(failure.count).toBe(same.length);
          const count = (origin: FailureOrigin): number => failure.origins[origin]?.count ?? 0;
          const silent = same.filter(({ targetStatus }) => targetStatus === null);
          expect(count('passed-through')).toBe(
            same.filter(({ targetStatus }) => targetStatus === failure.status).length,
          );
          expect(count('replaced')).toBe(same.length - silent.length - count('passed-through'));
          expect(count('no-target')).toBe(silent.filter(({ target }) => target === null).length);
          expect(count('connect-failed')).toBe(
            silent.filter((each) => each.target !== null && each.requestSeconds === null).length,
          );
        }
        const failing = entries.flatMap(({ elbStatus }) => (elbStatus !== null && elbStatus >= 400 ? [elbStatus] : []));
        expect(new Set(result.failures.map(({ status }) => status))).toEqual(new Set(failing));
        expect(result.failures.length).toBe(new Set(failing).size);
        for (const { at, requests } of result.minutes) {
          const start = Date.parse(at);
          expect(requests).toBe(entries.filter(({ time }) => time >= start && time < start + 60_000).length);
        }
        for (const { key, count } of result.targets.rows) {
          expect(count).toBe(lines.filter((text) => text.split(' ')[4] === key).length);
        }
      }),
    );
  });

  test('is the same in whatever order the lines come', () => {
    const sameTimes = fc
      .tuple(anyLine, fc.nat(3))
      .map(([text, second]) => text.replace(/T05:\d\d:\d\d/, `T05:00:0${second}`));
    const shuffled = fc.array(sameTimes, { maxLength: 40 }).chain((lines) =>
      fc.record({
        lines: fc.constant(lines),
        other: fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ lines, other }) => {
        expect(summarise(other)).toEqual(summarise(lines));
      }),
    );
  });

  test('survives being written as JSON', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 20 }), (lines) => {
        const result = summarise(lines);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }),
    );
  });

  test('of several files is the sum of theirs', () => {
    /** In how many minutes cannot be added up: a merged summary gives the larger number. */
    const withoutMinutes = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (name, inner: unknown) => (name === 'minutes' && typeof inner === 'number' ? 0 : inner)),
      );
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 60 }), fc.nat(60), fc.nat(60), (lines, a, b) => {
        const cuts = [0, Math.min(a, b), Math.max(a, b), lines.length];
        const parts = [0, 1, 2].map((index) =>
          summarise(lines.slice(cuts[index], cuts[index + 1]), { sampleLimit: 0 }),
        );
        expect(withoutMinutes(mergeSummaries(parts))).toEqual(withoutMinutes(summarise(lines, { sampleLimit: 0 })));
      }),
    );
  });

  test('of files with more keys than are kept still adds up', () => {
    const many = (offset: number): AccessLogSummary =>
      summarise(
        Array.from({ length: 3_000 }, (_, index) =>
          line({
            ...failed['no-answer'],
            target: `10.${offset}.${index >> 8}.${index & 255}:80`,
            elbStatus: String(500 + offset * 35 + (index % 35)),
          }),
        ),
      );
    const merged = mergeSummaries([many(0), many(1)]);
    if (merged === null) throw new Error('two summaries have a sum');
    expect(merged.targets.rows.length).toBe(500);
    expect(merged.targets.exact).toBe(false);
    expect(merged.targets.rows.reduce((sum, { count }) => sum + count, merged.targets.others)).toBe(6_000);
    expect(merged.failures.length).toBe(40);
    expect(merged.failures.reduce((sum, { count }) => sum + count, merged.otherFailures)).toBe(6_000);
  });

  test('of several files keeps the newest samples, and the widest window', () => {
    const at = (second: number): string => line({ ...failed['no-answer'], time: `2026-03-04T05:00:0${second}Z` });
    const merged = mergeSummaries([summarise([at(1), at(3), at(5)]), summarise([at(2), at(4)])]);
    const times = merged?.failures[0]?.origins['no-answer']?.samples.map(({ time }) => time.slice(17, 19));
    expect(times).toEqual(['05', '04', '03']);
    expect([merged?.from, merged?.to, merged?.requests]).toEqual([from.toISOString(), to.toISOString(), 5]);
  });

  test('of no files is none', () => {
    expect(mergeSummaries([])).toBeNull();
  });
});
