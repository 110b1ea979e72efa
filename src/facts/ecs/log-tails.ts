import { fact, maybe, ReadFailure } from '#playbook';
import * as logs from '#aws/logs';
import { classifyError } from '../../error-texts/index.ts';
import type { ErrorText } from '../../error-texts/index.ts';
import { minutesAfter } from '../words.ts';
import { endings } from './endings.ts';
import { episode } from './episode.ts';
import type { Failure } from './failures.ts';
import { definitions } from './own-tasks.ts';
import type { Definitions } from './own-tasks.ts';
import { nameOf } from './target.ts';

/** The last lines of the container that ended a task, and what they tell. */
export interface Tail {
  readonly task: string;
  readonly container: string;
  readonly group: string;
  readonly stream: string;
  /** The oldest first. */
  readonly lines: readonly string[];
  /** When each of them was written. */
  readonly times: readonly Date[];
  /** The line that tells most: a known error, else an exception, else the last one; null of an empty log. */
  readonly telling: string | null;
  readonly error: ErrorText | null;
}

/** Groups of like failures of which the log of one task is read. */
const MOST_GROUPS = 4;
const LINES = 60;

/** By task ARN: the end of the log of one failing task for each group of like failures. */
export const tails = fact({
  id: 'ecs.log-tails',
  title: 'Last log lines of failed tasks',
  step: 'Logs',
  from: { episode, endings, definitions: maybe(definitions) },
  reads: [logs.tail],
  withinMs: 8000,
  learn: async (
    { episode, endings, definitions },
    { read, unseen, place },
  ): Promise<Readonly<Record<string, Tail>>> => {
    if (!definitions.known)
      throw new ReadFailure(definitions.blind.why, definitions.blind.detail, definitions.blind.action);
    const containerOf = (failure: Failure) =>
      endings.find((ending) => ending.failure === failure)?.container?.name ?? failure.stop?.container?.name ?? null;
    const groups = Map.groupBy(
      episode.failures.filter(
        ({ stop, sign }) => stop?.task.startedAt != null || sign === 'exit' || sign === 'dependency',
      ),
      (failure) => `${failure.sign} ${containerOf(failure)} ${failure.stop?.container?.exitCode}`,
    );
    // The newest of each group: its log is surely there, and what went wrong at first still does.
    const chosen = [...groups.values()]
      .toSorted((a, b) => b.length - a.length)
      .slice(0, MOST_GROUPS)
      .flatMap((failures) => failures.at(-1) ?? []);
    const asks = chosen.flatMap((failure) => askFor(failure, containerOf(failure), definitions.value) ?? []);
    const failures: ReadFailure[] = [];
    const found = await Promise.all(
      asks.map(async (ask): Promise<Tail | null> => {
        if (ask.region !== null && ask.region !== place.region) return null;
        try {
          const { group, stream, from, to } = ask;
          const lines = await read(logs.tail, { group, stream, limit: LINES, from, to });
          return tailOf(ask, lines);
        } catch (error) {
          if (!(error instanceof ReadFailure)) throw error;
          // A container that never got to write has no stream.
          if (error.why !== 'absent') failures.push(error);
          return null;
        }
      }),
    );
    const [first] = failures;
    if (first && failures.length === asks.length) throw first;
    for (const failure of failures) unseen(failure);
    return Object.fromEntries(found.flatMap((tail) => (tail ? [[tail.task, tail]] : [])));
  },
});

interface TailAsk {
  readonly task: string;
  readonly container: string;
  readonly group: string;
  readonly stream: string;
  readonly region: string | null;
  readonly from: Date;
  readonly to: Date;
}

/** Where the container writes, as its own log configuration says; null where that is not CloudWatch. */
function askFor({ stop, at }: Failure, container: string | null, definitions: Definitions): TailAsk | null {
  if (!stop) return null;
  const { task } = stop;
  const containers = definitions[task.taskDefinition]?.containers ?? [];
  const spec =
    containers.find(({ name }) => name === container) ?? (containers.length === 1 ? containers[0] : undefined);
  if (!spec?.logs || spec.logs.streamPrefix === null) return null;
  const { group, region, streamPrefix } = spec.logs;
  const begun = task.startedAt ?? task.createdAt ?? at;
  return {
    task: task.arn,
    container: spec.name,
    group,
    stream: `${streamPrefix}/${spec.name}/${nameOf(task.arn)}`,
    region,
    from: minutesAfter(begun, -1),
    to: minutesAfter(stop.at, 5),
  };
}

const EXCEPTION =
  /exception|traceback|panic:|fatal|\berror\b|unhandled|cannot find module|no such file|exec format|segfault|core dumped|killed/i;

function tailOf({ task, container, group, stream }: TailAsk, events: readonly logs.LogLine[]): Tail {
  const lines = events.map(({ text }) => text);
  const times = events.map(({ at }) => at);
  const ordered = lines.toReversed();
  const known = ordered.map((line) => ({ line, error: classifyError(line) })).find(({ error }) => error !== null);
  const telling =
    known?.line ?? ordered.find((line) => EXCEPTION.test(line)) ?? ordered.find((line) => line.trim() !== '');
  return {
    task,
    container,
    group,
    stream,
    lines,
    times,
    telling: telling?.trim() ?? null,
    error: known?.error ?? null,
  };
}

/** The tail of one of these failures. */
export function tailAmong(own: readonly Failure[], tails: Readonly<Record<string, Tail>>): Tail | null {
  for (const { stop } of own.toReversed()) {
    const tail = stop && tails[stop.task.arn];
    if (tail) return tail;
  }
  return null;
}
