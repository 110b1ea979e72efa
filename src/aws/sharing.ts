import { startWork } from './work.ts';
import type { Attempted, Work } from './work.ts';

/** Gives the one work for what is asked: the one under way or lately done, else a new one. */
export type Share<T> = (
  call: object,
  input: unknown,
  run: (signal: AbortSignal, attempted: Attempted) => Promise<T>,
) => Work<T>;

interface Kept<T> {
  readonly work: Work<T>;
  /** When it was done, in milliseconds of the epoch; null before. */
  doneAt: number | null;
}

/**
 * Lets simultaneous investigations share reads: the same call with the same input is made once, and its answer is
 * handed out for `forMs` milliseconds more. Failures are not: who asks next may be luckier.
 */
export function createSharing<T>(now: () => Date, forMs: number): Share<T> {
  const kept = new Map<object, Map<string, Kept<T>>>();
  const isFresh = ({ work, doneAt }: Kept<T>) => {
    const state = work.state();
    return state === 'under way' || (state === 'done' && (doneAt === null || now().getTime() - doneAt < forMs));
  };
  const sweep = () => {
    for (const [call, works] of kept) {
      for (const [key, one] of works) if (!isFresh(one)) works.delete(key);
      if (works.size === 0) kept.delete(call);
    }
  };
  return (call, input, run) => {
    sweep();
    const works = kept.get(call) ?? new Map<string, Kept<T>>();
    kept.set(call, works);
    const key = inputKey(input);
    const known = works.get(key);
    if (known) return known.work;
    const one: Kept<T> = {
      work: startWork(async (signal, attempted) => {
        const answer = await run(signal, attempted);
        one.doneAt = now().getTime();
        return answer;
      }),
      doneAt: null,
    };
    works.set(key, one);
    return one.work;
  };
}

/** One text for equal inputs, whatever the order of their members. */
export function inputKey(input: unknown): string {
  return JSON.stringify(input, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : value,
  );
}
