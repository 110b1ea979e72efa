/** Whole minutes, from the first to the last. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
  readonly minutes: number;
}

const minute = 60_000;
/** What is compared with is at least that long. */
const leastMinutes = 5;

/**
 * The minutes before a change and those since, without the one in which it was made: half of that was before it.
 * `after` is null until a whole minute has passed.
 */
export function spansAround(since: Date, now: Date): { readonly before: Span; readonly after: Span | null } {
  const made = Math.floor(since.getTime() / minute);
  const [first, end] = [Math.ceil(since.getTime() / minute), Math.floor(now.getTime() / minute)];
  const passed = end - first;
  return {
    before: span(made - Math.max(leastMinutes, passed), made),
    after: passed < 1 ? null : span(first, end),
  };
}

function span(from: number, to: number): Span {
  return { from: new Date(from * minute), to: new Date(to * minute), minutes: to - from };
}
