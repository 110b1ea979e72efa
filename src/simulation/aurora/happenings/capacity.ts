import { ago } from '../../shop/time.ts';
import { surge } from '../gauges.ts';
import type { Gauges, Happening } from '../model.ts';
import { databaseNamed, proxyNamed, writerOf } from './find.ts';

type Values = number | null | ((minute: number) => number | null);

/** A metric of the writer is otherwise since then. */
export function writerShows(metric: string, since: number, value: Values, until?: number): Happening {
  return (estate) => set(writerOf(databaseNamed(estate)).gauges, metric, since, value, until);
}

/** A metric of the cluster is otherwise since then. */
export function clusterShows(metric: string, since: number, value: Values, until?: number): Happening {
  return (estate) => set(databaseNamed(estate).gauges, metric, since, value, until);
}

/** A metric of the proxy is otherwise since then. */
export function proxyShows(metric: string, since: number, value: Values, until?: number): Happening {
  return (estate) => set(proxyNamed(estate).gauges, metric, since, value, until);
}

function set(gauges: Gauges, metric: string, since: number, value: Values, until?: number): void {
  surge(gauges, metric, since, value, until);
}

/** From `from` at that time up to `to`, evenly, until now. */
export function rising(since: number, from: number, to: number): (minute: number) => number {
  return (minute) => Math.round(from + ((to - from) * (since - minute)) / since);
}

export interface Pause {
  /** When it had paused. */
  readonly from: number;
  /** When it was woken; 0 while it sleeps still. */
  readonly until: number;
}

/** A serverless cluster was paused at zero capacity for a while. Its status stays `available` throughout. */
export function paused({ from, until }: Pause): Happening {
  return (estate) => {
    const { instances } = databaseNamed(estate);
    for (const { gauges } of instances) {
      const to = until === 0 ? -1 : until;
      surge(gauges, '*', from, null, to);
      for (const metric of ['ServerlessDatabaseCapacity', 'ACUUtilization', 'DatabaseConnections'])
        surge(gauges, metric, from, 0, to);
    }
  };
}

/** The database engine logs a line itself, into the group it exports to. */
export function engineLogs(
  lines: readonly { readonly minutesAgo: number; readonly text: (time: string) => string }[],
): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    const name = database.engine === 'aurora-postgresql' ? 'postgresql' : 'error';
    const group = `/aws/rds/cluster/${database.id}/${name}`;
    database.raw.EnabledCloudwatchLogsExports = [name];
    const streams = estate.engineLogs.get(group) ?? [];
    estate.engineLogs.set(group, [
      ...streams,
      {
        stream: `${writerOf(database).id}.0`,
        lines: lines.map(({ minutesAgo, text }) => {
          const at = ago(estate.shop, minutesAgo);
          return {
            at: at.getTime(),
            text: text(
              at
                .toISOString()
                .replace('T', ' ')
                .replace(/\.\d+Z/, ' UTC'),
            ),
          };
        }),
      },
    ]);
  };
}

/** The same line every so many seconds. */
export function repeated(since: number, every: number, text: (time: string) => string, until = 0) {
  const count = Math.floor(((since - until) * 60) / every);
  return Array.from({ length: count }, (_, index) => ({ minutesAgo: since - (index * every) / 60, text }));
}
