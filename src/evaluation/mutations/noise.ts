import type { Account } from '#simulation/account';
import { renaming } from './rename.ts';
import { joined } from './rewritten.ts';

/**
 * The account with so many others beside it in the same region: copies of all that it has, faults included, under
 * other names and ids, at the same addresses in VPCs of their own, with their logs in the same bucket. None of it has
 * to do with what is asked.
 */
export function withNeighbours(count: number): (account: Account) => Account {
  return (account) => {
    const others = Array.from({ length: count }, (_, index) => neighbour(account, index + 1));
    return others.reduce(joined, account);
  };
}

function neighbour(account: Account, number: number): Account {
  const { account: rename } = renaming(account, {
    name: (name) => `${name}-n${number}`,
    digit: (digit) => digit ^ number,
  });
  const { denies: _, faults: __, s3, ...other } = rename(account);
  const names = Object.keys(account.s3 ?? {});
  const buckets = Object.values(s3 ?? {}).map((objects, index) => [names[index] ?? '', objects] as const);
  return { ...other, s3: Object.fromEntries(buckets) };
}
