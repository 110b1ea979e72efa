import { CannotInvestigate, ReadFailure } from '#playbook';
import type { Unseen } from './handoff.ts';

/** What a source gave, and what of it could not be had. */
export interface Gathered<T> {
  readonly found: readonly T[];
  readonly unseen: readonly Unseen[];
}

/** Asks a source; what goes wrong becomes a line that names it. `log` is told of what is our own fault. */
export async function gathered<T>(
  source: string,
  where: string | null,
  ask: () => Promise<readonly T[] | Gathered<T>>,
  log: (error: unknown) => void,
): Promise<Gathered<T>> {
  try {
    const found = await ask();
    return 'unseen' in found ? found : { found, unseen: [] };
  } catch (error) {
    if (!(error instanceof ReadFailure) && !(error instanceof CannotInvestigate) && !isTimeout(error)) log(error);
    return { found: [], unseen: [{ source, where, says: reasonOf(error) }] };
  }
}

export function reasonOf(error: unknown): string {
  if (error instanceof ReadFailure) {
    const what = error.why === 'denied' && error.action !== undefined ? `${error.action} is not allowed. ` : '';
    return `${what}${sentence(error.message)}`;
  }
  if (error instanceof CannotInvestigate) return sentence(error.message);
  if (isTimeout(error)) return 'It took too long.';
  return 'Something broke in OpsMedic itself; it was logged.';
}

/** Joins what several sources of a kind gave. */
export function joined<T>(parts: readonly Gathered<T>[]): Gathered<T> {
  return { found: parts.flatMap(({ found }) => found), unseen: parts.flatMap(({ unseen }) => unseen) };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

function sentence(text: string): string {
  return /[.!?…]$/u.test(text) ? text : `${text}.`;
}
