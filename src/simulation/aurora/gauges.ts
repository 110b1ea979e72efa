import type { MetricSeries } from '../account.ts';
import { dice } from '../shop/dice.ts';
import type { Shop } from '../shop/model.ts';
import { thisMinute } from '../shop/time.ts';
import type { Database, DatabaseInstance, Estate, Gauges, Proxy, Surge } from './model.ts';

const RDS = 'AWS/RDS';

/** From `from` minutes ago until `until` minutes ago a metric is otherwise. */
export function surge(
  { surges }: Gauges,
  metric: string,
  from: number,
  value: number | null | ((minute: number) => number | null),
  until = -1,
): void {
  surges.push({ metric, from, until, value: typeof value === 'function' ? value : () => value });
}

/**
 * What CloudWatch shows of databases and proxies, by minute. Source of names and dimensions: Aurora user guide, "Amazon
 * CloudWatch metrics for Amazon Aurora"; RDS Proxy: "Monitoring RDS Proxy metrics with CloudWatch".
 */
export function databaseMetrics({ shop, databases, proxies }: Estate): MetricSeries[] {
  return [...databases.flatMap((one) => ofDatabase(shop, one)), ...proxies.flatMap((one) => ofProxy(shop, one))];
}

function ofDatabase(shop: Shop, { id, raw, instances, gauges }: Database): MetricSeries[] {
  const DBClusterIdentifier = id;
  const each = instances.map((instance) => ({
    instance,
    values: valuesOf(shop, `${id}/${instance.id}`, instance.gauges, instance),
  }));
  const roleOf = ({ id: name }: DatabaseInstance) =>
    raw.DBClusterMembers?.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === name)?.IsClusterWriter
      ? 'WRITER'
      : 'READER';
  const perInstance = each.flatMap(({ instance, values }) =>
    [...values].flatMap(([metric, list]) => series(shop, metric, { DBInstanceIdentifier: instance.id }, list)),
  );
  const perRole = (['WRITER', 'READER'] as const).flatMap((Role) =>
    folded(
      shop,
      each.filter(({ instance }) => roleOf(instance) === Role).map(({ values }) => values),
      { DBClusterIdentifier, Role },
    ),
  );
  const perCluster = folded(
    shop,
    each.map(({ values }) => values),
    { DBClusterIdentifier },
  );
  const own = [...valuesOf(shop, id, gauges, null)].flatMap(([metric, list]) =>
    series(shop, metric, { DBClusterIdentifier }, list),
  );
  return [...perInstance, ...perRole, ...perCluster, ...own];
}

/** Over several instances CloudWatch keeps each statistic apart. */
function folded(
  shop: Shop,
  all: readonly ReadonlyMap<string, readonly (number | null)[]>[],
  dimensions: Record<string, string>,
): MetricSeries[] {
  const metrics = new Set(all.flatMap((one) => [...one.keys()]));
  return [...metrics].flatMap((metric) => {
    const lists = all.flatMap((one) => one.get(metric) ?? []);
    const width = all.find((one) => one.has(metric))?.get(metric)?.length ?? 0;
    const at = (index: number) => lists.filter((value, place) => place % width === index && value !== null).map(Number);
    const stat = (name: string, of: (values: readonly number[]) => number) => {
      const values = Array.from({ length: width }, (_, index) => {
        const here = at(index);
        return here.length > 0 ? of(here) : null;
      });
      return series(shop, metric, dimensions, values, name);
    };
    return [
      ...stat('Average', (values) => round(values.reduce((sum, value) => sum + value, 0) / values.length)),
      ...stat('Maximum', (values) => Math.max(...values)),
      ...stat('Minimum', (values) => Math.min(...values)),
      ...stat('Sum', (values) => round(values.reduce((sum, value) => sum + value, 0))),
    ];
  });
}

function ofProxy(shop: Shop, { name, gauges }: Proxy): MetricSeries[] {
  return [...valuesOf(shop, `proxy/${name}`, gauges, null)].flatMap(([metric, values]) =>
    series(shop, metric, { ProxyName: name }, values),
  );
}

function series(
  shop: Shop,
  metric: string,
  dimensions: Record<string, string>,
  values: readonly (number | null)[],
  stat?: string,
): MetricSeries[] {
  if (values.every((value) => value === null)) return [];
  const until = new Date(thisMinute(shop) - shop.history.metricLag * 60_000);
  return [{ namespace: RDS, metric, dimensions, values, until, ...(stat === undefined ? {} : { stat }) }];
}

function valuesOf(
  shop: Shop,
  seed: string,
  { usual, surges }: Gauges,
  instance: DatabaseInstance | null,
): ReadonlyMap<string, readonly (number | null)[]> {
  const { minutes, metricLag } = shop.history;
  const names = new Set([...Object.keys(usual), ...surges.map(({ metric }) => metric).filter((name) => name !== '*')]);
  const all = new Map<string, readonly (number | null)[]>();
  const minuteOf = (index: number) => minutes - index - 0.5;
  for (const metric of names) {
    const chance = dice(`${shop.seed}/${seed}/${metric}`);
    const values = Array.from({ length: minutes - metricLag }, (_, index) => {
      const noise = 1 + 0.08 * (chance.next() - 0.5);
      const here = inForce(surges, metric, minuteOf(index));
      if (here) return here.value(minuteOf(index));
      const level = usual[metric];
      return level === undefined ? null : tidy(metric, level * noise);
    });
    all.set(metric, values);
  }
  if (instance)
    all.set(
      'EngineUptime',
      uptime(
        instance,
        surges,
        Array.from({ length: minutes - metricLag }, (_, i) => minuteOf(i)),
      ),
    );
  return all;
}

function inForce(surges: readonly Surge[], metric: string, minute: number): Surge | undefined {
  return surges.findLast(
    (one) => (one.metric === metric || one.metric === '*') && minute <= one.from && minute > one.until,
  );
}

/** Seconds since the engine was started; nothing while it is down. */
function uptime({ starts }: DatabaseInstance, surges: readonly Surge[], minutes: readonly number[]): (number | null)[] {
  return minutes.map((minute) => {
    const started = starts.findLast((one) => one >= minute);
    const down = surges.some((one) => one.metric === '*' && minute <= one.from && minute > one.until);
    return started === undefined || down ? null : Math.round((started - minute) * 60);
  });
}

/** Connections and bytes are whole numbers. */
function tidy(metric: string, value: number): number {
  return /Connections|Bytes|Memory|Storage|IDs/.test(metric) ? Math.round(value) : round(value);
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
