import { once } from '#engine';
import type { Source } from '#engine';
import { CannotInvestigate, ReadFailure } from '#playbook';
import type { Candidate, CandidateSource, Place, Read, Reader, SubjectKind } from '#playbook';

/** Where to look. */
export interface Surroundings {
  readonly place: Place;
  readonly accountName: string | null;
  readonly read: Reader;
  readonly signal: AbortSignal;
  readonly now: Date;
  /** Milliseconds after which the search gives up. */
  readonly withinMs: number;
}

/** A source that could not be asked, and why. */
export interface Unlisted {
  readonly title: string;
  readonly failure: ReadFailure;
}

/** The reads of one search: remembers what failed and which calls were made, and asks nothing twice. */
export class Search {
  readonly sources: Source[] = [];
  readonly #failures = new Map<CandidateSource, ReadFailure>();
  readonly #kind: SubjectKind;
  readonly #where: Surroundings;
  readonly #signal: AbortSignal;
  readonly #read: Reader;

  constructor(kind: SubjectKind, where: Surroundings) {
    this.#kind = kind;
    this.#where = where;
    this.#signal = AbortSignal.any([where.signal, AbortSignal.timeout(where.withinMs)]);
    this.#read = once(this.#noting(where.read));
  }

  /** Candidates of one source; none when they could not be listed. */
  async list(source: CandidateSource, typed: string): Promise<readonly Candidate[]> {
    const { now, place } = this.#where;
    const unseen = (failure: ReadFailure): void => this.#missed(source, failure);
    try {
      const listing = source.list(typed, { read: this.#reading(source), signal: this.#signal, now, place, unseen });
      return await Promise.race([listing, this.#tooLate()]);
    } catch (error) {
      if (error instanceof CannotInvestigate) throw error;
      this.#where.signal.throwIfAborted();
      this.#missed(source, error instanceof ReadFailure ? error : new ReadFailure('bug', String(error)));
      return [];
    }
  }

  failureOf(source: CandidateSource | undefined): ReadFailure | undefined {
    return source && this.#failures.get(source);
  }

  unlisted(): readonly Unlisted[] {
    return [...this.#failures].map(([{ title }, failure]) => ({ title, failure }));
  }

  #missed(source: CandidateSource, failure: ReadFailure): void {
    if (!this.#failures.has(source)) this.#failures.set(source, failure);
  }

  #reading(source: CandidateSource): Read {
    return async (call, input) => {
      if (!source.reads.includes(call)) throw new TypeError(`${source.title} asked ${call.id} without declaring it`);
      return (await this.#read(call, input, this.#signal)).value;
    };
  }

  #noting(read: Reader): Reader {
    return async (call, input, signal) => {
      const answer = await read(call, input, signal);
      const { at, ms, attempts } = answer;
      this.sources.push({ action: call.action, call: call.id, at: at.toISOString(), ms, attempts });
      return answer;
    };
  }

  #tooLate(): Promise<never> {
    const { promise, reject } = Promise.withResolvers<never>();
    const give = (): void => reject(new ReadFailure('timeout', `listing every ${this.#kind.title} took too long`));
    if (this.#signal.aborted) give();
    else this.#signal.addEventListener('abort', give, { once: true });
    return promise;
  }
}
