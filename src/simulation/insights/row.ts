import type { LogEvent } from '../logs/lines.ts';

/** What a field may hold: an absent one holds nothing. */
export type Value = string | number | undefined;

/** A log event on its way through a query: the fields found in it, and those that the query has made. */
export interface Row {
  /** Null for a row that `stats` has made. */
  readonly event: LogEvent | null;
  readonly made: Readonly<Record<string, Value>>;
  readonly field: (name: string) => Value;
}

/** The same row with more fields, before which those of the same name stand back. */
export function withFields(row: Row, more: Readonly<Record<string, Value>>): Row {
  const made = { ...row.made, ...more };
  const before = row.event === null ? () => undefined : row.field;
  return { event: row.event, made, field: (name) => (Object.hasOwn(made, name) ? made[name] : before(name)) };
}

export function madeRow(made: Readonly<Record<string, Value>>): Row {
  return { event: null, made, field: (name) => (Object.hasOwn(made, name) ? made[name] : undefined) };
}

/** A value as the results have it. Large numbers that are not counts come as Java writes them: 1.28E8. */
export function written(value: Value): string | undefined {
  if (typeof value !== 'number') return value;
  if (Math.abs(value) < 1e7 || !Number.isSafeInteger(value) || value % 1000 !== 0) return String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e+');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent}`;
}

/** `2026-11-22 10:58:03.417`, in UTC. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
}
