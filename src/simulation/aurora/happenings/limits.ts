import type { Account, Fault } from '../../account.ts';
import type { Happening } from '../model.ts';

/** The role may not use these actions. */
export function denied(...actions: readonly string[]): Happening {
  return ({ shop }) => {
    shop.denies.push(...actions);
  };
}

/** AWS answers as said. */
export function faulty(...faults: readonly Fault[]): Happening {
  return ({ shop }) => {
    shop.faults.push(...faults);
  };
}

/** Pages of lists are cut to so many items. */
export function pagesOf(size: number): Happening {
  return ({ shop }) => {
    shop.history.pageSize = size;
  };
}

/** A part of the account that the estate knows nothing of. */
export function also(part: Partial<Account>): Happening {
  return (estate) => {
    estate.more.part = { ...estate.more.part, ...part };
  };
}
