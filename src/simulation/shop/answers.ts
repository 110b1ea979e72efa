import type { Account, S3Object } from '../account.ts';
import { accessLogs } from './access-log.ts';
import { ecs, taskInterfaces } from './answers-ecs.ts';
import { elbv2 } from './answers-elbv2.ts';
import { metricsOf } from './metrics.ts';
import type { Shop } from './model.ts';
import { suppliesOf } from './supplies.ts';
import { requestsOf } from './traffic.ts';

/** All that AWS would answer about the shop. */
export function answers(shop: Shop): Account {
  const { place, network, functions, history } = shop;
  const requests = requestsOf(shop);
  const buckets: Record<string, S3Object[]> = {};
  for (const { bucket, object } of [...accessLogs(shop, requests), ...shop.objects])
    (buckets[bucket] ??= []).push(object);
  for (const objects of Object.values(buckets)) objects.sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    id: place.account,
    region: place.region,
    partition: place.partition,
    elbv2: elbv2(shop),
    ec2: { ...network.ec2, networkInterfaces: [...network.ec2.networkInterfaces, ...taskInterfaces(shop)] },
    ecs: ecs(shop),
    ...suppliesOf(shop),
    lambda: {
      functions: functions.map(({ configuration }) => configuration),
      policies: byName(functions, ({ policy }) => policy),
      reservedConcurrency: byName(functions, ({ reserved }) => reserved),
    },
    metrics: metricsOf(shop, requests),
    cloudtrail: {
      events: shop.trail.toSorted((a, b) => (b.EventTime?.getTime() ?? 0) - (a.EventTime?.getTime() ?? 0)),
    },
    s3: buckets,
    denies: shop.denies,
    faults: shop.faults,
    ...(history.pageSize === undefined ? {} : { pageSize: history.pageSize }),
  };
}

function byName<T>(
  functions: Shop['functions'],
  of: (one: Shop['functions'][number]) => T | undefined,
): Record<string, T> {
  const found: Record<string, T> = {};
  for (const one of functions) {
    const value = of(one);
    if (value !== undefined) found[one.configuration.FunctionName ?? ''] = value;
  }
  return found;
}
