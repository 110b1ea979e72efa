import { UsageError, duration } from '#app';
import { clockIn } from '../../src/handoff/index.ts';
import { changesOf, turns } from '../../src/on-call/index.ts';
import type { Schedule } from '../../src/on-call/index.ts';

const hour = 60 * 60_000;
/** CloudWatch keeps the history of alarms for 14 days. */
const longestMs = 14 * 24 * hour;
const usualMs = 12 * hour;

/** The stretch of time a handoff is about, and why that one when nobody said. */
export interface Settled {
  readonly from: Date;
  readonly to: Date;
  readonly because: string | null;
}

/** What was said about the window, as typed. */
export interface Said {
  readonly since: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * The window that was asked for; without any wish, the shift so far: since the last change of who is on call, at most 14
 * days. Rejects with a `UsageError` what cannot be meant. Times of day, and times without an offset, are those of `zone`.
 */
export async function settle(said: Said, zone: string, schedule: Schedule, now: Date): Promise<Settled> {
  const { since, from, to } = said;
  if (since !== null && (from !== null || to !== null))
    throw new UsageError('Say either “since” or “from” and “to”, not both.');
  if (since === null && from === null) {
    if (to !== null) throw new UsageError('“to” needs a “from”: from=2026-11-22T09:00 to=2026-11-22T21:00.');
    return usual(schedule, now);
  }
  const window = {
    from: since === null ? moment('from', from ?? '', zone, now) : sinceWhen(since, zone, now),
    to: to === null ? now : moment('to', to, zone, now),
  };
  if (window.from >= window.to) throw new UsageError('The window ends before it begins.');
  if (window.to.getTime() - window.from.getTime() > longestMs)
    throw new UsageError('The window may be at most 14 days long.');
  return { ...window, because: null };
}

async function usual(schedule: Schedule, now: Date): Promise<Settled> {
  const earliest = new Date(now.getTime() - longestMs);
  const found = await schedule.shifts(earliest, now);
  const change = found.ok ? changesOf(turns(found.shifts, earliest, now)).at(-1) : undefined;
  return change
    ? { from: change.at, to: now, because: 'since who is on call changed last' }
    : { from: new Date(now.getTime() - usualMs), to: now, because: 'the last 12 hours' };
}

function sinceWhen(typed: string, zone: string, now: Date): Date {
  if (isTimeOfDay(typed)) return clockIn(zone, now).last(typed);
  if (/^\d{4}-/u.test(typed)) return moment('since', typed, zone, now);
  return new Date(now.getTime() - duration('since', typed));
}

function isTimeOfDay(typed: string): boolean {
  return /^(?:[01]?\d|2[0-3]):[0-5]\d$/u.test(typed);
}

/** `09:00`, `2026-11-22`, `2026-11-22T09:00`, or with an offset. */
function moment(option: string, typed: string, zone: string, now: Date): Date {
  if (/^now$/iu.test(typed)) return now;
  if (isTimeOfDay(typed)) return clockIn(zone, now).last(typed);
  const [, date, time = '00:00', offset] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$/iu.exec(typed.trim()) ?? [];
  const [year = 0, month = 0, day = 0] = (date ?? '').split('-').map(Number);
  const whole = new Date(`${date}T${time}:00${offset ?? 'Z'}`);
  const isDay = new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(`${date}`);
  if (date === undefined || Number.isNaN(whole.getTime()) || !isDay)
    throw new UsageError(`“${typed}” is not a time for “${option}”: say for instance 09:00 or 2026-11-22T09:00.`);
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const at =
    offset === undefined ? clockIn(zone, now).at({ year, month, day, hour: hours, minute: minutes, second: 0 }) : whole;
  if (at > now) throw new UsageError(`“${option}” is in the future.`);
  return at;
}
