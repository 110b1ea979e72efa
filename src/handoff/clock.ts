import { TimeZone } from '../on-call/index.ts';
import type { WallTime } from '../on-call/index.ts';

/** Moments as people of one time zone say them. */
export interface Clock {
  /** "09:05", with the day where it is another than that of `now`: "Mon 23 Nov, 09:05". */
  readonly moment: (at: Date | string) => string;
  /** The last moment before now at which the clock showed this time of day, "09:00". */
  readonly last: (time: string) => Date;
  /** The moment at which the clock shows this. */
  readonly at: (wall: WallTime) => Date;
}

export function clockIn(zone: string, now: Date): Clock {
  const here = new TimeZone(zone);
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' });
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  const today = day.format(now);
  return {
    moment: (at) => {
      const when = new Date(at);
      const that = day.format(when);
      return that === today ? time.format(when) : `${that}, ${time.format(when)}`;
    },
    last: (of) => {
      const [hour = 0, minutes = 0] = of.split(':').map(Number);
      const wall = here.wallTime(now);
      const on = (back: number) => here.moment({ ...shown(wall, hour, minutes), day: wall.day - back });
      return on(0) <= now ? on(0) : on(1);
    },
    at: (wall) => here.moment(wall),
  };
}

function shown({ year, month, day }: WallTime, hour: number, minutes: number): WallTime {
  return { year, month, day, hour, minute: minutes, second: 0 };
}
