import type { AnyAwsRead, Gathering } from './service.ts';
import { startWork } from './work.ts';
import type { Attempted } from './work.ts';

/** Makes the call itself, for one ask or for many that were merged. */
export type MakeCall = (
  call: AnyAwsRead,
  input: unknown,
  signal: AbortSignal,
  attempted: Attempted,
) => Promise<unknown>;

/** An ask that waits for the others of its tick. */
interface Ask {
  readonly input: unknown;
  readonly signal: AbortSignal;
  readonly attempted: Attempted;
  readonly whole: PromiseWithResolvers<unknown>;
}

/**
 * Wraps a way to make calls so that asks which may travel together become one call: those of the same call and key
 * that are made before the event loop turns. Each ask may leave early; the call ends when all have.
 */
export function gathered(makeCall: MakeCall): MakeCall {
  const waiting = new Map<AnyAwsRead, Map<string, Ask[]>>();

  const depart = (call: AnyAwsRead, gathering: Gathering<unknown, unknown>, key: string) => {
    const all = waiting.get(call)?.get(key) ?? [];
    waiting.get(call)?.delete(key);
    for (const { signal, whole } of all) if (signal.aborted) whole.reject(signal.reason);
    const asks = all.filter(({ signal }) => !signal.aborted);
    if (asks.length === 0) return;
    const merged = gathering.merge(asks.map(({ input }) => input));
    const work = startWork((signal) =>
      makeCall(call, merged, signal, (throttled) => asks.forEach(({ attempted }) => attempted(throttled))),
    );
    for (const { signal, whole } of asks) work.join(signal).then(whole.resolve, whole.reject);
  };

  return async (call, input, signal, attempted) => {
    const gathering = call.gathering as Gathering<unknown, unknown> | null;
    if (gathering === null) return makeCall(call, input, signal, attempted);
    const key = gathering.key(input);
    const byKey = waiting.get(call) ?? new Map<string, Ask[]>();
    waiting.set(call, byKey);
    const asks = byKey.get(key) ?? [];
    if (asks.length === 0) setImmediate(depart, call, gathering, key);
    byKey.set(key, asks);
    const whole = Promise.withResolvers<unknown>();
    asks.push({ input, signal, attempted, whole });
    return gathering.part(await whole.promise, input);
  };
}
