import type { BlindSpot } from '#playbook';
import type { Client } from '#facts/aurora/client';
import { countOf, errorsOf } from '#facts/aurora/outage';
import type { Outage } from '#facts/aurora/outage';
import type { ConnectionError, Failure } from '#facts/aurora/errors';
import { clock, count, list } from '#facts/words';

/** How judges of this playbook read what clients experience: small questions with one answer each. */

/** Whether packets get lost: `unseen` where no client could be listened to, `quiet` where one was and says nothing. */
export type Loss = 'lost' | 'answered' | 'quiet' | 'unseen';

export function lossOf(outage: Outage, client: Client | null = null): Loss {
  const own = client === null ? outage.errors : outage.errors.filter((error) => error.client === client.arn);
  if (own.some(({ failure }) => failure === 'dropped')) return 'lost';
  if (own.some(({ failure }) => failure !== 'name' && failure !== 'client-pool')) return 'answered';
  const heard = outage.read.some(({ arn }) => client === null || arn === client.arn);
  if (own.length === 0 && outage.errors.length > 0 && client !== null && heard) return 'quiet';
  return heard && own.length === 0 ? 'quiet' : 'unseen';
}

/** What hid the experience of clients where it would decide: a state that they need not have noticed proves nothing. */
export function unheard({ errors, hidden }: Outage): BlindSpot | null {
  return errors.length === 0 ? hidden : null;
}

/** `12 connections of checkout got …`, with the words of one of them. */
export function told(outage: Outage, what: string, ...failures: readonly Failure[]) {
  const errors = errorsOf(outage, ...failures);
  const [first] = errors;
  if (!first) return undefined;
  return {
    says: `${count(errors.length, 'error')} of ${namesIn(errors)} since ${clock(first.at)}: ${what}`,
    quotes: quotesOf(errors),
  };
}

/** What clients say instead, for ruling something out. */
export function insteadOf(outage: Outage): string {
  const [most] = Object.entries(outage.by).toSorted(([, a], [, b]) => b - a);
  return most ? `clients report ${WORDS[most[0]] ?? most[0]}` : 'no client reports an error';
}

const WORDS: Readonly<Record<string, string>> = {
  dropped: 'timeouts',
  slow: 'slow answers',
  refused: 'refused connections',
  cut: 'connections that are cut',
  name: 'a name that is not found',
  certificate: 'a certificate they do not trust',
  'tls-required': 'that TLS is required',
  handshake: 'failed TLS handshakes',
  password: 'a refused password',
  iam: 'refused IAM authentication',
  'not-admitted': 'that they are not admitted',
  'no-database': 'a database that does not exist',
  full: 'too many connections',
  rate: 'a limited rate of connections',
  'proxy-pool': 'that the proxy has no connection for them',
  'client-pool': 'an empty pool of their own',
  'read-only': 'writes refused as read-only',
  'no-writes': 'that the database takes no more writes',
  'not-ready': 'a database that is starting or stopping',
};

export function quotesOf(errors: readonly ConnectionError[]): string[] {
  return [...new Set(errors.map(({ quote }) => quote))].slice(0, 2);
}

export function namesIn(errors: readonly ConnectionError[]): string {
  return list([...new Set(errors.map(({ clientName }) => clientName))]);
}

/** ARNs of the clients with these errors: the symptom's scope is made of the same. */
export function scopeIn(errors: readonly ConnectionError[]): string[] | undefined {
  const arns = [...new Set(errors.flatMap(({ client }) => client ?? []))];
  return arns.length > 0 ? arns : undefined;
}

/** Whether clients fail, and in none of these ways. */
export function failsOtherwise(outage: Outage, ...failures: readonly Failure[]): boolean {
  return outage.errors.length > 0 && countOf(outage, ...failures) === 0;
}

/** What clients see of a database that is not there, or not ready. */
export const ABSENT = [
  'dropped',
  'slow',
  'refused',
  'cut',
  'name',
  'not-ready',
  'read-only',
  'proxy-pool',
  'handshake',
] as const;

/** States of maintenance, of clusters and of instances. */
export const MAINTENANCE = /^(?:upgrading|maintenance|.*-maintenance)$/i;
