import { UsageError } from './command.ts';

/** The stretch of time looked at. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** CloudWatch keeps one-minute metrics for 15 days; a longer window is no longer one incident. */
const longest = 14 * day;
/** CloudWatch keeps metrics for 15 months: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html */
const oldest = 455 * day;
/** Clocks differ a little: an end this close to now is now. */
const skew = minute;

const units: ReadonlyMap<string, number> = new Map([
  ...['s', 'sec', 'secs', 'second', 'seconds'].map((unit) => [unit, second] as const),
  ...['m', 'min', 'mins', 'minute', 'minutes'].map((unit) => [unit, minute] as const),
  ...['h', 'hr', 'hrs', 'hour', 'hours'].map((unit) => [unit, hour] as const),
  ...['d', 'day', 'days'].map((unit) => [unit, day] as const),
]);

/** The window that was asked for; without any wish, the last hour. Rejects what cannot be meant with a `UsageError`. */
export function settleWindow(
  ask: { readonly since: string | null; readonly from: string | null; readonly to: string | null },
  now: Date,
): Window {
  if (ask.since !== null && (ask.from !== null || ask.to !== null))
    throw new UsageError('Say either “since” or “from” and “to”, not both.');
  if (ask.since !== null) return { from: new Date(now.getTime() - duration('since', ask.since)), to: now };
  const to = ask.to === null ? now : instant('to', ask.to, now);
  const from = ask.from === null ? new Date(to.getTime() - hour) : instant('from', ask.from, now);
  if (from.getTime() >= to.getTime())
    throw new UsageError(`The window ends before it begins: from ${from.toISOString()} to ${to.toISOString()}.`);
  if (to.getTime() - from.getTime() > longest) throw new UsageError('The window may be at most 14 days long.');
  if (now.getTime() - from.getTime() > oldest)
    throw new UsageError(`${from.toISOString()} is too long ago: AWS keeps metrics for 15 months.`);
  return { from, to };
}

/** Milliseconds of `90s`, `30m`, `2h`, `1d`, `1h30m`, at most 14 days. Rejects anything else with a `UsageError`. */
export function duration(option: string, typed: string): number {
  const text = typed.toLowerCase().replaceAll(/\s/gu, '');
  const parts = [...text.matchAll(/(\d+)([a-z]+)/gu)];
  const wrong = new UsageError(`“${typed}” is not a length of time: say for instance 90s, 30m, 2h or 1d.`);
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) throw wrong;
  const total = parts.reduce((sum, [, count, unit = '']) => {
    const length = units.get(unit);
    if (length === undefined) throw wrong;
    return sum + Number(count) * length;
  }, 0);
  if (total === 0) throw new UsageError(`“${option}” must be longer than nothing: say for instance 30m.`);
  if (total > longest) throw new UsageError(`“${option}” may be at most 14d.`);
  return total;
}

const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/iu;

/** A moment in ISO 8601; without a zone it is UTC, as everything in AWS is. */
function instant(option: string, typed: string, now: Date): Date {
  if (/^now$/iu.test(typed)) return now;
  const [, date, time = '00:00', seconds = '00', fraction = '0', zone = 'Z'] = iso.exec(typed.trim()) ?? [];
  const at = new Date(`${date}T${time}:${seconds}.${fraction.slice(0, 3)}${fullZone(zone)}`);
  if (date === undefined || Number.isNaN(at.getTime()) || !inCalendar(date))
    throw new UsageError(`“${typed}” is not a time for “${option}”: say for instance 2026-11-22T10:30Z.`);
  if (at.getTime() > now.getTime() + skew)
    throw new UsageError(`“${option}” is in the future: ${at.toISOString()}; it is now ${now.toISOString()}.`);
  return at.getTime() > now.getTime() ? now : at;
}

function fullZone(zone: string): string {
  if (/^z$/iu.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** JavaScript reads 30 February as 2 March. */
function inCalendar(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}
