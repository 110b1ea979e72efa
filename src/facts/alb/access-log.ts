import { fact, maybe, ReadFailure } from '#playbook';
import type { FactContext } from '#playbook';
import * as s3 from '#aws/s3';
import type { AccessLogSummary } from '../../access-log/index.ts';
import { keyPrefix, keyTime, logKeyStart, mergeSummaries } from '../../access-log/index.ts';
import { window } from '../window.ts';
import { minuteAfter, minuteOf, minutesAfter } from '../words.ts';
import { episode } from './episode.ts';
import { attributes, identity } from './load-balancer.ts';
import type { Identity } from './load-balancer.ts';

export { countBetween } from '../../access-log/index.ts';

/** What the access log says of the failing requests; null where the load balancer writes none. */
export type AccessLog = AccessLogSummary | null;

/** Newest files first, at most this many and this many compressed bytes: minutes of a busy site are enough. */
const MOST_FILES = 12;
const MOST_BYTES = 24 * 1024 * 1024;
const MOST_MS = 12_000;

/**
 * One file per load balancer node every five minutes, delivered late and on a best-effort basis.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 */
export const accessLog = fact({
  id: 'alb.access-log',
  title: 'Access log',
  step: 'Access log',
  from: { identity, attributes, window, episode: maybe(episode) },
  reads: [s3.objects, s3.accessLogFile],
  withinMs: MOST_MS,
  learn: async ({ identity, attributes, window, episode }, context): Promise<AccessLog> => {
    if (!attributes.accessLogs) return null;
    const rises = episode.known && episode.value.rises.length > 0;
    // Whole minutes, so that others who ask within the same minute share the files.
    const from = minuteOf(rises ? minutesAfter(episode.value.since, -1) : window.from);
    const to = minuteAfter(rises && episode.value.until ? minutesAfter(episode.value.until, 2) : window.to);
    return readAccessLog({ identity, logs: attributes.accessLogs, from, to }, context);
  },
});

/** Which load balancer's log, where it lies, and of which time. */
export interface AccessLogPart {
  readonly identity: Identity;
  readonly logs: { readonly bucket: string; readonly prefix: string };
  readonly from: Date;
  readonly to: Date;
}

/** Reads what the log says of a time: for facts that declare `s3.objects` and `s3.accessLogFile`. */
export async function readAccessLog(
  { identity, logs: { bucket, prefix }, from, to }: AccessLogPart,
  { read, unseen, now }: FactContext,
): Promise<AccessLog> {
  // A file carries the time of its end, and may come minutes late.
  const last = new Date(Math.min(now.getTime(), minutesAfter(to, 11).getTime()));
  const [, , , region = '', account = ''] = identity.arn.split(':');
  const place = { prefix, account, region };
  const found = await Promise.all(
    daysBetween(from, last).map((day) =>
      read(s3.objects, {
        bucket,
        prefix: keyPrefix({ ...place, day }),
        startAfter: logKeyStart({ ...place, loadBalancer: identity.id, day, from }),
      }),
    ),
  );
  const mine = found.flat().filter(({ key }) => isBetween(keyTime(key, identity.id), from, last));
  const chosen = newestWithin(mine);
  if (mine.length === 0)
    throw new ReadFailure('absent', `no access log file of this time lies in s3://${bucket}/${prefix} yet`);
  const failures: ReadFailure[] = [];
  const summaries = await Promise.all(
    chosen.map(async ({ key }) => {
      try {
        return [
          await read(s3.accessLogFile, {
            bucket,
            key,
            loadBalancer: identity.id,
            from,
            to,
            maxBytes: MOST_BYTES,
          }),
        ];
      } catch (error) {
        if (!(error instanceof ReadFailure)) throw error;
        failures.push(error);
        return [];
      }
    }),
  );
  const read_ = summaries.flat();
  const [first] = failures;
  if (first && read_.length === 0) throw first;
  if (first)
    unseen(
      new ReadFailure(first.why, `${failures.length} of ${chosen.length} log files: ${first.message}`, first.action),
    );
  return mergeSummaries(read_);
}

function isBetween(time: Date | null, from: Date, to: Date): boolean {
  return time !== null && time >= from && time <= to;
}

function newestWithin<O extends { readonly key: string; readonly bytes: number }>(objects: readonly O[]): O[] {
  const chosen: O[] = [];
  let bytes = 0;
  for (const object of objects.toSorted((a, b) =>
    a.key.slice(a.key.indexOf('_')) < b.key.slice(b.key.indexOf('_')) ? 1 : -1,
  )) {
    if (chosen.length >= MOST_FILES || (chosen.length > 0 && bytes + object.bytes > MOST_BYTES)) break;
    chosen.push(object);
    bytes += object.bytes;
  }
  return chosen;
}

function daysBetween(from: Date, to: Date): Date[] {
  const days: Date[] = [];
  for (let day = Date.parse(from.toISOString().slice(0, 10)); day <= to.getTime(); day += 86_400_000)
    days.push(new Date(day));
  return days;
}
