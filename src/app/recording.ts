import { ulid } from 'ulid';
import * as z from 'zod';
import { ReadFailure } from '#playbook';
import type { AnyReadCall, Reader } from '#playbook';
import { redactText, redactValue } from '#redaction';
import { canonicalText } from '../approval/canonical.ts';
import type { App } from './app.ts';
import { UsageError } from './command.ts';
import type { Asker } from './diagnose.ts';
import type { Run } from './run.ts';
import { fromTagged, toTagged } from './tagged-json.ts';
import type { Json } from './tagged-json.ts';

const format = 'opsmedic-recording';
const version = 1;

const text = z.string().nullable();
const moment = z.iso.datetime();
const json: z.ZodType<Json> = z.json();

const subject = z.object({
  name: z.string(),
  arn: text,
  from: z.enum(['typed', 'alias', 'channel', 'only-one', 'alarm', 'chosen']),
  via: z.exactOptional(z.string()),
});

const source = z.object({
  action: z.templateLiteral([z.string(), ':', z.string()]),
  call: z.string(),
  at: z.string(),
  ms: z.number(),
  attempts: z.number(),
});

const asked = z.object({ call: z.string(), input: json });

const answer = z.discriminatedUnion('outcome', [
  asked.extend({ outcome: z.literal('answered'), at: moment, ms: z.number(), attempts: z.number(), output: json }),
  asked.extend({
    outcome: z.literal('failed'),
    why: z.enum(['denied', 'throttled', 'timeout', 'absent', 'failed', 'bug']),
    detail: z.string(),
    action: z.exactOptional(z.templateLiteral([z.string(), ':', z.string()])),
  }),
]);

const recording = z.object({
  format: z.literal(format),
  version: z.literal(version),
  ask: z.object({
    playbook: z.string(),
    subject: text,
    account: text,
    region: text,
    profile: text,
    since: text,
    from: text,
    to: text,
  }),
  playbookVersion: z.string(),
  now: moment,
  window: z.object({ from: moment, to: moment }),
  account: z.object({ account: text, region: z.string(), partition: z.string(), name: text }),
  look: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('subject'), subject }),
    z.object({ kind: z.literal('nothing-there'), sources: z.array(source) }),
  ]),
  answers: z.array(answer),
});

/** One investigation with every answer AWS gave to it, redacted: enough to judge it again without AWS. */
export type Recording = z.output<typeof recording>;

type RecordedAnswer = Recording['answers'][number];

/** Listens to one investigation's reads. */
export class Recorder {
  readonly #answers: RecordedAnswer[] = [];
  readonly #pending = new Map<symbol, { readonly call: AnyReadCall; readonly input: Json }>();

  /** The reader, listened to. */
  listening(read: Reader): Reader {
    return async (call, input, signal) => {
      const asking = Symbol(call.id);
      const about = { call: call.id, input: cleaned(input) };
      this.#pending.set(asking, { call, input: about.input });
      try {
        const given = await read(call, input, signal);
        const { at, ms, attempts } = given;
        const output = cleaned(given.value);
        this.#answers.push({ ...about, outcome: 'answered', at: at.toISOString(), ms, attempts, output });
        return given;
      } catch (error) {
        if (error instanceof ReadFailure) this.#answers.push({ ...about, outcome: 'failed', ...failureOf(error) });
        throw error;
      } finally {
        this.#pending.delete(asking);
      }
    };
  }

  /** What was heard so far; reads still without an answer count as timed out, as they did in the report. */
  recording({ investigation, playbook, account, window, now, look }: Run): Recording {
    if (look.kind === 'cannot') throw new TypeError('an investigation that could not begin has nothing to record');
    const unanswered = [...this.#pending.values()].map(({ call, input }): RecordedAnswer => {
      const failure = new ReadFailure('timeout', 'there was no time left to read it', call.action);
      return { call: call.id, input, outcome: 'failed', ...failureOf(failure) };
    });
    return {
      format,
      version,
      ask: investigation.ask,
      playbookVersion: playbook.version,
      now: now.toISOString(),
      window: { from: window.from.toISOString(), to: window.to.toISOString() },
      account: { ...account.place, name: account.name },
      look: look.kind === 'subject' ? look : { ...look, sources: [...look.sources] },
      answers: [...this.#answers, ...unanswered],
    };
  }
}

/** Reads a recording's text. Rejects with one sentence what is none, naming it as `name`. */
export function parseRecording(content: string, name: string): Recording {
  const parsed = parsedJson(content);
  const head = z.object({ format: z.literal(format), version: z.number() }).safeParse(parsed);
  if (!head.success) throw new UsageError(`${name} is not a recording of OpsMedic (made with --save).`);
  if (head.data.version !== version)
    throw new UsageError(`${name} has format ${head.data.version}; this OpsMedic reads format ${version}.`);
  const checked = recording.safeParse(parsed);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new UsageError(`${name} is damaged: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}.`);
}

/**
 * The recorded investigation, to be judged again by the playbook as it is today. What that asks and the recording does
 * not answer is a blind spot. Rejects with `UsageError` when there is no such playbook any more.
 */
export function replayOf(recorded: Recording, { by, place }: Asker, app: App): Run {
  const { ask, account, look, window } = recorded;
  const playbook = app.playbooks.get(ask.playbook);
  if (!playbook) throw new UsageError(`The recording is of playbook “${ask.playbook}”, which does not exist here.`);
  const { name, ...location } = account;
  return {
    investigation: {
      id: `inv_${ulid(app.now().getTime())}`,
      ask,
      place,
      askedBy: by,
      startedAt: app.now().toISOString(),
      finishedAt: null,
      state: 'running',
      report: null,
      failure: null,
      repeats: null,
      messageTs: null,
    },
    playbook,
    account: { place: location, name, read: readerOf(recorded) },
    window: { from: new Date(window.from), to: new Date(window.to) },
    now: new Date(recorded.now),
    look: look.kind === 'subject' ? { kind: 'subject', subject: { ...look.subject } } : look,
    assumed: null,
  };
}

/** Answers from the recording alone. */
function readerOf({ answers }: Recording): Reader {
  const known = new Map(answers.map((given) => [keyOf(given.call, given.input), given]));
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- they are those of `Reader`
  return async <I, O>({ id, action }: { readonly id: string; readonly action: ReadFailure['action'] }, input: I) => {
    const given = known.get(keyOf(id, cleaned(input)));
    if (!given) throw new ReadFailure('failed', `the recording has no answer to ${id}`, action);
    if (given.outcome === 'failed') throw new ReadFailure(given.why, given.detail, given.action);
    const { at, ms, attempts, output } = given;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `Recorder` wrote it from this very call's answer
    return { value: fromTagged(output) as O, at: new Date(at), ms, attempts };
  };
}

function keyOf(call: string, input: Json): string {
  return `${call} ${canonicalText(input)}`;
}

function failureOf({ why, message, action }: ReadFailure) {
  return { why, detail: redactText(message), ...(action !== undefined && { action }) };
}

/** As plain JSON without secrets. */
function cleaned(value: unknown): Json {
  return json.parse(redactValue(toTagged(value)));
}

function parsedJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
