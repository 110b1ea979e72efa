/** One call as the simulation saw it. Times are milliseconds since the record began. */
export interface RecordedCall {
  readonly n: number;
  readonly startMs: number;
  /** Null while it is not answered. */
  endMs: number | null;
  /** Calls under way at its start, itself included. */
  readonly inFlight: number;
  service: string;
  operation: string;
  account: string;
  region: string;
  accessKeyId: string;
  /** ARN of whoever holds the key. */
  caller: string;
  input: unknown;
  /** It changed the account, whatever became of the answer. */
  wrote: boolean;
  status: number | null;
  /** The error's code, or the kind of a fault that left no error. */
  error: string | null;
  /** The simulation had no answer for it. */
  unmatched: boolean;
}

interface RecordSummary {
  readonly calls: number;
  /** From the first call's start to the last one's end. */
  readonly wallMs: number;
  readonly maxInFlight: number;
  /** The longest run of calls each begun after the one before had ended: how deep the caller's dependencies looked. */
  readonly serialDepth: number;
  readonly serialChain: readonly string[];
  readonly errors: number;
  readonly unmatched: readonly string[];
  /** Operations that would have changed something. A diagnosis must leave this empty. */
  readonly mutations: readonly string[];
  /** How often each was called, by `service.Operation`. */
  readonly byOperation: Readonly<Record<string, number>>;
}

export interface SimulationRecord {
  readonly calls: readonly RecordedCall[];
  readonly summary: RecordSummary;
}

/** Keeps what was called and when. */
export class Recorder {
  #calls: RecordedCall[] = [];
  readonly #open = new Set<RecordedCall>();
  readonly #clock: () => number;
  #epoch: number;

  /** `clock` gives milliseconds since whenever, steadily. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#epoch = clock();
  }

  begin(): RecordedCall {
    const call: RecordedCall = {
      n: this.#calls.length + 1,
      startMs: this.#now(),
      endMs: null,
      inFlight: this.#open.size + 1,
      service: '',
      operation: '',
      account: '',
      region: '',
      accessKeyId: '',
      caller: '',
      input: undefined,
      wrote: false,
      status: null,
      error: null,
      unmatched: false,
    };
    this.#calls.push(call);
    this.#open.add(call);
    return call;
  }

  end(call: RecordedCall): void {
    if (this.#open.delete(call)) call.endMs = this.#now();
  }

  record(): SimulationRecord {
    const calls = this.#calls.map((call) => ({ ...call }));
    return { calls, summary: summarise(calls) };
  }

  reset(): void {
    this.#calls = [];
    this.#open.clear();
    this.#epoch = this.#clock();
  }

  #now(): number {
    return this.#clock() - this.#epoch;
  }
}

/** Requests of services that are not simulated are known by method and path where nothing better names them. */
const reading =
  /^(GET |HEAD |Describe|Get|List|Lookup|Batch(Get|Check)|Search|Filter|Head|Query$|Scan$|Select|St(art|op)Query$|AssumeRole|SimulatePrincipalPolicy$)/;

function summarise(calls: readonly RecordedCall[]): RecordSummary {
  const ended = calls.flatMap((call) => (call.endMs === null ? [] : [{ ...call, endMs: call.endMs }]));
  const byOperation: Record<string, number> = {};
  for (const call of calls) byOperation[idOf(call)] = (byOperation[idOf(call)] ?? 0) + 1;
  const chain = longestChain(ended);
  const first = calls[0]?.startMs ?? 0;
  return {
    calls: calls.length,
    wallMs: Math.max(first, ...ended.map((call) => call.endMs)) - first,
    maxInFlight: Math.max(0, ...calls.map((call) => call.inFlight)),
    serialDepth: chain.length,
    serialChain: chain.map(idOf),
    errors: calls.filter((call) => call.error !== null).length,
    unmatched: calls.filter((call) => call.unmatched).map(idOf),
    mutations: calls.filter((call) => call.operation !== '' && !reading.test(call.operation)).map(idOf),
    byOperation,
  };
}

function idOf({ service, operation }: RecordedCall): string {
  return `${service}.${operation}`;
}

/** Interval scheduling: always taking the call that ends first gives the longest run of calls that do not overlap. */
function longestChain<T extends { readonly startMs: number; readonly endMs: number }>(calls: readonly T[]): T[] {
  const chain: T[] = [];
  let free = 0;
  for (const call of calls.toSorted((a, b) => a.endMs - b.endMs)) {
    if (call.startMs < free) continue;
    chain.push(call);
    free = call.endMs;
  }
  return chain;
}
