import { describe, expect, test } from 'vitest';
import { platformLine } from '../../../src/facts/lambda/platform-line.ts';

const id = 'c793869b-ee49-115b-a5b6-4fd21e8dedac';
const read = (text: string) => platformLine({ at: new Date('2026-11-22T10:00:00Z'), stream: 's', text });

describe('a report', () => {
  test('is read from tabs, with all that newer ones say', () => {
    const text = `REPORT RequestId: ${id}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 74 MB\tInit Duration: 166.62 ms\tXRAY TraceId: 1-5d9d007f-0a8c7fd02xmpl480aed55ef0\tStatus: timeout`;
    expect(read(text)).toMatchObject({
      kind: 'report',
      requestId: id,
      durationMs: 3000,
      memoryMb: 128,
      usedMb: 74,
      initMs: 166.62,
      status: 'timeout',
      errorType: null,
    });
  });

  test('is read from spaces, and says nothing of its outcome where it does not', () => {
    const text = `REPORT RequestId: ${id}  Duration: 79.67 ms      Billed Duration: 80 ms         Memory Size: 128 MB     Max Memory Used: 73 MB`;
    expect(read(text)).toMatchObject({ durationMs: 79.67, usedMb: 73, initMs: null, status: 'unknown' });
  });

  test('carries the type of an error', () => {
    const text = `REPORT RequestId: ${id}\tDuration: 812.40 ms\tBilled Duration: 813 ms\tMemory Size: 256 MB\tMax Memory Used: 256 MB\tStatus: error\tError Type: Runtime.OutOfMemory`;
    expect(read(text)).toMatchObject({ status: 'error', errorType: 'Runtime.OutOfMemory' });
  });

  test('is read from JSON', () => {
    const text = `{"time":"2026-07-09T06:05:50.581Z","type":"platform.report","record":{"requestId":"${id}","metrics":{"durationMs":5000.0,"billedDurationMs":5000,"memorySizeMB":128,"maxMemoryUsedMB":94},"status":"timeout"}}`;
    expect(read(text)).toMatchObject({
      kind: 'report',
      requestId: id,
      durationMs: 5000,
      memoryMb: 128,
      usedMb: 94,
      initMs: null,
      status: 'timeout',
    });
  });

  test('is read from JSON that calls an error a failure', () => {
    const text = `{"type":"platform.report","record":{"requestId":"${id}","metrics":{"durationMs":1},"status":"failure","errorType":"Runtime.ExitError"}}`;
    expect(read(text)).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' });
  });
});

describe('an initialisation that failed', () => {
  test('is read with its phase, from spaces', () => {
    expect(read('INIT_REPORT Init Duration: 9999.79 ms    Phase: init    Status: timeout')).toMatchObject({
      kind: 'init',
      phase: 'init',
      initMs: 9999.79,
      status: 'timeout',
      errorType: null,
    });
  });

  test('is read with its error type, from tabs', () => {
    expect(
      read(
        'INIT_REPORT Init Duration: 150.79 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.UserCodeSyntaxError',
      ),
    ).toMatchObject({ phase: 'invoke', status: 'error', errorType: 'Runtime.UserCodeSyntaxError' });
  });

  test('is read from JSON', () => {
    const text = `{"type":"platform.initReport","record":{"initializationType":"on-demand","phase":"init","status":"timeout","metrics":{"durationMs":10007.3}}}`;
    expect(read(text)).toMatchObject({ kind: 'init', phase: 'init', initMs: 10_007.3, status: 'timeout' });
  });

  test('is none when it went well', () => {
    expect(read('{"type":"platform.initReport","record":{"status":"success","metrics":{"durationMs":3}}}')).toBeNull();
  });
});

describe('what else ends an invocation', () => {
  test.each([
    [
      `2026-06-23T14:08:22.417Z ${id} Task timed out after 3.01 seconds`,
      { kind: 'timeout', requestId: id, seconds: 3.01 },
    ],
    [
      `{"timestamp":"x","level":"ERROR","requestId":"${id}","message":"Task timed out after 3.00 seconds"}`,
      { kind: 'timeout', requestId: id, seconds: 3 },
    ],
    [
      `RequestId: ${id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`,
      { kind: 'runtime', requestId: id, errorType: 'Runtime.ExitError', killed: true },
    ],
    [
      `RequestId: ${id} Error: Runtime exited with error: exit status 127`,
      { kind: 'runtime', errorType: null, killed: false, quote: 'Runtime exited with error: exit status 127' },
    ],
    [
      "[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'daily'",
      {
        kind: 'runtime',
        errorType: 'Runtime.ImportModuleError',
        quote: "Runtime.ImportModuleError: Unable to import module 'app': No module named 'daily'",
      },
    ],
    [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      { kind: 'heap', quote: 'JavaScript heap out of memory' },
    ],
    ['[ERROR] MemoryError\nTraceback (most recent call last):', { kind: 'heap' }],
    ['java.lang.OutOfMemoryError: Java heap space', { kind: 'heap' }],
    ['Lambda detected a recursive loop and stopped it', { kind: 'recursion' }],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  test.each([
    'START RequestId: x Version: $LATEST',
    'Fetching order 17',
    '{"type":"platform.start","record":{"requestId":"x"}}',
    '{"level":"INFO","message":"ok"}',
    '{ no json',
  ])('is not %s', (text) => {
    expect(read(text)).toBeNull();
  });

  test('stands in the log as it is quoted', () => {
    const text = `RequestId: ${id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`;
    expect(text).toContain(read(text)?.quote);
  });
});
