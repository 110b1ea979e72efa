import { CannotInvestigate, ReadFailure } from '#playbook';
import type { ReadBack } from '#playbook';
import type { Attempt, Change } from '#store';
import { whereOf } from './calling.ts';
import type { Turn } from './workshop.ts';

/**
 * Milliseconds until AWS has certainly done with a call, or refuses it: counted by AWS's own clock, since ours may be
 * wrong, and a process that froze may send the call at any time until then.
 */
export async function untilSettled({ shop, signal }: Turn, change: Change, { deadline }: Attempt): Promise<number> {
  const now = await shop.access.time(whereOf(change), signal);
  return deadline.getTime() + shop.pace.settleMs - now.getTime();
}

/** Reads until it is there; that it is not there takes two readings some time apart. */
export async function readTwice<T extends ReadBack>({ shop, signal }: Turn, read: () => Promise<T>): Promise<T> {
  const first = await read();
  if (first.outcome === 'took-effect') return first;
  await shop.pause(shop.pace.againMs, signal);
  return read();
}

/** What was read, or the sentence why it could not be. */
export async function tryToRead<T>(read: () => Promise<T>): Promise<T | string> {
  try {
    return await read();
  } catch (error) {
    if (isBlind(error)) return error.message;
    throw error;
  }
}

/** Nothing could be seen: which says nothing about what is there. */
export function isBlind(error: unknown): error is ReadFailure | CannotInvestigate {
  return error instanceof ReadFailure || error instanceof CannotInvestigate;
}
