/** An iCalendar file with these events, each a list of lines. */
export function calendarOf(events: readonly string[][], head: readonly string[] = []): string {
  const blocks = events.flatMap((lines) => ['BEGIN:VEVENT', 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT']);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...head, ...blocks, 'END:VCALENDAR', ''].join('\r\n');
}

/** A rotation of two by the week, changing on Mondays at nine in Berlin. */
export const berlinWeeks = calendarOf([
  [
    'UID:ana',
    'SUMMARY:Ana Lima',
    'DTSTART;TZID=Europe/Berlin:20261005T090000',
    'DTEND;TZID=Europe/Berlin:20261012T090000',
    'RRULE:FREQ=WEEKLY;INTERVAL=2',
  ],
  [
    'UID:ben',
    'SUMMARY:Ben Roy',
    'DTSTART;TZID=Europe/Berlin:20261012T090000',
    'DTEND;TZID=Europe/Berlin:20261019T090000',
    'RRULE:FREQ=WEEKLY;INTERVAL=2',
  ],
]);
