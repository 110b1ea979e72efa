import { fact, maybe, ReadFailure } from '#playbook';
import type { BlindSpot } from '#playbook';
import type { LogLine } from '#aws/logs';
import { classifyError } from '../../error-texts/index.ts';
import type { ErrorText } from '../../error-texts/index.ts';
import { sum } from '../words.ts';
import { hostIn } from './host.ts';
import type { NamedHost } from './host.ts';
import { invocations } from './invocations.ts';
import type { FailedInvocation } from './invocations.ts';
import { lastWords } from './last-words.ts';
import type { LastWords } from './last-words.ts';
import { errorLines } from './log.ts';
import { jsonOf } from './platform-line.ts';
import { stackTrace } from './stack.ts';
import type { StackTrace } from './stack.ts';

export type { ErrorText } from '../../error-texts/index.ts';

/** An error that a failed invocation told of. */
export interface Told {
  readonly at: Date;
  readonly error: ErrorText;
  readonly trace: StackTrace | null;
}

/** A failed invocation with the errors it told of, the last one last. */
export interface Failure extends FailedInvocation {
  readonly told: readonly Told[];
}

/** Failures that told of the same error about the same other side. */
export interface ErrorGroup {
  readonly error: ErrorText;
  /** Failed invocations that told of it. */
  readonly count: number;
  /** When the first and the last of them began. */
  readonly first: Date;
  readonly last: Date;
  readonly quotes: readonly string[];
  /** Where in the function's own code it was thrown. */
  readonly where: string | null;
}

/** What is known of failed invocations from the log. */
export interface Failures {
  readonly all: readonly Failure[];
  /** By what they told of, the most frequent first. */
  readonly groups: readonly ErrorGroup[];
  /** What hanging invocations logged last. */
  readonly lastWords: readonly LastWords[];
  /** Errors that the function logged without failing. */
  readonly background: number;
  readonly cut: boolean;
  /** Whether each of the two kinds of lines was read, for nothing follows from lines that were not. */
  readonly platformRead: boolean;
  readonly textsRead: boolean;
  readonly unread: readonly BlindSpot[];
}

/** Null when nothing is wrong that a log could explain. */
export const failures = fact({
  id: 'lambda.failures',
  title: 'Failed invocations, and what they told of',
  step: 'Logs',
  from: { invocations: maybe(invocations), errorLines: maybe(errorLines), lastWords: maybe(lastWords) },
  learn: ({ invocations, errorLines, lastWords }): Failures | null => {
    if (!invocations.known && !errorLines.known) {
      const { why, detail, action } = errorLines.blind;
      throw new ReadFailure(why, detail, action);
    }
    // An empty log tells nothing: neither that something failed, nor that nothing did.
    if (!invocations.known && errorLines.known && errorLines.value?.lines.length === 0) {
      const { why, detail, action } = invocations.blind;
      throw new ReadFailure(why, detail, action);
    }
    if (invocations.known && invocations.value === null) return null;
    if (errorLines.known && errorLines.value === null) return null;
    const failed = invocations.known ? (invocations.value?.failed ?? []) : [];
    const lines = errorLines.known ? (errorLines.value?.lines ?? []) : [];
    const words = lastWords.known ? lastWords.value : [];
    const own = invocations.known ? (invocations.value?.unread ?? []) : [];
    const inputs = [invocations, errorLines, lastWords].flatMap((one) => (one.known ? [] : [one.blind]));
    return {
      ...failuresOf(failed, lines, words, invocations.known ? (invocations.value?.toldSince ?? null) : null),
      cut:
        (invocations.known && invocations.value?.cut === true) || (errorLines.known && errorLines.value?.cut === true),
      platformRead: invocations.known && own.length === 0,
      textsRead: errorLines.known,
      unread: [...inputs, ...own],
    };
  },
});

const ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/i;
/** How the runtimes of Lambda log an error that the function let through: such an invocation has failed. */
const UNHANDLED =
  /\bInvoke Error\b|Uncaught Exception|Unhandled Promise|Unhandled exception|^\[ERROR\] [\w.]+(?::|$)[^]*Traceback|"errorType"\s*:|^panic: |Exception in thread|^[\w.$]+(?:Exception|Error)(?::[^\n]*)?\n\s+at /m;

export function failuresOf(
  failed: readonly FailedInvocation[],
  lines: readonly LogLine[],
  words: readonly LastWords[],
  /** Since when reports tell how invocations ended: from then on what they do not call failed has not. */
  toldSince: Date | null = null,
): Pick<Failures, 'all' | 'groups' | 'lastWords' | 'background'> {
  const known = failed.map((failure) => ({ failure, told: [...saidIn(failure, words)] }));
  const unhandled: { failure: FailedInvocation; told: Told[] }[] = [];
  const handled = new Map<string, number>();
  for (const line of lines) {
    const told = toldIn(line);
    const owner = known.find(({ failure }) => belongs(line, failure));
    if (owner) owner.told.push(...told);
    else if (toldSince === null && UNHANDLED.test(line.text)) {
      const failure = failureBy(line);
      const again = unhandled.find(
        (one) => one.failure.requestId !== null && one.failure.requestId === failure.requestId,
      );
      if (again) again.told.push(...told);
      else unhandled.push({ failure, told: [...told] });
    } else if (toldSince === null || line.at >= toldSince)
      for (const { error } of told) handled.set(keyOf(error), (handled.get(keyOf(error)) ?? 0) + 1);
  }
  const host = hostBefore(words);
  const all = [...known, ...unhandled]
    .map(({ failure, told }): Failure => ({ ...failure, told: tellingOf(failure, told, host, handled) }))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return { all, groups: groupsOf(all), lastWords: words, background: sum([...handled.values()]) };
}

function saidIn(failure: FailedInvocation, words: readonly LastWords[]): Told[] {
  const own = words.find((one) => one.attempt === failure);
  return own?.error && own.ended === 'timed-out'
    ? [{ at: own.attempt.at, error: withHost(own.error, own.trace), trace: own.trace }]
    : [];
}

function toldIn({ at, text }: LogLine): Told[] {
  const error = classifyError(text);
  if (error === null) return [];
  const trace = stackTrace(text);
  return [{ at, error: withHost(error, trace), trace }];
}

/** The other side, where the classifier saw none: some clients name it in words of their own. */
function withHost(error: ErrorText, trace: StackTrace | null): ErrorText {
  const { peer } = error;
  if (peer.host !== null || peer.ip !== null || peer.service !== null) return error;
  const found = hostIn(error.quote) ?? hostIn(trace?.exception ?? '');
  return found === null ? error : { ...error, peer: { ...peer, host: found.name, service: found.service } };
}

const SLACK_MS = 1_500;

/** By its request id, or else by having been written by the same environment while that invocation ran. */
function belongs({ text, at, stream }: LogLine, failure: FailedInvocation): boolean {
  if (stream !== failure.stream) return false;
  const id = idIn(text);
  const end = failure.at.getTime() + SLACK_MS;
  const start = failure.at.getTime() - (failure.durationMs ?? 0) - SLACK_MS;
  const meanwhile = at.getTime() >= start && at.getTime() <= end;
  return meanwhile && (id === null || failure.requestId === null || id === failure.requestId);
}

function idIn(text: string): string | null {
  const own = jsonOf(text);
  const named = own?.['requestId'] ?? own?.['awsRequestId'];
  if (typeof named === 'string') return named;
  // Other ids may stand further on: only the head of a line is the runtime's.
  return ID.exec(text.slice(0, 120))?.[0] ?? null;
}

function failureBy({ at, stream, text }: LogLine): FailedInvocation {
  const [first = ''] = text.split('\n');
  return {
    requestId: idIn(text),
    stream,
    at,
    durationMs: null,
    kind: 'error',
    errorType: null,
    quotes: [first.trim().slice(0, 300)],
    memory: null,
  };
}

/** The host that invocations named right before they told of an error without one, where they agree. */
function hostBefore(words: readonly LastWords[]): NamedHost | null {
  const named = words.filter(({ ended, error, host }) => ended === 'failed' && error !== null && host !== null);
  const [first] = named;
  return first?.host && named.every(({ host }) => host?.name === first.host?.name) ? first.host : null;
}

/** The process was killed, whatever it had told before. */
const SILENT_KINDS: ReadonlySet<FailedInvocation['kind']> = new Set(['killed', 'heap', 'init-timeout']);
const NAMELESS: ReadonlySet<ErrorText['kind']> = new Set(['timeout', 'refused', 'reset', 'no-answer', 'unreachable']);
/** What this many invocations tell and succeed all the same is not what others fail for. */
const HANDLED = 3;

function tellingOf(
  { kind }: FailedInvocation,
  told: readonly Told[],
  host: NamedHost | null,
  handled: ReadonlyMap<string, number>,
): readonly Told[] {
  if (SILENT_KINDS.has(kind)) return [];
  return told
    .filter(({ error }) => (handled.get(keyOf(error)) ?? 0) < HANDLED)
    .map((one) => {
      const { peer } = one.error;
      const nameless = NAMELESS.has(one.error.kind) && peer.host === null && peer.ip === null && peer.service === null;
      if (!nameless || host === null) return one;
      return { ...one, error: { ...one.error, peer: { ...peer, host: host.name, service: host.service } } };
    })
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function groupsOf(all: readonly Failure[]): readonly ErrorGroup[] {
  const groups = Map.groupBy(
    all.flatMap((failure) => distinctErrors(failure.told).map((told) => ({ failure, told }))),
    ({ told }) => keyOf(told.error),
  );
  return [...groups.values()]
    .flatMap((members): ErrorGroup | [] => {
      const times = members.map(({ failure }) => failure.at.getTime() - (failure.durationMs ?? 0));
      const [best] = members.toSorted((a, b) => weight(b.told) - weight(a.told));
      if (!best) return [];
      return {
        error: best.told.error,
        count: members.length,
        first: new Date(Math.min(...times)),
        last: new Date(Math.max(...times)),
        quotes: [...new Set(members.map((member) => member.told.error.quote))].slice(0, 3),
        where: members.map((member) => member.told.trace?.frame?.where).find((where) => where !== undefined) ?? null,
      };
    })
    .toSorted((a, b) => b.count - a.count);
}

/** The member that tells most stands for its group. */
function weight({ error: { peer }, trace }: Told): number {
  return [peer.service, peer.host, peer.ip, peer.port, trace?.frame ?? null].filter((part) => part !== null).length;
}

function distinctErrors(told: readonly Told[]): readonly Told[] {
  return [...new Map(told.map((one) => [keyOf(one.error), one])).values()];
}

/** Errors are alike when they are of one kind and about one other side. */
function keyOf({ kind, peer: { service, host, ip } }: ErrorText): string {
  return `${kind} ${service ?? host ?? ip ?? ''}`;
}
