import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip, layout, mrkdwn, plain } from '../../src/slack/escape.ts';
import { hostileText, secrets } from './support/hostile.ts';

describe('text for fields that Slack parses', () => {
  test.each([
    ['<!channel> & <@U0BOB>', '&lt;!channel&gt; &amp; &lt;@U0BOB&gt;'],
    ['see https://evil.example/x', 'see https: //evil.example/x'],
    ['a ```code``` b', "a 'code' b"],
    ['one `word`', 'one `word`'],
    ['two\nlines\tand  spaces ', 'two lines and spaces'],
    ['\u001B[31mred\u001B[0m \u202Etxt.exe', 'red txt.exe'],
    ['a\u200Bb\uFEFFc\u00ADd', 'abcd'],
    ['half \uD83D of an emoji', 'half � of an emoji'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
  ])('%j becomes %j', (text, expected) => {
    expect(mrkdwn(text, 100)).toBe(expected);
  });

  test('is never cut inside an entity', () => {
    expect(mrkdwn('<<<<', 11)).toBe('&lt;&lt;…');
    expect(mrkdwn('<<<<', 16)).toBe('&lt;&lt;&lt;&lt;');
  });

  test('cannot be parsed as markup, whatever it was', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 200 }), (text, limit) => {
        const shown = mrkdwn(text, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(shown).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)|``|:\/\//u);
        expect(shown.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('text for fields that Slack shows as it is', () => {
  test('keeps its lines and tabs where layout matters', () => {
    expect(layout('a\r\n\tb\rc\u0007d', 100)).toBe('a\n\tb\nc d');
  });

  test('is one line elsewhere', () => {
    expect(plain('a\n  b', 100)).toBe('a b');
  });

  test('holds no secret, even one with invisible characters strewn in', () => {
    const hidden = secrets[0].split('').join('\u200B');
    expect(plain(`key ${hidden} used`, 100)).not.toContain(secrets[0]);
  });

  test('holds no half of a secret where it is cut', () => {
    const text = `${'x'.repeat(80)} ${secrets[0]}`;
    for (const limit of [85, 90, 95]) expect(plain(text, limit)).not.toContain(secrets[0].slice(0, 3));
  });
});

describe('clipping', () => {
  test('does not cut an emoji in half', () => {
    expect(clip('ab🚀cd', 4)).toBe('ab…');
    expect(clip('ab🚀', 4)).toBe('ab🚀');
  });
});
