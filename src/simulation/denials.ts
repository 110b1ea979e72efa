import type { Account } from './account.ts';
import { fitsGlob } from './globs.ts';

/** Whether the account's role lacks a permission. GetCallerIdentity needs none and cannot be denied (STS API Reference). */
export function isDenied(account: Account, action: string): boolean {
  return action !== 'sts:GetCallerIdentity' && (account.denies ?? []).some((denied) => fitsGlob(denied, action));
}
