import { describe, expect, test } from 'vitest';
import { parsePress, serializePress } from '../../src/slack/press.ts';
import type { Press } from '../../src/slack/press.ts';

describe('the value of a button', () => {
  test.each<Press>([
    { do: 'rerun', id: 'inv_01KAM3ZX2Q8Y5V7T9R4N6P0WBC' },
    { do: 'run', command: 'diagnose alb-502 checkout', thread: null },
    { do: 'run', command: 'diagnose alb-502 checkout', thread: '1700000000.000100' },
  ])('comes back as it was: %j', (press) => {
    expect(parsePress(serializePress(press))).toEqual(press);
  });

  test.each([
    [undefined],
    [''],
    ['{'],
    ['null'],
    ['[]'],
    ['{"do":"rerun"}'],
    ['{"do":"rerun","id":"../../etc"}'],
    ['{"do":"rerun","id":"inv_1","also":"this"}'],
    ['{"do":"approve","id":"inv_1"}'],
    ['{"do":"run","command":"","thread":null}'],
    ['{"do":"run","command":"diagnose","thread":"<!channel>"}'],
    [`{"do":"run","command":"${'x'.repeat(1600)}","thread":null}`],
    ['{"__proto__":{"do":"rerun","id":"inv_1"}}'],
  ])('is refused when it is %j', (value) => {
    expect(parsePress(value)).toBeNull();
  });
});
