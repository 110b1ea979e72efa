import type { Account } from '#simulation/account';
import { dice } from '#simulation/shop/dice';
import { withLogs } from './logs.ts';
import { rewritten } from './rewritten.ts';

/** Lists whose order is what they say. */
const ORDERED = ['values', 'command', 'entryPoint', 'faults', 'lines'];

/** Every list in another order, the lines of each log file as well: AWS promises none. */
export function shuffled(seed: string): (account: Account) => Account {
  return (account) => {
    const mixed = rewritten(account, (value, name) =>
      Array.isArray(value) && !ORDERED.includes(name) ? inDisorder(value, `${seed}/${name}/${value.length}`) : value,
    );
    return withLogs(mixed, (lines) => inDisorder(lines, `${seed}/${lines.length}`));
  };
}

/** Fisher and Yates, with seeded dice. */
export function inDisorder<T>(items: readonly T[], seed: string): T[] {
  const chance = dice(seed);
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = chance.int(0, last);
    const [a, b] = [mixed[last], mixed[other]];
    if (a === undefined || b === undefined) continue;
    mixed[last] = b;
    mixed[other] = a;
  }
  return mixed;
}
