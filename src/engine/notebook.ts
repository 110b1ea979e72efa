import { CannotInvestigate, ReadFailure } from '#playbook';
import type { AnyReadCall, BlindSpot, Fact, Given, Inputs, Place, ReadCall, Reader, Sighting } from '#playbook';
import { distinct, toBlindSpot, undeclared } from './blind-spots.ts';
import { once } from './reads.ts';
import type { Source } from './report.ts';

/** What became of one fact: its sighting, how long it took in milliseconds, and the calls it rests on. */
export interface FactRecord {
  readonly fact: Fact<unknown>;
  readonly sighting: Sighting<unknown>;
  readonly ms: number;
  readonly sources: readonly Source[];
  /** Parts of it that could not be seen although the rest could. */
  readonly partial: readonly BlindSpot[];
}

export interface NotebookOptions {
  readonly given: readonly Given[];
  readonly read: Reader;
  readonly place: Place;
  readonly now: Date;
  /** Aborts when time is up: what is not known by then becomes a blind spot `timeout`. */
  readonly deadline: AbortSignal;
  readonly clock: () => Date;
  readonly onRecord: (record: FactRecord) => void;
}

/** Learns each fact at most once, everything as early as its inputs allow, and remembers where each came from. */
export class Notebook {
  readonly #pages = new Map<Fact<unknown>, Promise<Sighting<unknown>>>();
  readonly #records = new Map<Fact<unknown>, FactRecord>();
  readonly #options: NotebookOptions;
  readonly #read: Reader;
  readonly #timeUp: Promise<never>;

  constructor(options: NotebookOptions) {
    this.#options = options;
    this.#read = once(options.read);
    this.#timeUp = whenAborted(options.deadline, 'there was no time left to read it');
    for (const [fact, value] of options.given) {
      const sighting: Sighting<unknown> = { known: true, value };
      this.#note({ fact, sighting, ms: 0, sources: [], partial: [] });
      this.#pages.set(fact, Promise.resolve(sighting));
    }
  }

  /** Never rejects for a read that fails; rejects with `CannotInvestigate` when nothing can be read at all. */
  learn<T>(fact: Fact<T>): Promise<Sighting<T>> {
    let page = this.#pages.get(fact);
    if (!page) {
      page = this.#learn(fact);
      this.#pages.set(fact, page);
    }
    return page as Promise<Sighting<T>>;
  }

  /** All the inputs, or the first thing that hid one that cannot be done without. */
  async gather(inputs: Inputs): Promise<Sighting<Record<string, unknown>>> {
    const sightings = await Promise.all(
      Object.entries(inputs).map(async ([name, input]) => {
        const optional = 'maybe' in input;
        return { name, optional, sighting: await this.learn(optional ? input.maybe : input) };
      }),
    );
    const value: Record<string, unknown> = {};
    for (const { name, optional, sighting } of sightings) {
      if (!optional && !sighting.known) return sighting;
      value[name] = optional || !sighting.known ? sighting : sighting.value;
    }
    return { known: true, value };
  }

  record(fact: Fact<unknown>): FactRecord | undefined {
    return this.#records.get(fact);
  }

  /** In the order of these facts: which became known first says nothing, and must not change a report. */
  records(order: readonly Fact<unknown>[]): readonly FactRecord[] {
    return order.flatMap((fact) => this.#records.get(fact) ?? []);
  }

  /** What could not be seen; a fact that only lacked an input that is itself a blind spot is not counted again. */
  blindSpots(order: readonly Fact<unknown>[]): BlindSpot[] {
    return distinct(
      this.records(order).flatMap(({ sighting, partial }) => [...(sighting.known ? [] : [sighting.blind]), ...partial]),
    );
  }

  async #learn(fact: Fact<unknown>): Promise<Sighting<unknown>> {
    const inputs = await this.gather(fact.from);
    if (!inputs.known) {
      this.#note({ fact, sighting: inputs, ms: 0, sources: [], partial: [] });
      return inputs;
    }
    const { now, place, clock, deadline } = this.#options;
    const started = clock().getTime();
    const sources: Source[] = [];
    const partial: BlindSpot[] = [];
    const done = new AbortController();
    const signals = [deadline, done.signal];
    if (fact.withinMs !== undefined) signals.push(AbortSignal.timeout(fact.withinMs));
    const signal = AbortSignal.any(signals);
    const unanswered = new Set<AnyReadCall>();
    const sighting = await this.#attempt(fact, unanswered, async () => {
      if (!fact.learn) throw new ReadFailure('absent', `${fact.title} was not given`);
      const value = await Promise.race([
        fact.learn(inputs.value as never, {
          now,
          place,
          signal,
          read: this.#reading(fact, sources, unanswered, signal),
          unseen: (failure) => partial.push(toBlindSpot(fact.id, failure)),
        }),
        this.#timeUp,
        ...(fact.withinMs === undefined
          ? []
          : [whenAborted(signal, `it took longer than ${fact.withinMs / 1000} seconds`)]),
      ]);
      return value;
    });
    done.abort();
    this.#note({ fact, sighting, ms: clock().getTime() - started, sources, partial });
    return sighting;
  }

  async #attempt(
    fact: Fact<unknown>,
    unanswered: ReadonlySet<AnyReadCall>,
    learn: () => Promise<unknown>,
  ): Promise<Sighting<unknown>> {
    try {
      return { known: true, value: await learn() };
    } catch (error) {
      if (error instanceof CannotInvestigate) throw error;
      const blind = toBlindSpot(fact.id, error);
      // Time ran out on us: what was being waited for is what a person has to look at.
      const [waiting] = unanswered;
      const named = blind.action || blind.why !== 'timeout' || !waiting;
      return { known: false, blind: named ? blind : { ...blind, action: waiting.action } };
    }
  }

  #reading(fact: Fact<unknown>, sources: Source[], unanswered: Set<AnyReadCall>, signal: AbortSignal) {
    return async <I, O>(call: ReadCall<I, O>, input: I): Promise<O> => {
      if (!declares(fact, call)) throw undeclared(fact.id, call);
      const at = this.#options.clock();
      const source = { action: call.action, call: call.id, at: at.toISOString() };
      unanswered.add(call);
      try {
        const answer = await this.#read(call, input, signal);
        unanswered.delete(call);
        sources.push({ ...source, at: answer.at.toISOString(), ms: answer.ms, attempts: answer.attempts });
        return answer.value;
      } catch (error) {
        sources.push({ ...source, ms: this.#options.clock().getTime() - at.getTime(), attempts: 1 });
        throw error;
      }
    };
  }

  #note(record: FactRecord): void {
    this.#records.set(record.fact, record);
    this.#options.onRecord(record);
  }
}

function declares(fact: Fact<unknown>, call: AnyReadCall): boolean {
  return fact.reads.includes(call);
}

function whenAborted(signal: AbortSignal, says: string): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    const give = () => reject(new ReadFailure('timeout', says));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
  aborted.catch(() => {});
  return aborted;
}
