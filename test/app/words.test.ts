import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteWord, sortWords, splitWords } from '../../src/app/words.ts';

const specs = { since: 'value', region: 'value', json: 'flag' } as const;

function sorted(line: string) {
  const { positionals, options } = sortWords(splitWords(line), specs);
  return { positionals, options: Object.fromEntries(options) };
}

describe('splitting a line', () => {
  test.each([
    ['alb-502 checkout prod', ['alb-502', 'checkout', 'prod']],
    ['  alb-502\u00a0 checkout\t', ['alb-502', 'checkout']],
    ['a "checkout prod" b', ['a', 'checkout prod', 'b']],
    ['a “checkout prod” b', ['a', 'checkout prod', 'b']],
    ['a „checkout prod“ b', ['a', 'checkout prod', 'b']],
    ['a ‘checkout prod’ b', ['a', 'checkout prod', 'b']],
    ["ana's load balancer", ["ana's", 'load', 'balancer']],
    ['subject=“checkout prod” since=1h', ['subject=checkout prod', 'since=1h']],
    ['a “never closed', ['a', 'never closed']],
    ['a "" b', ['a', '', 'b']],
    ['\u200balb-502\u2060', ['alb-502']],
    ['', []],
  ])('%j', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  test('a quoted word is read as one word again, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (word) => {
        const plain = word.replaceAll(/["“”„‟«»\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '');
        fc.pre(plain !== '');
        expect(splitWords(`a ${quoteWord(plain)} b`)).toEqual(['a', plain, 'b']);
      }),
    );
  });
});

describe('sorting words', () => {
  test.each([
    'alb-502 checkout since=30m --json',
    'alb-502 checkout --since 30m --json',
    'alb-502 --since=30m checkout --JSON',
    'alb-502 checkout —since 30m —json',
    'alb-502 checkout –since=“30m” –json',
    'alb-502 checkout -since 30m json=yes',
    'Since=30m alb-502 json=true checkout',
  ])('%s', (line) => {
    expect(sorted(line)).toEqual({ positionals: ['alb-502', 'checkout'], options: { since: '30m', json: 'true' } });
  });

  test('what follows -- is taken as it stands', () => {
    expect(sorted('a -- --since b=c').positionals).toEqual(['a', '--since', 'b=c']);
  });

  test('a flag can be switched off', () => {
    expect(sorted('a json=no').options).toEqual({});
  });

  test('addresses and ARNs are no options', () => {
    const words = ['https://shop.example.com/?a=b', 'arn:aws:x:y:123456789012:z'];
    expect(sorted(words.join(' ')).positionals).toEqual(words);
  });

  test('a name of JavaScript itself is no option', () => {
    expect(sorted('a __proto__=1').positionals).toEqual(['a', '__proto__=1']);
  });

  test.each([
    ['a snice=1h', 'There is no option “snice”: did you mean “since”?'],
    ['a --regoin x', 'There is no option “regoin”: did you mean “region”?'],
    ['a wibble=1', 'There is no option “wibble”: there is since, region, json.'],
    ['a constructor=1', 'There is no option “constructor”: there is since, region, json.'],
    ['a --since', '“since” needs a value: since=….'],
    ['a --since --json', '“since” needs a value: since=….'],
    ['a since=1h since=2h', '“since” was given twice.'],
    ['a json=perhaps', '“json” takes no value.'],
  ])('%s', (line, says) => {
    expect(() => sorted(line)).toThrow(expect.objectContaining({ name: 'UsageError', message: says }));
  });
});
