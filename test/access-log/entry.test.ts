import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessLogEntry } from '../../src/access-log/index.ts';
import { parseEntry } from '../../src/access-log/index.ts';
import { splitFields } from '../../src/access-log/fields.ts';
import { escaped, group, line } from './lines.ts';

function read(text: string): AccessLogEntry {
  const parsed = parseEntry(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.entry;
}

describe('A line', () => {
  test('is read field by field', () => {
    expect(
      read(
        line({
          created: '2026-03-04T05:06:07.400000Z',
          actions: 'waf,forward',
          classification: 'Ambiguous',
          classificationReason: 'BadHeader',
        }),
      ),
    ).toEqual({
      type: 'https',
      time: Date.parse('2026-03-04T05:06:07.500Z'),
      loadBalancerId: 'app/my-loadbalancer/50dc6c495c0c9188',
      client: { ip: '192.168.131.39', port: 2817 },
      target: { ip: '10.0.0.1', port: 80 },
      requestSeconds: 0.001,
      targetSeconds: 0.048,
      responseSeconds: 0,
      elbStatus: 200,
      targetStatus: 200,
      receivedBytes: 340,
      sentBytes: 1366,
      request: { method: 'GET', url: 'https://www.example.com:443/', version: 'HTTP/1.1' },
      userAgent: 'curl/7.46.0',
      sslCipher: 'ECDHE-RSA-AES128-GCM-SHA256',
      sslProtocol: 'TLSv1.2',
      targetGroup: group,
      traceId: 'Root=1-58337281-1d84f3d73c47ec4e58577259',
      domain: 'www.example.com',
      certificate: 'arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012',
      rulePriority: 1,
      createdAt: Date.parse('2026-03-04T05:06:07.400Z'),
      actions: ['waf', 'forward'],
      redirectUrl: null,
      errorReason: null,
      classification: 'Ambiguous',
      classificationReason: 'BadHeader',
      connectionTraceId: null,
      fields: 29,
    });
  });

  test('of a Lambda target that failed has no target and a reason', () => {
    const entry = read(
      line({
        target: '-',
        times: '0.000 0.001 0.000',
        elbStatus: '502',
        targetStatus: '-',
        errorReason: 'LambdaInvalidResponse',
      }),
    );
    expect(entry).toMatchObject({
      target: null,
      elbStatus: 502,
      targetStatus: null,
      errorReason: 'LambdaInvalidResponse',
      targetSeconds: 0.001,
    });
  });

  test('recorded in 2020, of 27 fields, is read (Loki)', () => {
    const recorded =
      'http 2020-06-05T07:27:53.050517Z app/test/71e8c05ca6c6aed2 172.31.46.45:55956 - -1 -1 -1 503 - 120 353 "GET http://internal-test-1309439803.us-east-1.elb.amazonaws.com:80/test HTTP/1.1" "curl/7.58.0" - - arn:aws:elasticloadbalancing:us-east-1:042533238291:targetgroup/test2/5d656dfb418fc377 "Root=1-5ed9f3f9-38a5d3c63d696c3c9a19a95e" "-" "-" 0 2020-06-05T07:27:53.050000Z "forward" "-" "-" "-" "-"';
    expect(read(recorded)).toMatchObject({
      elbStatus: 503,
      target: null,
      requestSeconds: null,
      targetSeconds: null,
      responseSeconds: null,
      sslCipher: null,
      rulePriority: 0,
      classification: null,
      fields: 27,
    });
  });

  test('recorded of a connection that was never made is read, although it ends early', () => {
    const recorded =
      'h2 2023-01-07T09:22:52.872365Z app/k8s-apidev-95472999b0/xxxxxxxxxx 202.102.17.226:24502 10.0.2.61:1325 -1 -1 -1 504 - 49 202 "GET https://example-api.cn:443/prefix-jiameng-api/ HTTP/2.0" "curl/7.79.1"';
    expect(read(recorded)).toMatchObject({
      type: 'h2',
      target: { ip: '10.0.2.61', port: 1325 },
      requestSeconds: null,
      elbStatus: 504,
      targetStatus: null,
      createdAt: null,
      actions: [],
    });
  });

  test.each([27, 28, 29, 30, 31, 33, 34, 36, 50])(
    'of %i fields is read, and what is not known of them is ignored',
    (count) => {
      const newest = `TID_1234 "-" "-" "-" 35.163.34.234 "-" "-" ${'"new" '.repeat(14)}`;
      const fields = splitFields(line({ more: newest }));
      const text = fields
        .slice(0, count)
        .map(({ raw, quoted }) => (quoted ? `"${raw}"` : raw))
        .join(' ');
      expect(read(text)).toMatchObject({
        elbStatus: 200,
        actions: ['forward'],
        fields: count,
        connectionTraceId: count >= 30 ? 'TID_1234' : null,
      });
    },
  );

  test.each([
    ['[2001:db8::7]:443', { ip: '2001:db8::7', port: 443 }],
    ['2001:db8::7:443', { ip: '2001:db8::7', port: 443 }],
    ['10.0.0.1', { ip: '10.0.0.1', port: null }],
    ['-', null],
  ])('has the target %s', (target, expected) => {
    expect(read(line({ target })).target).toEqual(expected);
  });

  test.each([
    ['GET https://h:443/a b HTTP/1.1', { method: 'GET', url: 'https://h:443/a b', version: 'HTTP/1.1' }],
    ['- http://h:80- -', { method: '-', url: 'http://h:80-', version: '-' }],
    ['- - - ', { method: '-', url: '-', version: '-' }],
    ['GET', { method: 'GET', url: '-', version: '-' }],
    ['GET /', { method: 'GET', url: '/', version: '-' }],
  ])('has the request %j', (request, expected) => {
    expect(read(line({ request })).request).toEqual(expected);
  });

  const value = fc
    .oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      fc.array(fc.constantFrom('"', '\\', ' ', 'x'), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
    )
    .filter((text) => text !== '-' && text.isWellFormed());

  test('has values with escaped quotes, backslashes and bytes, whatever they are', () => {
    fc.assert(
      fc.property(value, value, (userAgent, redirect) => {
        const entry = read(line({ userAgent: escaped(userAgent), redirect: escaped(redirect) }));
        expect([entry.userAgent, entry.redirectUrl]).toEqual([userAgent, redirect]);
        expect(entry.targetGroup).toBe(group);
      }),
      { numRuns: 2_000 },
    );
  });

  test('whose user agent ends in a backslash that escapes nothing keeps its other fields', () => {
    const entry = read(line({ userAgent: 'odd\\' }));
    expect([entry.userAgent, entry.targetGroup, entry.fields]).toEqual(['odd\\', group, 29]);
  });

  test('cut in the middle is read as far as it goes', () => {
    const whole = line();
    for (let length = whole.indexOf('"GET') + 4; length < whole.length; length += 7) {
      expect(read(whole.slice(0, length))).toMatchObject({ elbStatus: 200, sentBytes: 1366 });
    }
  });

  test.each([
    ['', 'only 0 fields'],
    ['one two three', 'only 3 fields'],
    [line({ time: 'yesterday' }), 'field 2 is not a time'],
    [line({ time: '2026-13-04T05:06:07Z' }), 'field 2 is not a time'],
    [line({ time: '2026-03-04T05:06:07.Z' }), 'field 2 is not a time'],
    [line({ elbStatus: 'abc' }), 'field 9 is not a number'],
    [line({ times: '0.1 1e5 0' }), 'field 7 is not a number'],
    [line({ bytes: '0x10 1' }), 'field 11 is not a number'],
    [line({ bytes: '1. 1' }), 'field 11 is not a number'],
    [line({ bytes: '1.2.3 1' }), 'field 11 is not a number'],
  ])('that makes no sense is told what is wrong with it: %#', (text, problem) => {
    expect(parseEntry(text)).toEqual({ ok: false, problem });
  });

  test('of any characters never throws', () => {
    const pieces = fc.array(
      fc.constantFrom('"', '\\', ' ', '-', '\u0000', '\n', '💥', 'a', '\\x', '\\xC3\\xA9', line()),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, fc.nat(400), (parts, cut) => {
        const text = parts.join('');
        expect(typeof parseEntry(text).ok).toBe('boolean');
        expect(typeof parseEntry(line({ userAgent: text }).slice(0, -cut || undefined)).ok).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
  });

  // Quadratic reading of a megabyte takes hours, linear reading milliseconds: the time limit tells them apart.
  test.each(['"', '\\', '\\"', '" ', '\\\\', 'a" ', '\\xC3', ' '])(
    'of a megabyte of %j is read in no time',
    { timeout: 20_000 },
    (part) => {
      const text = part.repeat(Math.ceil(1_000_000 / part.length));
      expect(read(line({ userAgent: text })).elbStatus).toBe(200);
      expect(parseEntry(text).ok).toBe(false);
    },
  );
});
