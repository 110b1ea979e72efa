import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { LogLevel } from '#config';
import { createLog } from '../../src/log.ts';

/** A log and the lines that it wrote. */
function logged(level: LogLevel = 'info') {
  const lines: string[] = [];
  const log = createLog(level, { write: (line) => void lines.push(line) });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}');
  return { log, lines, last };
}

const token = 'xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx';

describe('A line of the log', () => {
  test('is one JSON object with the level in words and the time in ISO 8601', () => {
    const { log, lines, last } = logged();
    log.info({ investigation: 'inv_1', ms: 12 }, 'finished');
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(last()).toMatchObject({ level: 'info', investigation: 'inv_1', ms: 12, msg: 'finished' });
    expect(last()['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  test('is written only from its level upwards', () => {
    const { log, lines } = logged('warn');
    log.info('no');
    log.warn('yes');
    expect(lines).toHaveLength(1);
  });

  test('stays one line whatever is in it', () => {
    const { log, lines, last } = logged();
    const nasty = 'a\nb\u0000\u2028\ud800"}\n{"level":"fatal"}';
    log.info({ nasty }, 'x %s', nasty);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd().includes('\n')).toBe(false);
    expect(last()['nasty']).toBe(nasty);
  });

  test.each<[string, (log: ReturnType<typeof createLog>) => void]>([
    ['a field that is known to hold one', (log) => log.info({ password: token })],
    ['any field', (log) => log.info({ note: `found ${token}` })],
    ['a field deep inside', (log) => log.info({ a: { b: [{ c: { password: token } }] } })],
    ['the message', (log) => log.info(`found ${token}`)],
    ['a value of the message', (log) => log.info('found %s', token)],
    ['an object in the message', (log) => log.info('found %j', { note: token })],
    ['an error', (log) => log.error(new Error(`refused ${token}`))],
    ['an error with its cause', (log) => log.error({ err: new Error('x', { cause: new Error(token) }) })],
    ['what a child logger carries', (log) => log.child({ bot: token }).info('hello')],
  ])('does not show a secret in %s', (_where, write) => {
    const { log, lines } = logged();
    write(log);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('[redacted]');
    expect(lines[0]).not.toContain(token.slice(20));
  });

  test('names an error with what tells it from another, and none of its payload', () => {
    const { log, last, lines } = logged();
    const error = Object.assign(new Error('User is not authorized', { cause: new Error('socket') }), {
      name: 'AccessDenied',
      code: 'EX',
      $metadata: { httpStatusCode: 403, requestId: 'req-1', cfId: 'x' },
      $response: { body: 'customer data' },
      data: { response: 'customer data' },
    });
    log.error({ err: error }, 'a read failed');
    expect(last()['err']).toEqual({
      type: 'AccessDenied',
      message: 'User is not authorized',
      code: 'EX',
      status: 403,
      requestId: 'req-1',
      stack: expect.stringContaining('User is not authorized'),
      cause: { type: 'Error', message: 'socket', stack: expect.any(String) },
    });
    expect(lines[0]).not.toContain('customer data');
  });

  test('ends somewhere when causes go in circles', () => {
    const { log, last } = logged();
    const error = new Error('a');
    error.cause = error;
    log.error({ err: error });
    expect(last()).toMatchObject({ err: { cause: { cause: { cause: { cause: { message: 'a' } } } } } });
  });
});

test('The log goes to standard error and leaves standard output alone', async () => {
  const program = `import { createLog } from '${new URL('../../src/log.ts', import.meta.url).href}'; createLog('info').info('hello');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: new URL('../../', import.meta.url).pathname,
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(out).toBe('');
  expect(JSON.parse(err)).toMatchObject({ msg: 'hello' });
});
