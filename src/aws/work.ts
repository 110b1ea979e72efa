/** Reports that an attempt is over, and whether AWS throttled it. */
export type Attempted = (throttled: boolean) => void;

/** Work that several askers wait for. It is given up only when all of them have. */
export interface Work<T> {
  /** Resolves or rejects with the work, or rejects with the signal's reason as soon as that aborts. */
  readonly join: (signal: AbortSignal) => Promise<T>;
  /** `lost` once all askers have gone before the end: nobody may join any more. */
  readonly state: () => 'under way' | 'done' | 'failed' | 'lost';
  /** What it has taken so far; `throttled` tells of the last attempt. */
  readonly effort: Readonly<Effort>;
}

interface Effort {
  attempts: number;
  throttled: boolean;
}

export function startWork<T>(run: (signal: AbortSignal, attempted: Attempted) => Promise<T>): Work<T> {
  const controller = new AbortController();
  const effort: Effort = { attempts: 0, throttled: false };
  let state: ReturnType<Work<T>['state']> = 'under way';
  let askers = 0;
  const settle = (next: 'done' | 'failed') => {
    if (state === 'under way') state = next;
  };
  const outcome = run(controller.signal, (throttled) => {
    effort.attempts++;
    effort.throttled = throttled;
  });
  outcome.then(
    () => settle('done'),
    () => settle('failed'),
  );
  return {
    effort,
    state: () => state,
    join: async (signal) => {
      signal.throwIfAborted();
      askers++;
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const leave = () => {
        askers--;
        if (askers === 0 && state === 'under way') {
          state = 'lost';
          controller.abort(signal.reason);
        }
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      outcome.then(resolve, reject);
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
  };
}
