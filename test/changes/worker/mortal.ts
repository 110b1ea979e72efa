import type { ChangesStore } from '#store';
import type { AwsAccess } from '../../../src/changes/aws-access.ts';
import type { Workshop } from '../../../src/changes/worker/workshop.ts';

/**
 * How a process ends at one of its dealings with the outside: just before it, just after it but before its answer is
 * known, or frozen just before it, to go on when everybody else is done.
 */
export type Ending = 'before' | 'after' | 'frozen';

/** Nothing that the process does reaches anybody any more. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** A process that ends at its n-th dealing with the database or with AWS, counted from 1. */
export class Mortal {
  dealings = 0;
  readonly #at: number;
  readonly #ending: Ending;
  #over = false;
  readonly #ended = Promise.withResolvers<void>();
  readonly #thawed = Promise.withResolvers<void>();

  constructor(at: number, ending: Ending) {
    this.#at = at;
    this.#ending = ending;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Resolves when it has died, or is frozen. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  thaw(): void {
    this.#thawed.resolve();
  }

  /** Its means: those of a living process, as long as it lives. */
  means(shop: Workshop): Workshop {
    const { access, pause } = shop;
    return {
      ...shop,
      store: this.#through(shop.store),
      access: {
        mayChange: access.mayChange,
        trial: access.trial,
        partition: access.partition,
        time: (...asked) => this.#deal(() => access.time(...asked)),
        reader: async (...asked) => {
          const reader = await access.reader(...asked);
          return (...read) => this.#deal(() => reader(...read));
        },
        writer: async (...asked): ReturnType<AwsAccess['writer']> => {
          const writer = await this.#deal(() => access.writer(...asked));
          return { ...writer, write: (...call) => this.#deal(() => writer.write(...call)) };
        },
      },
      pause: (...waited) => (this.#isDead ? Promise.reject(new Died()) : pause(...waited)),
    };
  }

  get #isDead(): boolean {
    return this.#over && this.#ending !== 'frozen';
  }

  #through(store: ChangesStore): ChangesStore {
    return new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) => this.#deal(() => Reflect.apply(method, target, given) as Promise<unknown>);
      },
    });
  }

  async #deal<T>(deal: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Died();
    this.dealings++;
    if (this.dealings !== this.#at) return deal();
    this.#over = true;
    if (this.#ending === 'after') await deal().catch(() => {});
    this.#ended.resolve();
    if (this.#ending !== 'frozen') throw new Died();
    await this.#thawed.promise;
    return deal();
  }
}
