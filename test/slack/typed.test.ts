import { describe, expect, test } from 'vitest';
import { wordsTyped } from '../../src/slack/typed.ts';

describe('what people type', () => {
  test.each([
    ['diagnose alb-502 checkout', ['diagnose', 'alb-502', 'checkout']],
    ['  <@U0BOT>   Diagnose\u00A0alb-502  ', ['diagnose', 'alb-502']],
    ['<@U0BOT|opsmedic> /diagnose alb-502', ['diagnose', 'alb-502']],
    ['“alb-502” ‘checkout prod’', ['alb-502', 'checkout prod']],
    ['`alb-502 checkout`', ['alb-502', 'checkout']],
    ['```alb-502```', ['alb-502']],
    ['alb‑502 checkout–prod', ['alb-502', 'checkout-prod']],
    ['alb-502 —since 30m', ['alb-502', '—since', '30m']],
    ['ａｌｂ-502', ['alb-502']],
    ['al\u200Bb-502', ['alb-502']],
    [
      'alb-502 <http://web-1.eu-west-1.elb.amazonaws.com|web-1.eu-west-1.elb.amazonaws.com>',
      ['alb-502', 'web-1.eu-west-1.elb.amazonaws.com'],
    ],
    ['alb-502 <https://web.example/path>', ['alb-502', 'https://web.example/path']],
    ['alb-502 R&amp;D', ['alb-502', 'R&D']],
    ['alb-502 subject="a b"', ['alb-502', 'subject=a b']],
    ['alb-502 ana’s', ['alb-502', 'ana’s']],
    ['/', []],
    ['', []],
    ['<@U0BOT>', []],
  ])('%j is %j', (text, words) => {
    expect(wordsTyped(text, 'U0BOT')).toEqual(words);
  });

  test('a mention of somebody else stays, so that it is not taken for nothing', () => {
    expect(wordsTyped('<@U0BOB> alb-502', 'U0BOT')).toEqual(['<@u0bob>', 'alb-502']);
  });
});
