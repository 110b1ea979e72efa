import { fact, maybe } from '#playbook';
import type { BlindSpot } from '#playbook';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { minutesAfter } from '../words.ts';
import { clientLogs, engineLog } from './client-logs.ts';
import type { Client } from './client.ts';
import { clients } from './clients.ts';
import type { ConnectionError, Failure, OtherError } from './errors.ts';

/** Failures that come now and then to every client: a few of them are no outage. */
const ORDINARY: ReadonlySet<Failure> = new Set(['cut', 'slow', 'client-pool']);
const FEW_ORDINARY = 5;
/** One failure is an accident, and what an engine logs may be anybody's. */
const FEW = 2;
const FEW_OF_ENGINE = 5;
/** A level is raised when it is three times that of the hour before. */
const RAISED = 3;
const QUIET_MS = 5 * 60_000;

/** What clients experience when they connect to the database. */
export interface Outage {
  /** From the onset on, the earliest first; empty when none is above what is usual. */
  readonly errors: readonly ConnectionError[];
  readonly by: Readonly<Partial<Record<Failure, number>>>;
  readonly since: Date | null;
  /** The last error where enough quiet time has passed since; else null. */
  readonly until: Date | null;
  /** The errors were there for as long as was looked: nothing says that it ever worked. */
  readonly always: boolean;
  /** Errors of connections to other things. */
  readonly others: readonly OtherError[];
  /** Waits for the client's own pool, which say nothing of the database. */
  readonly pooled: readonly ConnectionError[];
  /** Clients whose log was looked through. */
  readonly read: readonly Client[];
  /** What hid the experience of clients; null when it was seen, or when there is no client that is known. */
  readonly hidden: BlindSpot | null;
}

export const outage = fact({
  id: 'aurora.outage',
  title: 'What clients experience',
  step: 'Clients',
  from: { window, clients: maybe(clients), logs: maybe(clientLogs), engine: maybe(engineLog) },
  learn: ({ window, clients, logs, engine }): Outage => {
    const told = logs.known ? logs.value.errors : [];
    // What the engine logged is anybody's: it counts where the clients themselves say nothing.
    const all = told.length > 0 || !engine.known ? told : (engine.value ?? []).toSorted(byTime);
    const unread = logs.known ? logs.value.unread[0]?.blind : logs.blind;
    const unlisted = clients.known ? clients.value.hidden[0] : clients.blind;
    return {
      ...episodeOf(all, window),
      others: logs.known ? logs.value.others : [],
      read: logs.known ? logs.value.read : [],
      hidden: unread ?? unlisted ?? null,
    };
  },
});

function byTime(a: ConnectionError, b: ConnectionError): number {
  return a.at.getTime() - b.at.getTime();
}

type Episode = Omit<Outage, 'others' | 'read' | 'hidden'>;

export function episodeOf(all: readonly ConnectionError[], window: Window): Episode {
  const groups = [...Map.groupBy(all, ({ failure }) => failure)];
  const risen = new Set(
    groups.filter(([failure, errors]) => isRaised(failure, errors, window)).map(([failure]) => failure),
  );
  const pooled = all.filter(({ failure, at }) => failure === 'client-pool' && at >= window.from);
  // A pool runs dry for many reasons: alone it says nothing of the database.
  const telling = [...risen].some((failure) => failure !== 'client-pool');
  const chronic = chronicOf(
    all.filter(({ failure }) => risen.has(failure)),
    window,
  );
  const own = telling ? all.filter(({ failure }) => risen.has(failure) && !chronic.has(failure)) : [];
  const errors = fromOnset(own, window);
  const [first] = errors;
  const last = errors.at(-1);
  const lookedFrom = minutesAfter(window.from, -60);
  return {
    errors,
    by: Object.fromEntries(
      [...Map.groupBy(errors, ({ failure }) => failure)].map(([failure, own]) => [failure, own.length]),
    ),
    since: first?.at ?? null,
    until: last && isOver(errors, last, window) ? last.at : null,
    always: first !== undefined && first.at <= minutesAfter(lookedFrom, 5),
    pooled,
  };
}

/** Kinds of errors that have always been there, beside new ones that are more: what people are called for is new. */
function chronicOf(errors: readonly ConnectionError[], window: Window): ReadonlySet<Failure> {
  const inside = (own: readonly ConnectionError[]) => own.filter(({ at }) => at >= window.from).length;
  const hours = Math.max(1 / 60, (window.to.getTime() - window.from.getTime()) / 3_600_000);
  const groups = [...Map.groupBy(errors, ({ failure }) => failure)].map(([failure, own]) => {
    const now = inside(own);
    const before = own.length - now;
    return { failure, now, old: before > 0 && now < RAISED * before * hours };
  });
  const fresh = groups.filter(({ old }) => !old).reduce((all, { now }) => all + now, 0);
  return new Set(groups.flatMap(({ failure, now, old }) => (old && now < fresh ? [failure] : [])));
}

/** Compared with as long a time before the window, or with the hour before where that is longer. */
function isRaised(failure: Failure, errors: readonly ConnectionError[], window: Window): boolean {
  const inside = errors.filter(({ at }) => at >= window.from);
  const few = errors.every(({ client }) => client === null)
    ? FEW_OF_ENGINE
    : ORDINARY.has(failure)
      ? FEW_ORDINARY
      : FEW;
  if (inside.length < few) return false;
  const before = errors.length - inside.length;
  const hours = Math.max(1 / 60, (window.to.getTime() - window.from.getTime()) / 3_600_000);
  const usual = before * hours;
  // What was there before as well, and is not one of those that come now and then, is a fault that began earlier.
  return !ORDINARY.has(failure) || before === 0 || inside.length >= RAISED * usual;
}

/** Where it was under way when the window began, it started before. */
function fromOnset(errors: readonly ConnectionError[], window: Window): readonly ConnectionError[] {
  const start = errors.findIndex(({ at }) => at >= window.from);
  if (start < 0) return [];
  let from = start;
  while (from > 0) {
    const [earlier, later] = [errors[from - 1], errors[from]];
    if (!earlier || !later || later.at.getTime() - earlier.at.getTime() > 10 * 60_000) break;
    from -= 1;
  }
  return errors.slice(from);
}

function isOver(errors: readonly ConnectionError[], last: ConnectionError, { to }: Window): boolean {
  const gaps = errors.map(({ at }, index) => at.getTime() - (errors[index - 1]?.at.getTime() ?? at.getTime()));
  const pause = Math.max(QUIET_MS, 2 * Math.max(0, ...gaps));
  return to.getTime() - last.at.getTime() >= pause;
}

export function countOf({ by }: Outage, ...failures: readonly Failure[]): number {
  return failures.reduce((all, failure) => all + (by[failure] ?? 0), 0);
}

export function errorsOf({ errors }: Outage, ...failures: readonly Failure[]): readonly ConnectionError[] {
  return errors.filter(({ failure }) => failures.includes(failure));
}

/** The part of all errors that these are; undefined without any. */
export function shareOf(outage: Outage, ...failures: readonly Failure[]): number | undefined {
  return outage.errors.length === 0 ? undefined : countOf(outage, ...failures) / outage.errors.length;
}
