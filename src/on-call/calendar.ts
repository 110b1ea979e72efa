import ICAL from 'ical.js';
import { TimeZone, zoneNamed } from './wall-clock.ts';

/** One event of a calendar, at its time; a recurring one is as many as it happens. */
export interface CalendarEvent {
  readonly from: Date;
  readonly to: Date;
  /** Summary, and address and name of each attendee: one of these says who it is about. */
  readonly texts: readonly string[];
}

export interface Expansion {
  readonly from: Date;
  readonly to: Date;
  /** The zone of days and of times that have none, where the calendar itself does not say. */
  readonly timeZone: string;
}

/** Why a calendar cannot be used, as a sentence. */
export class CalendarProblem extends Error {
  override readonly name = 'CalendarProblem';
}

/** More often than that, nobody changes shifts: it keeps a rule that repeats each second from filling the memory. */
const mostOccurrences = 100_000;
/** An override for "this and future" events may move them, but not by more than that. */
const farthestMoveMs = 31 * 24 * 60 * 60 * 1000;

/**
 * The events of an iCalendar file (RFC 5545) that touch a stretch of time, with recurrences and overrides, by time.
 * Cancelled ones and those that take no time are left out. Throws a `CalendarProblem`. A malicious rule may keep it busy
 * for ever, and it registers time zones for its whole process, so it belongs into a worker: see `readCalendar`.
 */
export function eventsOf(text: string, { from, to, timeZone }: Expansion): readonly CalendarEvent[] {
  const found = parse(text).flatMap((calendar) => {
    registerZones(calendar);
    const own = calendar.getFirstPropertyValue('x-wr-timezone');
    const usual = (typeof own === 'string' ? zoneNamed(own) : null) ?? new TimeZone(timeZone);
    return occurrences(calendar, usual, new Date(to.getTime() + farthestMoveMs));
  });
  return found
    .filter((event) => event.from < to && event.to > from && event.from < event.to)
    .toSorted((a, b) => a.from.getTime() - b.from.getTime());
}

function parse(text: string): readonly ICAL.Component[] {
  let parsed: unknown;
  try {
    parsed = ICAL.parse(text);
  } catch (error) {
    throw new CalendarProblem(`It is no iCalendar file: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (!Array.isArray(parsed)) throw new CalendarProblem('It is no iCalendar file.');
  const roots: unknown[] = typeof parsed[0] === 'string' ? [parsed] : parsed;
  const calendars = roots.map((root) => {
    if (!Array.isArray(root)) throw new CalendarProblem('It is no iCalendar file.');
    return new ICAL.Component(root);
  });
  if (calendars.length === 0 || calendars.some(({ name }) => name !== 'vcalendar'))
    throw new CalendarProblem('It is no iCalendar file.');
  return calendars;
}

/** Makes every zone that the calendar names and does not define known to the library. */
function registerZones(calendar: ICAL.Component): void {
  const defined = new Set(calendar.getAllSubcomponents('vtimezone').map((zone) => zone.getFirstPropertyValue('tzid')));
  const events = calendar.getAllSubcomponents('vevent');
  const named = events
    .flatMap((event) => event.getAllProperties())
    .flatMap((property) => property.getParameter('tzid') ?? []);
  for (const name of new Set(named.flat())) {
    if (defined.has(name) || ICAL.TimezoneService.has(name)) continue;
    const zone = zoneNamed(name);
    if (!zone) throw new CalendarProblem(`It uses the time zone “${name.slice(0, 100)}” without saying what that is.`);
    ICAL.TimezoneService.register(librarysZone(name, zone), name);
  }
}

/** A zone of the library that asks ours for its offset, in seconds; remembered by the hour, as zones change by it. */
function librarysZone(name: string, zone: TimeZone): ICAL.Timezone {
  const known = new Map<number, number>();
  const utcOffset = ({ year, month, day, hour, minute, second }: ICAL.Time): number => {
    const wall = { year, month, day, hour, minute, second };
    const key = Date.UTC(year, month - 1, day, hour, minute - (minute % 15));
    const offset = known.get(key) ?? zone.offsetOf(wall) / 1000;
    known.set(key, offset);
    return offset;
  };
  return Object.assign(new ICAL.Timezone({ tzid: name }), { utcOffset });
}

function occurrences(calendar: ICAL.Component, usual: TimeZone, until: Date): readonly CalendarEvent[] {
  const components = calendar.getAllSubcomponents('vevent').filter((event) => event.hasProperty('dtstart'));
  const isOverride = (event: ICAL.Component) => event.hasProperty('recurrence-id');
  const overrides = Map.groupBy(components.filter(isOverride), uidOf);
  const plain = [...overrides.values()].flat().map((component) => new ICAL.Event(component, { exceptions: [] }));
  const found = plain.flatMap((event) => eventOf(event, event.startDate, event.endDate, usual));
  for (const component of components) {
    if (isOverride(component)) continue;
    const event = new ICAL.Event(component, { exceptions: overrides.get(uidOf(component)) ?? [] });
    if (!event.isRecurring()) {
      found.push(...eventOf(event, event.startDate, event.endDate, usual));
      continue;
    }
    // With extra dates only, the library forgets the first.
    const first = component.hasProperty('rrule') ? null : event.startDate;
    if (first) found.push(...eventOf(event, first, event.endDate, usual));
    const iterator = event.iterator();
    for (let next = iterator.next(); next; next = iterator.next()) {
      if (instant(next, usual) > until) break;
      if (first?.compare(next) === 0) continue;
      const { item, startDate, endDate, recurrenceId } = event.getOccurrenceDetails(next);
      // An override stands for itself above: it may have been moved here from a time that is not looked at.
      const overridden = item.isRecurrenceException() && item.recurrenceId.compare(recurrenceId) === 0;
      if (!overridden) found.push(...eventOf(item, startDate, endDate, usual));
      if (found.length > mostOccurrences) throw new CalendarProblem('It has too many events to be one of shifts.');
    }
  }
  return found;
}

function eventOf(event: ICAL.Event, start: ICAL.Time, end: ICAL.Time, usual: TimeZone): CalendarEvent[] {
  const { component } = event;
  if (text(component.getFirstPropertyValue('status')).toUpperCase() === 'CANCELLED') return [];
  const attendees = component.getAllProperties('attendee').flatMap((attendee) => {
    if (text(attendee.getParameter('partstat')).toUpperCase() === 'DECLINED') return [];
    return [text(attendee.getFirstValue()).replace(/^mailto:/i, ''), text(attendee.getParameter('cn'))];
  });
  const texts = [text(component.getFirstPropertyValue('summary')), ...attendees].filter((each) => each !== '');
  const to = component.hasProperty('dtend') ? instant(end, usual) : endOf(start, end, event.duration, usual);
  return [{ from: instant(start, usual), to, texts }];
}

/** After a duration: its days are days on the wall, its hours are hours (RFC 5545, 3.3.6), also when clocks change. */
function endOf(start: ICAL.Time, end: ICAL.Time, duration: ICAL.Duration, usual: TimeZone): Date {
  if (start.isDate || duration.isNegative) return instant(end, usual);
  const { weeks, days, hours, minutes, seconds } = duration;
  const day = start.clone();
  day.adjust(weeks * 7 + days, 0, 0, 0);
  return new Date(instant(day, usual).getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000);
}

/** Days, and times without a zone, are those of the usual one. */
function instant(time: ICAL.Time, usual: TimeZone): Date {
  if (!time.isDate && time.zone.tzid !== 'floating') return new Date(time.toUnixTime() * 1000);
  const { year, month, day, hour, minute, second } = time;
  return usual.moment({ year, month, day, hour, minute, second });
}

function uidOf(component: ICAL.Component): string {
  return text(component.getFirstPropertyValue('uid'));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
