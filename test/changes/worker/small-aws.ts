import { CannotChange, ReadFailure, remediation, WriteFailure } from '#playbook';
import type { Reader, ReadCall, Write, WriteCall } from '#playbook';
import type { AttemptOf, AwsAccess, Writer } from '../../../src/changes/aws-access.ts';

type Value = string | null;

/** What becomes of the next call that changes something. */
export type Fate =
  | 'answered'
  /** It never arrived. */
  | 'lost-request'
  /** It was carried out, and nobody was told. */
  | 'lost-answer'
  | 'refused'
  /** It is on its way until `arrive`, for longer than anybody waits for its answer. */
  | 'late';

/** A call that changed something, as AWS saw it. */
export interface Effect {
  readonly change: string;
  readonly n: number;
  readonly resource: string;
  readonly value: Value;
  readonly at: number;
  readonly deadline: number;
}

const getValue: ReadCall<string, Value> = { effect: 'read', id: 'test.GetValue', action: 'test:GetValue' };
const setValue: WriteCall<{ readonly resource: string; readonly value: Value }, void> = {
  effect: 'write',
  id: 'test.SetValue',
  action: 'test:SetValue',
  resources: ({ resource }) => [resource],
};

/** An AWS of one operation, with a clock of its own, that loses requests and answers as it is told. */
export class SmallAws {
  readonly values = new Map<string, Value>();
  readonly effects: Effect[] = [];
  /** Calls that were refused because their deadline was over. */
  tooLate = 0;
  /** Milliseconds by which its clock is ahead. */
  aheadMs = 0;
  readonly fates: Fate[] = [];
  unreadable = false;
  /** For so long after a call its effect is not seen by those who read, in milliseconds. */
  staleMs = 0;
  /** Off: calls are carried out whenever they come. Only to see the tests fail. */
  enforcesDeadlines = true;
  /** On: whoever asks for its time is told ours, and deadlines are made from that. Only to see the tests fail. */
  timeIsOurs = false;
  roleIsThere = true;
  readonly #clock: () => number;
  readonly #onTheirWay: (() => void)[] = [];
  /** What is still read of a resource, and until when. */
  readonly #former = new Map<string, { readonly value: Value; readonly until: number }>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock() + this.aheadMs;
  }

  #told(): number {
    return this.timeIsOurs ? this.#clock() : this.now();
  }

  /** What was late arrives. */
  arrive(): void {
    for (const call of this.#onTheirWay.splice(0)) call();
  }

  readonly access: AwsAccess = {
    mayChange: () => (this.roleIsThere ? null : 'There is no change role.'),
    trial: async () => (this.roleIsThere ? null : 'The change role could not be assumed.'),
    partition: async () => 'aws',
    time: async () => new Date(this.#told()),
    reader: async () => this.#reader,
    writer: async (_, attempt) => this.#writer(attempt),
  };

  readonly #reader: Reader = async (call, input) => {
    if (this.unreadable) throw new ReadFailure('denied', 'no permission for test:GetValue', 'test:GetValue');
    if (call.id !== getValue.id) throw new TypeError(call.id);
    const former = this.#former.get(String(input));
    const isStale = former !== undefined && this.now() < former.until;
    const value = isStale ? former.value : (this.values.get(String(input)) ?? null);
    return { value: value as never, at: new Date(this.now()), ms: 1, attempts: 1 };
  };

  #writer(attempt: AttemptOf): Writer {
    if (!this.roleIsThere) throw new CannotChange('The change role could not be assumed.');
    const deadline = this.#told() + 25_000;
    let requestId: string | null = null;
    const write = async (_: unknown, input: { readonly resource: string; readonly value: Value }) => {
      const fate = this.fates.shift() ?? 'answered';
      const arrive = () => {
        if (this.enforcesDeadlines && this.now() >= deadline) {
          this.tooLate++;
          return false;
        }
        const { change, n } = attempt;
        this.effects.push({ change, n, ...input, at: this.now(), deadline });
        const former = this.values.get(input.resource) ?? null;
        this.#former.set(input.resource, { value: former, until: this.now() + this.staleMs });
        this.values.set(input.resource, input.value);
        return true;
      };
      if (fate === 'refused') throw new WriteFailure('refused', 'AWS says no', setValue.action);
      if (fate === 'late') this.#onTheirWay.push(arrive);
      const arrived = (fate === 'answered' || fate === 'lost-answer') && arrive();
      if (fate !== 'answered') throw new WriteFailure('unclear', 'the connection broke', setValue.action);
      if (!arrived) throw new WriteFailure('refused', 'the deadline is over', setValue.action);
      requestId = `request-${this.effects.length}`;
    };
    return {
      write: write as unknown as Write,
      deadline: new Date(deadline),
      skewMs: this.aheadMs,
      requestId: () => requestId,
    };
  }
}

type Params = { readonly resource: string; readonly to: string };

/** Sets the value of a resource for some time. */
export const setForATime = remediation<Params>({
  id: 'test.set',
  title: 'Set the value',
  summary: 'Sets the value for some time.',
  parameters: [
    { name: 'resource', label: 'Resource', kind: 'text' },
    { name: 'to', label: 'Value', kind: 'text' },
  ],
  parse: ({ resource = '', to = '' }) => ({ ok: true, params: { resource, to } }),
  risk: () => 'low',
  lasts: { usualMs: 3_600_000, mostMs: 7_200_000 },
  ends: 'undone',
  reads: [getValue],
  writes: [setValue],
  repeats: 'sets',
  preview: async ({ resource, to }, _, { read }) => {
    const before = await read(getValue, resource);
    if (before === 'gone') throw new CannotChange('The resource is gone.');
    return {
      changes: [{ resource, field: 'value', before, after: to }],
      found: { value: before },
      resources: [resource],
      call: `test set ${resource} ${to}`,
      undo: 'The value is put back.',
      blastRadius: 'Nobody.',
      managedBy: null,
    };
  },
  apply: async ({ resource, to }, _, { write }) => write(setValue, { resource, value: to }),
  readBack: async ({ resource, to }, _, { read }) => {
    const value = await read(getValue, resource);
    return { outcome: value === to ? 'took-effect' : 'did-not', says: `The value is ${value ?? 'not set'}.` };
  },
  verify: async (_, __, since) => ({ effect: 'seen', says: `Less trouble since ${since.toISOString()}.` }),
  objection: async ({ to }) => (to === 'clung-to' ? 'Somebody clings to it.' : null),
  undo: async ({ resource }, { found }, { write }) => write(setValue, { resource, value: valueIn(found) }),
  undone: async ({ resource, to }, { found }, { read }) => {
    const value = await read(getValue, resource);
    const before = valueIn(found);
    const outcome = value === before ? 'took-effect' : 'did-not';
    return { outcome, says: `The value is ${value ?? 'not set'}.`, othersValue: value !== before && value !== to };
  },
});

function valueIn(found: unknown): Value {
  const { value } = found as { readonly value: Value };
  return value;
}
