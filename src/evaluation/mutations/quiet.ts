import type { Account } from '#simulation/account';
import { withLogs } from './logs.ts';
import { withSeries } from './metrics.ts';

/** Counts of failures, of the load balancer as a whole, its zones and its target groups. */
const FAILURES =
  /^(HTTPCode_(ELB|Target)_5\w*_Count|HTTPCode_ELB_50\d_Count|Target(Connection|TLSNegotiation)ErrorCount|HTTP_Fixed_Response_Count|RejectedConnectionCount|Lambda(User|Internal)Error|ELBAuth(Error|Failure)|UnhealthyRoutingRequestCount)$/;

/**
 * The same account in which every request was answered: what was wrong with its set-up still is, and what was said
 * about it, but no one has noticed anything.
 */
export function unharmed(account: Account): Account {
  const counted = withSeries((series) =>
    FAILURES.test(series.metric) ? { ...series, values: series.values.map(() => null) } : series,
  )(account);
  return withLogs(counted, (lines) => lines.map(answered));
}

/** Fields 9 and 10 are the statuses for the client and from the target. */
function answered(line: string): string {
  const [type, time, balancer, client, target, request, wait, response, status, ...rest] = line.split(' ');
  if (!status?.startsWith('5')) return line;
  return [type, time, balancer, client, target, request, wait, response, '200', '200', ...rest.slice(1)].join(' ');
}
