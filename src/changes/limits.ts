import type { Config } from '#config';
import type { Limit } from '#store';
import { shortName, span } from './words.ts';

const hour = 3_600_000;

/** What one more change may not exceed, the narrowest first. */
export function limitsOf(
  {
    action,
    account,
    resources,
  }: {
    readonly action: string;
    readonly account: string;
    readonly resources: readonly string[];
  },
  { limits }: Config,
): readonly Limit[] {
  return [
    ...[...new Set(resources)].map((resource) => ({ resource, withinMs: hour, most: limits.resource })),
    { action, withinMs: hour, most: limits.action },
    { account, withinMs: hour, most: limits.account },
    { withinMs: hour, most: limits.total },
  ];
}

/** Why one more is too many, as a sentence. */
export function tooMany({ resource, action, account, withinMs, most }: Limit): string {
  const of =
    resource === undefined
      ? action === undefined
        ? account === undefined
          ? ''
          : ` in account ${account}`
        : ` by ${action}`
      : ` of ${shortName(resource)}`;
  return `That would be too many changes${of}: at most ${most} may begin within ${span(withinMs)}. Wait, or do it by hand.`;
}

/** Why somebody has to wait with one more, as a sentence. */
export function tooManyWait(most: number): string {
  const yours = most === 1 ? 'A change of yours waits' : `${most} changes of yours wait`;
  return `${yours} for approval already, which is as many as one person may have waiting: withdraw one, or wait until it is decided.`;
}
