import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactText } from '#redaction';
import { longestText } from '../../src/redaction/text.ts';
import { harmless, secrets } from './secrets.ts';

/** Somebody else's opinion on what is a secret. It takes our mark in a connection string for a password. */
async function secretsFound(text: string): Promise<string[]> {
  const content = text.replaceAll('[redacted]', '');
  const { messages } = await lintSource({
    source: { content, filePath: '/log.txt', contentType: 'text', ext: '.txt' },
    options: {
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] },
      noPhysicFilePath: true,
    },
  });
  return messages.map(({ message }) => message);
}

describe('A text', () => {
  test.each(secrets)('loses its $kind', ({ text, secret }) => {
    expect(redactText(text)).toContain('[redacted]');
    expect(redactText(text)).not.toContain(secret);
    for (const part of secret.split(/[\s;]+/).filter((each) => each.length > 6))
      expect(redactText(text)).not.toContain(part);
  });

  test.each(harmless)('keeps what is no secret: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test('keeps what stands around a secret', () => {
    expect(redactText('DB_PASSWORD=hunter2 node server.js')).toBe('DB_PASSWORD=[redacted] node server.js');
    expect(redactText('{"user":"app","password":"a, b","port":5432}')).toBe(
      '{"user":"app","password":"[redacted]","port":5432}',
    );
    expect(redactText('postgres://app:hunter2@db:5432/shop')).toBe('postgres://app:[redacted]@db:5432/shop');
    expect(redactText('GET /a?x=1&y=2 HTTP/1.1')).toBe('GET /a?x=[redacted]&y=[redacted] HTTP/1.1');
    expect(redactText('authorization=Bearer abc status=200')).toBe('authorization=[redacted] status=200');
    expect(redactText("curl -H 'Cookie: a=b; c=d' https://x")).toBe("curl -H 'Cookie: [redacted]' https://x");
    expect(redactText('{"name":"DB_PASSWORD","value":"x1"},{"name":"PORT","value":"80"}')).toBe(
      '{"name":"DB_PASSWORD","value":"[redacted]"},{"name":"PORT","value":"80"}',
    );
  });

  test('that is longer than anybody reads is cut between two words', () => {
    const long = `${'word '.repeat(longestText / 5 - 2)}password=${'x'.repeat(100)}`;
    const result = redactText(long);
    expect(result.endsWith('word… [cut]')).toBe(true);
    expect(redactText('x'.repeat(longestText * 2)).length).toBeLessThanOrEqual(longestText + 10);
  });
});

const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        'password',
        '=',
        ':',
        '"',
        "'",
        '\\',
        '?',
        '&',
        '[redacted]',
        ' ',
        '\n',
        'Bearer ',
        'eyJ',
        '-----BEGIN ',
        'a',
        '@',
        '://',
        'Cookie',
        '-',
        '{',
        '}',
        '[',
        ']',
        ',',
        'token',
        '=>',
        '<',
        '</',
        '>',
        '\u0000',
        '💥',
        '\ud800',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
);

describe('Any text', () => {
  test('comes through, and the second time nothing changes', () => {
    fc.assert(
      fc.property(noise, noise, (a, b) => {
        const once = redactText(`${a}${b}`);
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 5_000 },
    );
  });

  test('loses a secret planted on a line of its own, whatever stands on the other lines', () => {
    const line = noise.map((text) => text.replace(/["'`\\<]|-----/g, ''));
    fc.assert(
      fc.property(line, fc.constantFrom(...secrets), line, (before, { text, secret }, after) => {
        expect(redactText(`${before}\n\n${text}\n\n${after}`)).not.toContain(secret);
      }),
      { numRuns: 3_000 },
    );
  });

  test('keeps harmless lines among noise-free ones', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...harmless), { maxLength: 6 }), (lines) => {
        expect(redactText(lines.join('\n'))).toBe(lines.join('\n'));
      }),
    );
  });
});

describe('secretlint', () => {
  test('finds secrets in what we planted, so its opinion counts', async () => {
    const found = await secretsFound(secrets.map(({ text }) => text).join('\n\n'));
    expect(found.length).toBeGreaterThanOrEqual(5);
  });

  test('finds none in what we let through', async () => {
    expect(await secretsFound(secrets.map(({ text }) => redactText(text)).join('\n\n'))).toEqual([]);
    expect(await secretsFound(redactText(secrets.map(({ text }) => text).join('\n\n')))).toEqual([]);
  });
});

describe('A hundred thousand characters that are made to take long', () => {
  const size = 100_000;
  const fill = (part: string): string => part.repeat(Math.ceil(size / part.length)).slice(0, size);
  // A quadratic pattern takes minutes over these, a linear one milliseconds: the time limit tells them apart.
  test.each([
    'a',
    ' ',
    '=',
    '"',
    '\\',
    "\\'",
    '\\"',
    'a=',
    'a:',
    'a.',
    'a-',
    'a@',
    'a:a@',
    'a://',
    'a://a:',
    'a:// ',
    '?',
    '?a',
    '?a=',
    '&a=&',
    '4',
    '4 ',
    '4-',
    '4111-',
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN ',
    'eyJ',
    'eyJaaaaaaaa.',
    'eyJaaaaaaaa.aaaa.',
    'Bearer ',
    'Bearer a',
    'Basic  ',
    'password',
    'password=',
    'password="',
    'password=\\"',
    'password: [',
    'Authorization: ',
    'Authorization: Digest ',
    'Cookie: a=',
    'Cookie:',
    '{"name":"password","value":',
    '--password ',
    '--a ',
    '<a>',
    '<a></',
    '<password>',
    'AKIA',
    'xoxb-',
    'xoxb-a-',
    'https://hooks.slack.com/services/',
    'sk-',
    'sk-a-',
    'SG.',
    'ghp_',
    '$2b$',
    'A1b/',
    'Aa1+'.repeat(9),
    '\u0000',
    '💥',
    '\n',
    'a\n',
    '/?a=b/',
    'aB',
    'a_',
    'token token: ',
  ])('%j, again and again', { timeout: 10_000 }, (part) => {
    expect(redactText(fill(part)).length).toBeGreaterThan(0);
    expect(redactText(`${fill(part)}!`).length).toBeGreaterThan(0);
  });
});
