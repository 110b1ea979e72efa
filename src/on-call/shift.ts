import type { Person } from '../approval/standing.ts';

/** Somebody's time on call. */
export interface Shift {
  readonly from: Date;
  readonly to: Date;
  readonly people: readonly Person[];
  /** What the calendar calls those of whom it is not known who they are in Slack. */
  readonly unknown: readonly string[];
}

/** A stretch of time in which the same people are on call: nobody in a gap, several where shifts overlap. */
export type Turn = Shift;

/** Who is on call around a moment. */
export interface Around {
  /** Who is on call now; a gap when nobody is. */
  readonly now: Turn;
  /** The last who were on call before that, other than those of now. */
  readonly before: Turn | null;
  /** The next who are on call after that, other than those of now. */
  readonly next: Turn | null;
}

/** Shifts as turns, one after another without holes from `from` to `to`. */
export function turns(shifts: readonly Shift[], from: Date, to: Date): readonly Turn[] {
  const inside = (at: Date) => at > from && at < to;
  const cuts = shifts.flatMap((shift) => [shift.from, shift.to]).filter(inside);
  const times = [...new Set([from, ...cuts, to].map((at) => at.getTime()))].toSorted((a, b) => a - b);
  const found: Turn[] = [];
  for (const [index, start] of times.slice(0, -1).entries()) {
    const end = times[index + 1] ?? start;
    const on = shifts.filter((shift) => shift.from.getTime() <= start && shift.to.getTime() >= end);
    const turn = {
      from: new Date(start),
      to: new Date(end),
      people: distinct(on.flatMap(({ people }) => people)),
      unknown: distinct(on.flatMap(({ unknown }) => unknown)),
    };
    const last = found.at(-1);
    if (last && isSame(last, turn)) found[found.length - 1] = { ...last, to: turn.to };
    else found.push(turn);
  }
  return found;
}

/** Who is on call at a moment, who was before and who is next, of turns that hold the moment; null where none does. */
export function around(all: readonly Turn[], at: Date): Around | null {
  const index = all.findIndex((turn) => turn.from <= at && turn.to > at);
  const now = all[index];
  if (!now) return null;
  const other = (turn: Turn) => !isGap(turn) && !isSame(turn, now);
  return {
    now,
    before: all.slice(0, index).findLast(other) ?? null,
    next: all.slice(index + 1).find(other) ?? null,
  };
}

/** Moments at which somebody else takes over: not the end of an evening after which the same person comes back. */
export interface Change {
  readonly at: Date;
  readonly outgoing: Turn;
  readonly incoming: Turn;
}

/** The changes of people in turns. Where nobody is on call in between, it happens when the one before ends. */
export function changesOf(all: readonly Turn[]): readonly Change[] {
  const manned = all.filter((turn) => !isGap(turn));
  return manned.flatMap((incoming, index) => {
    const outgoing = manned[index - 1];
    return outgoing && !isSame(outgoing, incoming) ? [{ at: outgoing.to, outgoing, incoming }] : [];
  });
}

export function isGap({ people, unknown }: Turn): boolean {
  return people.length === 0 && unknown.length === 0;
}

function isSame(a: Turn, b: Turn): boolean {
  const key = ({ people, unknown }: Turn) => JSON.stringify([people.toSorted(), unknown.toSorted()]);
  return key(a) === key(b);
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
