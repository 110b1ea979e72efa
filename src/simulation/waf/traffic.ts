import { dice } from '../shop/dice.ts';
import type { Client, Site, Stop, Stream } from './model.ts';

/** A request and what WAF did with it. */
export interface Hit {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly stream: Stream;
  readonly client: Client;
  readonly agent: string;
  readonly method: string;
  readonly path: string;
  readonly length: number | null;
  /** Rules that only counted it, or put labels on it. */
  readonly counted: readonly Stop[];
  /** The rule that ended it; null where the default action did. */
  readonly ended: Stop | null;
  /** WAF gave no answer. */
  readonly unguarded: string | null;
}

/** Samples reach back so far; so does everything that is described. */
export const HISTORY_MINUTES = 185;

/** All requests of the last three hours, in order of time. */
export function hitsOf(site: Site): readonly Hit[] {
  const end = Math.floor(site.now.getTime() / 60_000) * 60_000;
  return site.streams.flatMap((stream) => hitsOfStream(site, stream, end)).toSorted((a, b) => a.at - b.at);
}

function hitsOfStream({ seed }: Site, stream: Stream, end: number): Hit[] {
  const chance = dice(`${seed}/waf/${stream.who}`);
  const hits: Hit[] = [];
  let owed = chance.next();
  for (let minute = HISTORY_MINUTES; minute >= 1; minute -= 1) {
    if (minute > stream.from || minute <= stream.until) continue;
    owed += stream.perMinute * (0.85 + 0.3 * chance.next());
    const count = Math.floor(owed);
    owed -= count;
    for (let index = 0; index < count; index += 1) {
      const within = (index + chance.next()) / count;
      const route = chance.pick(stream.routes);
      const [least, most] = stream.body ?? [0, 0];
      const ago = minute - within;
      const counted: Stop[] = [];
      let ended: Stop | null = null;
      for (const stop of stream.stops) {
        if (ago > (stop.since ?? Infinity) || ago < (stop.until ?? 0) || chance.next() >= (stop.part ?? 1)) continue;
        if (stop.action === 'COUNT') counted.push(stop);
        else {
          ended = stop;
          break;
        }
      }
      const { unguarded } = stream;
      hits.push({
        at: Math.floor(end - ago * 60_000),
        stream,
        client: chance.pick(stream.clients),
        agent: chance.pick(stream.agents),
        ...route,
        length: route.method === 'GET' || !stream.body ? null : chance.int(least, most),
        counted,
        ended,
        unguarded: unguarded && ago <= unguarded.since && ago >= unguarded.until ? unguarded.reason : null,
      });
    }
  }
  return hits;
}
