import { Writable } from 'node:stream';
import fc from 'fast-check';
import type { Logger } from 'pino';
import { describe, expect, test } from 'vitest';
import { redactPaths, redactValue } from '#redaction';
import { createLog } from '../../src/log.ts';
import { harmless, secrets } from './secrets.ts';

describe('Data', () => {
  test('of a task definition loses values and keeps names and places', () => {
    const container = {
      name: 'web',
      image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.2.3',
      environment: [
        { name: 'DB_HOST', value: 'db.internal' },
        { name: 'DB_PASSWORD', value: 'hunter2' },
      ],
      secrets: [{ name: 'API_KEY', valueFrom: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api-AbCdEf' }],
      portMappings: [{ containerPort: 8080 }],
    };
    expect(redactValue(container)).toEqual({
      ...container,
      environment: [
        { name: 'DB_HOST', value: '[redacted]' },
        { name: 'DB_PASSWORD', value: '[redacted]' },
      ],
    });
  });

  test('of a Lambda function loses its variables', () => {
    expect(redactValue({ Environment: { Variables: { LOG_LEVEL: 'debug', TABLE: 'orders' } }, Timeout: 3 })).toEqual({
      Environment: { Variables: { LOG_LEVEL: '[redacted]', TABLE: '[redacted]' } },
      Timeout: 3,
    });
  });

  test.each([
    [{ password: 'x' }, { password: '[redacted]' }],
    [{ password: 1234 }, { password: '[redacted]' }],
    [
      { Authorization: 'x', host: 'h' },
      { Authorization: '[redacted]', host: 'h' },
    ],
    [{ headers: { 'set-cookie': ['a=b', 'c=d'] } }, { headers: { 'set-cookie': ['[redacted]', '[redacted]'] } }],
    [{ Parameters: [{ Key: 'apiToken', Value: 'x' }] }, { Parameters: [{ Key: 'apiToken', Value: '[redacted]' }] }],
    [{ Tags: [{ Key: 'team', Value: 'shop' }] }, { Tags: [{ Key: 'team', Value: 'shop' }] }],
    [
      { credentials: { accessKeyId: 'A', expiration: 'B' } },
      { credentials: { accessKeyId: '[redacted]', expiration: '[redacted]' } },
    ],
    [
      { password2: 'x', tokenValue: 'y', passwordHash: 'z' },
      { password2: '[redacted]', tokenValue: '[redacted]', passwordHash: '[redacted]' },
    ],
    [
      { environment: [{ name: 'DB_PASSWORD', valueFrom: '/prod/db/password' }] },
      { environment: [{ name: 'DB_PASSWORD', valueFrom: '/prod/db/password' }] },
    ],
    [{ SecretString: '{"a":1}' }, { SecretString: '[redacted]' }],
    [
      { secretArn: 'arn:aws:secretsmanager:eu-west-1:1:secret:a' },
      { secretArn: 'arn:aws:secretsmanager:eu-west-1:1:secret:a' },
    ],
    [
      { nextToken: 'abc', maxTokens: 5, tokens: 7 },
      { nextToken: 'abc', maxTokens: 5, tokens: 7 },
    ],
    [{ message: 'password=hunter2' }, { message: 'password=[redacted]' }],
    [{ 'password=hunter2': 1 }, { 'password=[redacted]': 1 }],
    [new Map([['token', 'x1']]), { token: '[redacted]' }],
    [
      [null, undefined, true, 12],
      [null, undefined, true, 12],
    ],
    [{ body: Buffer.from('secret') }, { body: '[redacted]' }],
    [new URL('https://u:pw123456@h/?a=b'), 'https://u:[redacted]@h/?a=[redacted]'],
  ])('%j becomes %j', (value, expected) => {
    expect(redactValue(value)).toEqual(expected);
  });

  test('keeps what is no secret', () => {
    expect(redactValue({ lines: harmless })).toEqual({ lines: harmless });
  });

  test('of errors keeps type, message and cause without their secrets', () => {
    const error = new TypeError('cannot use password=hunter2', { cause: new Error('token=abc123') });
    const plain = redactValue(error);
    expect(plain).toMatchObject({
      type: 'TypeError',
      message: 'cannot use password=[redacted]',
      cause: { message: 'token=[redacted]' },
    });
    expect(JSON.stringify(plain)).not.toContain('hunter2');
  });

  test('that contains itself, or is deeper than anything real, ends', () => {
    const self: { self?: unknown; password: string } = { password: 'hunter2' };
    self.self = self;
    expect(JSON.stringify(redactValue(self))).not.toContain('hunter2');
  });

  test('of any shape loses a secret under a telling name, wherever it stands', () => {
    const canary = 'canary-4711';
    const leaf = fc.constantFrom<unknown>(
      { password: canary },
      { nested: [{ api_key: canary }] },
      { env: { A: canary } },
      { headers: { cookie: canary } },
    );
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('node'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree.node, (value) => {
        expect(JSON.stringify(redactValue(value))).not.toContain(canary);
      }),
    );
  });
});

describe('A log', () => {
  function logged(write: (log: Logger) => void): string {
    let out = '';
    const stream = new Writable({
      write: (chunk: Buffer, _, done) => {
        out += chunk.toString();
        done();
      },
    });
    write(createLog('debug', stream));
    return out;
  }

  test.each(secrets)('does not tell a $kind, in its message, its fields or its errors', ({ text, secret }) => {
    const parts = secret.split(/[\s;"\\]+/).filter((each) => each.length > 6);
    const out = logged((log) => {
      log.info(text);
      log.info('%s of %s', text, 'x');
      log.info({ detail: text, deep: { er: [{ text }] } }, text);
      log.child({ bound: text }).error(new Error(text));
      log.error(new Error(text), '%o failed', { text });
      log.error({ err: new Error(text), call: 1 });
      log.error({ err: new Error('outer', { cause: new Error(text) }) });
    });
    expect(out.split('\n').filter((line) => line !== '').length).toBe(7);
    for (const part of [secret, ...parts]) expect(out).not.toContain(part);
  });

  test('says what happened otherwise', () => {
    const out = logged((log) => log.info({ investigation: '01J', call: 'elbv2.DescribeTargetHealth', ms: 12 }, 'read'));
    expect(JSON.parse(out)).toMatchObject({
      investigation: '01J',
      call: 'elbv2.DescribeTargetHealth',
      ms: 12,
      msg: 'read',
    });
  });

  test('never has the fields that are listed by path', () => {
    const out = logged((log) =>
      log.info({ response_url: 'https://x/y', headers: { host: 'h' }, slack: { trigger_id: '12.34' } }),
    );
    expect(JSON.parse(out)).toMatchObject({
      response_url: '[redacted]',
      headers: '[redacted]',
      slack: { trigger_id: '[redacted]' },
    });
    expect(redactPaths).toContain('*.authorization');
  });
});
