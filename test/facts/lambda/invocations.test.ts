import { describe, expect, test } from 'vitest';
import { failuresOf } from '../../../src/facts/lambda/failures.ts';
import { invocationsOf } from '../../../src/facts/lambda/invocations.ts';
import { wordsOf } from '../../../src/facts/lambda/last-words.ts';
import { platformLine } from '../../../src/facts/lambda/platform-line.ts';

const id = (n: number) => `c793869b-ee49-115b-a5b6-4fd21e8ded${String(n).padStart(2, '0')}`;
const line = (ms: number, text: string, stream = 's') => ({ at: new Date(1_795_341_600_000 + ms), stream, text });
const report = (n: number, durationMs: number, more = '', usedMb = 80) =>
  `REPORT RequestId: ${id(n)}\tDuration: ${durationMs} ms\tBilled Duration: ${durationMs} ms\tMemory Size: 128 MB\tMax Memory Used: ${usedMb} MB${more}`;
const read = (lines: readonly ReturnType<typeof line>[], timeoutMs: number | null = 3_000) =>
  invocationsOf(
    lines.flatMap((one) => platformLine(one) ?? []),
    timeoutMs,
  );

describe('failed invocations', () => {
  test('are one where the sentence and the report tell of the same timeout', () => {
    const { failed, ran } = read([
      line(3_000, `2026-11-22T10:00:03.000Z ${id(1)} Task timed out after 3.00 seconds`),
      line(3_001, report(1, 3_000, '\tStatus: timeout')),
    ]);
    expect(failed).toMatchObject([{ requestId: id(1), kind: 'timeout', durationMs: 3_000, memory: 80 / 128 }]);
    expect(failed[0]?.quotes[0]).toBe('Task timed out after 3.00 seconds');
    expect(ran).toMatchObject([{ outcome: 'timeout' }]);
  });

  test('are two where a retry of the same request failed again', () => {
    const { failed } = read([
      line(1_000, report(1, 1_000, '\tStatus: error\tError Type: Runtime.OutOfMemory', 128)),
      line(90_000, report(1, 3_000, '\tStatus: timeout', 128)),
    ]);
    expect(failed.map(({ kind }) => kind)).toEqual(['killed', 'timeout']);
  });

  test('of one stream are kept apart by their request', () => {
    const { failed } = read([
      line(0, report(1, 500, '\tStatus: error\tError Type: Error')),
      line(900, report(2, 600, '\tStatus: error\tError Type: Error')),
    ]);
    expect(failed.map(({ requestId }) => requestId)).toEqual([id(1), id(2)]);
  });

  test('are told from reports of old by their duration alone', () => {
    expect(read([line(0, report(1, 3_000.02))]).failed).toMatchObject([{ kind: 'timeout' }]);
    expect(read([line(0, report(1, 2_400))]).failed).toEqual([]);
  });

  test.each([
    [`RequestId: ${id(1)} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`, 'killed'],
    [`RequestId: ${id(1)} Error: Runtime exited with error: exit status 127`, 'exit'],
    ["[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'daily'", 'init-error'],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'heap'],
    ['INIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout', 'init-timeout'],
  ])('“%s” ended as %s', (text, kind) => {
    const { failed } = read([line(0, text), line(5, report(1, 900, '\tStatus: error'))]);
    expect(failed).toMatchObject([{ kind, requestId: id(1) }]);
  });
});

const traceback =
  '[ERROR] ConnectTimeoutError: Connect timeout on endpoint URL: "https://ssm.eu-west-1.amazonaws.com/"\nTraceback (most recent call last):\n  File "/var/task/app.py", line 12, in handler\n    load()';

describe('what a failure told', () => {
  const { failed } = read([line(2_000, report(1, 2_000, '\tStatus: error\tError Type: ConnectTimeoutError'))]);

  test('is found by its stream and its time where no request id stands in it', () => {
    const { all, groups } = failuresOf(failed, [line(1_990, traceback)], [], new Date(0));
    expect(all).toMatchObject([{ kind: 'error', told: [{ error: { kind: 'timeout' } }] }]);
    expect(groups).toMatchObject([{ count: 1, error: { peer: { service: 'ssm' } }, where: 'handler (app.py:12)' }]);
  });

  test('is not what another stream or another time holds', () => {
    const others = [line(1_990, traceback, 'other'), line(900_000, traceback)];
    expect(failuresOf(failed, others, [], new Date(0))).toMatchObject({ groups: [], background: 2 });
  });

  test('is not what successful invocations tell too', () => {
    const often = Array.from({ length: 4 }, (_, n) => line(100_000 * (n + 1), traceback, 'other'));
    expect(failuresOf(failed, [line(1_990, traceback), ...often], [], new Date(0)).groups).toEqual([]);
  });

  test('makes a failure of its own where reports do not tell how invocations ended', () => {
    expect(failuresOf([], [line(1_990, traceback)], [], null).all).toHaveLength(1);
    expect(failuresOf([], [line(1_990, traceback)], [], new Date(0)).all).toEqual([]);
  });

  test('does not count for a process that was killed', () => {
    const { failed: killed } = read([
      line(2_000, report(1, 2_000, '\tStatus: error\tError Type: Runtime.OutOfMemory', 128)),
    ]);
    expect(failuresOf(killed, [line(1_990, traceback)], [], new Date(0)).groups).toEqual([]);
  });
});

describe('the last words', () => {
  const lines = [
    line(-60_000, `START RequestId: ${id(9)} Version: $LATEST`),
    line(-59_000, 'something of an earlier invocation'),
    line(0, `START RequestId: ${id(1)} Version: $LATEST`),
    line(100, `2026-11-22T10:00:00.100Z\t${id(1)}\tINFO\tPOST https://api.partner.example/charge`),
    line(3_000, `2026-11-22T10:00:03.000Z ${id(1)} Task timed out after 3.00 seconds`),
    line(3_001, report(1, 3_000)),
    line(3_400, `START RequestId: ${id(2)} Version: $LATEST`),
    line(3_500, 'something of the next'),
  ];
  const [failure] = read(lines).failed;

  test('of a timeout are its own, without the platform, with the silence after them and the host they name', () => {
    if (!failure) throw new Error('no failure was found');
    expect(wordsOf({ attempt: failure, ended: 'timed-out' }, lines)).toMatchObject({
      quote: 'POST https://api.partner.example/charge',
      silentMs: failure.at.getTime() - (1_795_341_600_000 + 100),
      host: { name: 'api.partner.example', service: null },
      error: null,
    });
  });

  test('of a slow invocation are those before the longest silence', () => {
    const slow = [
      line(0, 'a'),
      line(100, 'GET https://dynamodb.eu-west-1.amazonaws.com/'),
      line(2_900, 'b'),
      line(3_000, 'c'),
    ];
    const attempt = { requestId: null, stream: 's', at: line(3_010, '').at, durationMs: 3_000 };
    expect(wordsOf({ attempt, ended: 'slow' }, slow)).toMatchObject({
      silentMs: 2_800,
      host: { service: 'dynamodb' },
    });
  });

  test('of one that failed by itself are those before the error', () => {
    const told = [line(0, 'GET https://rates.example.com/v1'), line(900, traceback)];
    const attempt = { requestId: null, stream: 's', at: line(901, '').at, durationMs: 900 };
    expect(wordsOf({ attempt, ended: 'failed' }, told)).toMatchObject({
      host: { name: 'rates.example.com' },
      error: { kind: 'timeout' },
    });
  });

  test('of one that said nothing are none', () => {
    const attempt = { requestId: null, stream: 's', at: line(901, '').at, durationMs: 900 };
    expect(wordsOf({ attempt, ended: 'timed-out' }, [])).toMatchObject({ last: null, silentMs: null, host: null });
  });
});
