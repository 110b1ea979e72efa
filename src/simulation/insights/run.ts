import type { ResultField } from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '../logs/lines.ts';
import { rowOf, shown } from './discovered-fields.ts';
import { asNumber } from './functions.ts';
import { isTrue } from './expression.ts';
import type { Column, Command, Order } from './query.ts';
import { madeRow, timeText, withFields, written } from './row.ts';
import type { Row, Value } from './row.ts';

export interface Answer {
  readonly results: readonly ResultField[][];
  readonly statistics: {
    readonly recordsMatched: number;
    readonly recordsScanned: number;
    readonly bytesScanned: number;
  };
}

/** What goes into a query. `group` is `account:name`. */
export interface Source {
  readonly group: string;
  readonly events: Iterable<LogEvent>;
}

/** Carries out a query. Rows that nothing sorts come with the newest first, as Logs Insights has them. */
export function run(commands: readonly Command[], sources: readonly Source[], limit: number): Answer {
  const statistics = { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 };
  const split = commands.findIndex(({ kind }) => !['filter', 'fields', 'parse', 'display'].includes(kind));
  const [streaming, rest] = split < 0 ? [commands, []] : [commands.slice(0, split), commands.slice(split)];
  let rows: Row[] = [];
  const [first, ...others] = rest;
  const groups = first?.kind === 'stats' ? new Groups(first) : null;
  for (const { group, events } of sources)
    for (const event of events) {
      statistics.recordsScanned += 1;
      statistics.bytesScanned += event.text.length;
      const row = through(streaming, rowOf(event, group));
      if (!row) continue;
      statistics.recordsMatched += 1;
      if (groups) groups.add(row);
      else rows.push(row);
    }
  if (groups) rows = groups.rows();
  else if (first?.kind !== 'sort') rows = sorted([NEWEST_FIRST], rows);
  for (const command of groups ? others : rest) rows = afterwards(command, rows);
  const columns = columnsOf(commands);
  return { results: rows.slice(0, limit).map((row) => result(row, columns)), statistics };
}

function through(commands: readonly Command[], row: Row): Row | null {
  let at = row;
  for (const command of commands) {
    if (command.kind === 'filter' && !isTrue(command.holds(at))) return null;
    if (command.kind === 'parse') at = withFields(at, command.parsing(at));
    if (command.kind === 'fields') at = withColumns(at, command.columns);
  }
  return at;
}

/** A field that is merely named needs no making. */
function withColumns(row: Row, columns: readonly Column[]): Row {
  const made = columns.filter(({ of, name }) => of(row) !== row.field(name));
  return made.length === 0 ? row : withFields(row, Object.fromEntries(made.map(({ name, of }) => [name, of(row)])));
}

function afterwards(command: Command, rows: readonly Row[]): Row[] {
  switch (command.kind) {
    case 'limit':
      return rows.slice(0, command.count);
    case 'sort':
      return sorted(command.orders, rows);
    case 'dedup': {
      const seen = new Set<string>();
      return rows.filter((row) => {
        const key = JSON.stringify(command.by.map((of) => of(row) ?? null));
        return !seen.has(key) && seen.add(key);
      });
    }
    case 'stats': {
      const groups = new Groups(command);
      for (const row of rows) groups.add(row);
      return groups.rows();
    }
    case 'filter':
    case 'parse':
    case 'fields':
    case 'display':
      return rows.flatMap((row) => through([command], row) ?? []);
  }
}

/** The rows of `stats`, by what they have in common. */
class Groups {
  readonly #command: Extract<Command, { kind: 'stats' }>;
  readonly #groups = new Map<
    string,
    { keys: readonly Value[]; tallies: { add: (row: Row) => void; result: () => Value }[] }
  >();

  constructor(command: Extract<Command, { kind: 'stats' }>) {
    this.#command = command;
  }

  add(row: Row): void {
    const { by, figures } = this.#command;
    const keys = by.map(({ of }) => of(row));
    const key = JSON.stringify(keys.map((value) => value ?? null));
    let group = this.#groups.get(key);
    if (!group) this.#groups.set(key, (group = { keys, tallies: figures.map(({ tally }) => tally()) }));
    for (const tally of group.tallies) tally.add(row);
  }

  /** Bins of time the newest first, other groups as they came. */
  rows(): Row[] {
    const { by, figures } = this.#command;
    const found = [...this.#groups.values()].map(({ keys, tallies }) =>
      madeRow({
        ...Object.fromEntries(figures.map(({ name }, index) => [name, tallies[index]?.result()])),
        ...Object.fromEntries(by.map(({ name }, index) => [name, keys[index]])),
      }),
    );
    const time = by.find(({ isTime }) => isTime)?.name;
    return time === undefined ? found : found.toSorted((a, b) => asNumber(b.field(time)) - asNumber(a.field(time)));
  }
}

/** What rows are sorted by is found out once for each. */
function sorted(orders: readonly Order[], rows: readonly Row[]): Row[] {
  const keyed = rows.map((row) => ({ row, keys: orders.map(({ of }) => of(row)) }));
  return keyed.toSorted((a, b) => inOrder(orders, a.keys, b.keys)).map(({ row }) => row);
}

function inOrder(orders: readonly Order[], a: readonly Value[], b: readonly Value[]): number {
  for (const [index, { descending }] of orders.entries()) {
    const [left, right] = [a[index], b[index]];
    const [x, y] = [asNumber(left), asNumber(right)];
    const order =
      Number.isNaN(x) || Number.isNaN(y) ? String(left ?? '').localeCompare(String(right ?? ''), 'en') : x - y;
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

const NEWEST_FIRST: Order = { of: (row) => row.field('@timestamp'), descending: true };

/** What the results show: the last `display` or `stats`, else all `fields` together, else time and message. */
function columnsOf(commands: readonly Command[]): readonly Pick<Column, 'name' | 'isTime'>[] {
  const last = commands.findLast(({ kind }) => kind === 'display' || kind === 'stats');
  if (last?.kind === 'display') return last.columns;
  if (last?.kind === 'stats') {
    const after = commands.slice(commands.indexOf(last)).flatMap((one) => (one.kind === 'fields' ? one.columns : []));
    return [...last.by, ...last.figures.map(({ name }) => ({ name, isTime: false })), ...after];
  }
  const fields = commands.flatMap((one) => (one.kind === 'fields' ? one.columns : []));
  const standard = ['@timestamp', '@message'].map((name) => ({ name, isTime: name === '@timestamp' }));
  return [...(fields.length > 0 ? fields : standard), { name: '@ptr', isTime: false }];
}

/** Fields without a value are left out. */
function result(row: Row, columns: readonly Pick<Column, 'name' | 'isTime'>[]): ResultField[] {
  return columns.flatMap(({ name, isTime }) => {
    const value = row.field(name);
    const text = isTime && typeof value === 'number' ? timeText(value) : written(shown(name, value));
    return text === undefined ? [] : [{ field: name, value: text }];
  });
}
