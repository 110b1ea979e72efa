import type { Account } from './account.ts';

/**
 * A changed account with the metrics and the access logs of a world in which the trouble has ended: what is seen some
 * minutes after a change that helped. `calm` is that world as it is at `now`.
 */
export function calmed(changed: Account, calm: Account, now: Date): Account {
  return {
    ...changed,
    metrics: (calm.metrics ?? []).map((series) => ({ ...series, until: series.until ?? now })),
    s3: calm.s3 ?? {},
  };
}
