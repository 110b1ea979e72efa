import { readFile, stat } from 'node:fs/promises';
import type { Config } from '#config';
import type { People } from '#changes';
import { personIn } from '../approval/person.ts';
import { CalendarProblem } from './calendar.ts';
import type { CalendarEvent } from './calendar.ts';
import { download, mostBytes } from './download.ts';
import { peopleNamed } from './people-named.ts';
import { readCalendar } from './read-calendar.ts';
import type { Shift } from './shift.ts';

/** Shifts, or why there are none to be had. */
export type Shifts =
  | { readonly ok: true; readonly shifts: readonly Shift[] }
  /** `none`: no schedule is configured. Else a sentence says what went wrong. */
  | { readonly ok: false; readonly why: 'none' | 'unreadable'; readonly says: string };

/** Who is on call when. */
export interface Schedule {
  /**
   * The shifts that touch a stretch of time. A user group knows nothing of the past or the future: it answers with one
   * shift, the whole stretch, if that holds the present moment, and says so otherwise. Never rejects.
   */
  readonly shifts: (from: Date, to: Date) => Promise<Shifts>;
}

/** What a schedule is made of. */
export interface ScheduleParts {
  readonly config: Pick<Config, 'onCall' | 'handoff'>;
  /** The workspace that user ids belong to. */
  readonly team: string;
  /** Null where there is no Slack to ask. */
  readonly people: People | null;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
}

/** For so long a calendar that was read is taken for what it still says. */
const freshMs = 60_000;
/** Two clocks that mean the same moment. */
const skewMs = 60_000;

/** The schedule that the configuration names: a list, a calendar, or a Slack user group. */
export function createSchedule({ config, team, people, fetch, now }: ScheduleParts): Schedule {
  const { onCall, handoff } = config;
  const person = (user: string) => personIn(team, user);
  if (onCall?.shifts) {
    const shifts = onCall.shifts.map(({ user, from, to }) => ({
      from: new Date(from),
      to: new Date(to),
      people: [person(user)],
      unknown: [],
    }));
    return { shifts: async (from, to) => ({ ok: true, shifts: touching(shifts, from, to) }) };
  }
  if (onCall?.calendar !== undefined) {
    const { calendar, people: known = {} } = onCall;
    const textOf = remembered(() => (isAddress(calendar) ? download(calendar, fetch) : fileText(calendar)), now);
    return {
      shifts: async (from, to) => {
        try {
          const timeZone = handoff?.timeZone ?? 'UTC';
          const events = await readCalendar(await textOf(), { from, to, timeZone });
          return { ok: true, shifts: events.map((event) => shiftOf(event, known, person)) };
        } catch (error) {
          if (!(error instanceof CalendarProblem)) throw error;
          return {
            ok: false,
            why: 'unreadable',
            says: `The calendar of who is on call cannot be used. ${error.message}`,
          };
        }
      },
    };
  }
  if (onCall?.group !== undefined) {
    const { group } = onCall;
    return {
      shifts: async (from, to) => {
        const at = now().getTime();
        if (from.getTime() > at + skewMs || to.getTime() < at - skewMs)
          return {
            ok: false,
            why: 'none',
            says: 'A Slack user group says who is on call now, and nothing of other times.',
          };
        const members = (await people?.membersOf(team, group)) ?? null;
        if (members)
          return { ok: true, shifts: members.length > 0 ? [{ from, to, people: members, unknown: [] }] : [] };
        return { ok: false, why: 'unreadable', says: `The members of the Slack user group ${group} cannot be read.` };
      },
    };
  }
  return { shifts: async () => ({ ok: false, why: 'none', says: 'Nothing is configured that says who is on call.' }) };
}

function touching(shifts: readonly Shift[], from: Date, to: Date): readonly Shift[] {
  return shifts.filter((shift) => shift.from < to && shift.to > from);
}

function shiftOf(
  { from, to, texts }: CalendarEvent,
  known: Readonly<Record<string, string>>,
  person: (user: string) => string,
): Shift {
  const people = peopleNamed(texts, known).map(person);
  return {
    from,
    to,
    people,
    unknown: people.length > 0 ? [] : [(texts[0] ?? 'an event without a name').slice(0, 100)],
  };
}

function isAddress(calendar: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(calendar);
}

async function fileText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes) throw new CalendarProblem(`The file ${path} is larger than ${mostBytes >> 20} MB.`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof CalendarProblem) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new CalendarProblem(`The file ${path} cannot be read: ${code}.`);
  }
}

/** Asks once for all who ask within the minute. What failed is asked for again. */
function remembered(read: () => Promise<string>, now: () => Date): () => Promise<string> {
  let last: { readonly at: number; readonly text: Promise<string> } | null = null;
  return () => {
    const at = now().getTime();
    if (last && at - last.at < freshMs) return last.text;
    const text = read();
    const mine = { at, text };
    last = mine;
    text.catch(() => {
      if (last === mine) last = null;
    });
    return text;
  };
}
