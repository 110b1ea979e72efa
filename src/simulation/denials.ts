import { reads } from '#aws/reads';
import type { Account } from './account.ts';
import { fitsGlob } from './globs.ts';

/** The IAM action an operation needs. */
export function actionOf(service: string, operation: string): string {
  const actions: Readonly<Record<string, Readonly<Record<string, string>>>> = reads;
  return actions[service]?.[operation] ?? `${service}:${operation}`;
}

/** Whether the account's role lacks a permission. GetCallerIdentity needs none and cannot be denied (STS API Reference). */
export function isDenied(account: Account, action: string): boolean {
  return action !== 'sts:GetCallerIdentity' && (account.denies ?? []).some((denied) => fitsGlob(denied, action));
}
