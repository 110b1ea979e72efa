import type { Account, Fault } from './account.ts';
import { fitsGlob } from './globs.ts';

/** What is to go wrong with one call; `kind` is undefined when it is only late. */
export interface Strike {
  readonly kind: Fault['kind'] | undefined;
  readonly delayMs: number;
}

/** Decides which faults of an account strike a call. It counts calls, so that a fault can hit only some of them. */
export class FaultCounter {
  readonly #seen = new Map<Fault, number>();

  strike({ faults = [] }: Account, service: string, operation: string): Strike {
    let delayMs = 0;
    for (const fault of faults) {
      if (fault.service !== undefined && !fitsGlob(fault.service, service)) continue;
      if (fault.operation !== undefined && !fitsGlob(fault.operation, operation)) continue;
      const count = (this.#seen.get(fault) ?? 0) + 1;
      this.#seen.set(fault, count);
      if (fault.first !== undefined && count > fault.first) continue;
      if (fault.every !== undefined && count % fault.every !== 0) continue;
      if (fault.delayMs === undefined) return { kind: fault.kind, delayMs };
      delayMs += fault.delayMs;
    }
    return { kind: undefined, delayMs };
  }

  reset(): void {
    this.#seen.clear();
  }
}
