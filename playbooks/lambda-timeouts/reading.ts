import type { FunctionEpisode } from '#facts/lambda/episode';
import { troubleOf } from '#facts/lambda/episode';
import type { ErrorGroup, ErrorText, Failure, Failures } from '#facts/lambda/failures';
import type { FailureKind } from '#facts/lambda/invocations';
import type { Sighting } from '#playbook';
import type { Destination } from '#facts/lambda/ways';

/** How judges of this playbook read their facts: small questions with one answer each. */

/** Failed invocations that ended in one of these ways. */
export function ended(failures: Failures | null, ...kinds: FailureKind[]): readonly Failure[] {
  return (failures?.all ?? []).filter(({ kind }) => kinds.includes(kind));
}

/** The part of the symptom that this many of the failures found in the log are. */
export function shareOf(part: number, failures: Failures, episode: Sighting<FunctionEpisode>): number | undefined {
  const all = failures.all.length;
  if (all === 0) return undefined;
  const ofErrors = Math.min(1, part / all);
  if (!episode.known || episode.value.failed === 0) return ofErrors;
  const errors = troubleOf(episode.value, 'errors')?.count ?? 0;
  return errors === 0 ? ofErrors : ofErrors * (errors / episode.value.failed);
}

/** The part of the symptom that throttles are. */
export function throttledShare(episode: FunctionEpisode): number {
  const throttles = troubleOf(episode, 'throttles')?.count ?? 0;
  return episode.failed === 0 ? 0 : throttles / episode.failed;
}

/**
 * When the first of them began, where all were read: the newest of many do not tell. Metrics count an invocation at its
 * beginning too.
 */
export function beginOf(
  some: readonly { readonly at: Date; readonly durationMs?: number | null }[],
  { cut }: { readonly cut: boolean },
): Date | undefined {
  const begins = some.map(({ at, durationMs }) => at.getTime() - (durationMs ?? 0));
  return cut || begins.length === 0 ? undefined : new Date(Math.min(...begins));
}

const FEW = 0.05;

/** Too small a part of the failures to be what they are about: an old ailment, mostly. */
export function isFew(some: readonly unknown[], { all }: Failures): boolean {
  return some.length < FEW * all.length;
}

/** At most three lines that tell, each once: sentences before figures. */
export function quotesOf(failures: readonly Failure[]): readonly string[] {
  const all = [...new Set(failures.flatMap(({ quotes }) => quotes))];
  const isReport = (quote: string) => Number(/^(?:REPORT|\{)/.test(quote));
  return all.toSorted((a, b) => isReport(a) - isReport(b)).slice(0, 3);
}

const NETWORK: ReadonlySet<ErrorText['kind']> = new Set([
  'timeout',
  'refused',
  'reset',
  'unreachable',
  'dns',
  'no-answer',
  'tls',
]);

/** What failures told of the network. */
export function networkGroups({ groups }: Failures): readonly ErrorGroup[] {
  return groups.filter(({ error: { kind } }) => NETWORK.has(kind));
}

/** `secretsmanager (secretsmanager.eu-west-1.amazonaws.com)`, or the name alone. */
export function nameOf({ name, service }: Destination): string {
  return service === null || service === name ? name : `${name} (${service})`;
}
