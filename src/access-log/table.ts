import { createOutcomes, mergeOutcomes } from './outcome.ts';
import type { Outcome, OutcomeCounter } from './outcome.ts';

/** Requests by key, the most frequent first. The counts of all rows and `others` add up to everything counted. */
export interface Table {
  readonly rows: readonly Row[];
  /** Requests of all keys that are not listed. */
  readonly others: number;
  /** False when there were more keys than were kept track of: then the numbers of a row are lower bounds. */
  readonly exact: boolean;
}

export interface Row {
  readonly key: string;
  readonly count: number;
  /** By status for the client and answer of the target, the most frequent first; they add up to `count`. */
  readonly outcomes: readonly Outcome[];
  /** In how many different minutes, at least: a burst within one minute is no pattern. */
  readonly minutes: number;
  /** ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
}

/** The part of an entry that tables count. */
export interface Counted {
  readonly time: number;
  readonly elbStatus: number | null;
  readonly targetStatus: number | null;
}

export interface TableCounter {
  add(key: string, entry: Counted): void;
  table(): Table;
}

interface Held {
  count: number;
  first: number;
  last: number;
  readonly outcomes: OutcomeCounter;
  readonly minutes: Set<number>;
  lastMinute: number;
}

const mostMinutes = 1_440;

/**
 * Counts by key in bounded memory, whatever the keys. When twice `size` keys are held, all but the `size` largest are
 * merged into `others`: a key with a large part of the requests is not lost among many that occur once.
 */
export function createTable(size: number): TableCounter {
  const keys = new Map<string, Held>();
  let others = 0;
  let exact = true;

  const dropSmall = (): void => {
    for (const [key, { count }] of inOrder(keys).slice(size)) {
      keys.delete(key);
      others += count;
    }
    exact = false;
  };

  return {
    add: (key, entry) => {
      let held = keys.get(key);
      if (held === undefined) {
        if (keys.size >= size * 2) dropSmall();
        held = {
          count: 0,
          first: entry.time,
          last: entry.time,
          outcomes: createOutcomes(),
          minutes: new Set(),
          lastMinute: -1,
        };
        keys.set(detached(key), held);
      }
      held.count += 1;
      if (entry.time < held.first) held.first = entry.time;
      if (entry.time > held.last) held.last = entry.time;
      held.outcomes.add(entry.elbStatus, entry.targetStatus);
      const minute = Math.floor(entry.time / 60_000);
      if (minute !== held.lastMinute && held.minutes.size < mostMinutes) held.minutes.add(minute);
      held.lastMinute = minute;
    },
    table: () => {
      const all = inOrder(keys);
      return {
        rows: all.slice(0, size).map(([key, held]) => ({
          key,
          count: held.count,
          outcomes: held.outcomes.outcomes(),
          minutes: held.minutes.size,
          firstAt: new Date(held.first).toISOString(),
          lastAt: new Date(held.last).toISOString(),
        })),
        others: all.slice(size).reduce((sum, [, { count }]) => sum + count, others),
        exact,
      };
    },
  };
}

function inOrder(keys: ReadonlyMap<string, Held>): [string, Held][] {
  return [...keys].sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1));
}

/** A copy of its own: a slice would keep the whole chunk that it was cut from in memory. */
export function detached(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** Adds tables up. Minutes cannot be told apart afterwards: the larger number stands, as a lower bound. */
export function mergeTables(tables: readonly Table[], size: number): Table {
  const rows = new Map<string, Row>();
  for (const row of tables.flatMap((table) => table.rows)) {
    const held = rows.get(row.key);
    rows.set(row.key, held === undefined ? row : mergeRows(held, row));
  }
  const all = [...rows.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  const unlisted = all.slice(size).reduce((sum, row) => sum + row.count, 0);
  return {
    rows: all.slice(0, size),
    others: tables.reduce((sum, table) => sum + table.others, unlisted),
    exact: tables.every((table) => table.exact && (table.others === 0 || tables.length === 1)),
  };
}

function mergeRows(a: Row, b: Row): Row {
  return {
    key: a.key,
    count: a.count + b.count,
    outcomes: mergeOutcomes([a.outcomes, b.outcomes]),
    minutes: Math.max(a.minutes, b.minutes),
    firstAt: a.firstAt < b.firstAt ? a.firstAt : b.firstAt,
    lastAt: a.lastAt > b.lastAt ? a.lastAt : b.lastAt,
  };
}
