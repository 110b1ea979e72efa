/** A time as a clock on the wall shows it, without saying where that wall is. Months count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const second = 1_000;
const day = 24 * 60 * 60 * second;

/**
 * One IANA time zone, as the runtime's own data has it. A time that the clock shows twice is the first of the two; one
 * that it skips is read with the offset before the gap, so that 02:30 becomes 03:30 (RFC 5545, 3.3.5). Throws a
 * `RangeError` for a name that is none.
 */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;

  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
  }

  /** What the clock shows at a moment. */
  wallTime(at: Date): WallTime {
    const parts = new Map(this.#format.formatToParts(at).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year');
    return {
      year,
      month: number('month'),
      day: number('day'),
      hour: number('hour'),
      minute: number('minute'),
      second: number('second'),
    };
  }

  /** The moment at which the clock shows this. Fields may overflow: hour 25 is one o'clock of the day after. */
  moment(wall: WallTime): Date {
    const shown = asIfUtc(wall);
    return new Date(shown - this.offsetOf(wall));
  }

  /** Milliseconds by which the clock is ahead of UTC when it shows this. */
  offsetOf(wall: WallTime): number {
    const shown = asIfUtc(wall);
    const before = this.#offsetAt(shown - day);
    const after = this.#offsetAt(shown + day);
    if (before === after || this.#offsetAt(shown - before) === before) return before;
    return this.#offsetAt(shown - after) === after ? after : before;
  }

  #offsetAt(at: number): number {
    const whole = at - (((at % second) + second) % second);
    return asIfUtc(this.wallTime(new Date(whole))) - whole;
  }
}

/** The names people and programs give to zones: `Europe/Berlin`, `/mozilla.org/20070129_1/Europe/Berlin`; or null. */
export function zoneNamed(name: string): TimeZone | null {
  const parts = name.split('/').filter((part) => part !== '');
  const candidates = [name, parts.slice(-3).join('/'), parts.slice(-2).join('/')];
  for (const candidate of candidates) {
    try {
      return new TimeZone(candidate);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return null;
}

function asIfUtc({ year, month, day, hour, minute, second }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
