import type { Account, MetricSeries } from '../account.ts';
import type { Wafv2 } from '../account/wafv2.ts';
import { accessLog } from './access-log.ts';
import { logOf } from './log.ts';
import { managedRuleGroups } from './managed-groups.ts';
import { metricsOf } from './metrics.ts';
import type { Site } from './model.ts';
import { inspected } from './samples.ts';
import { hitsOf } from './traffic.ts';

/** All that AWS would answer about the site. */
export function answers(site: Site): Account {
  const { place, aclPlace, acl, settings } = site;
  const hits = hitsOf(site);
  const [balancer] = site.balancers;
  const wafv2: Wafv2 = {
    webAcls: [acl],
    protects: { [acl.ARN]: [...site.balancers.map(({ arn }) => arn), ...site.protects] },
    requests: { [acl.ARN]: inspected(site, hits) },
    logging: site.logging,
    rateKeys: { [acl.ARN]: site.rateKeys },
    ruleGroups: site.ruleGroups,
    ipSets: site.ipSets,
    managedRuleGroups,
  };
  const metrics = metricsOf(site, hits);
  const log = logOf(site, hits);
  const logs = log ? { logs: log } : {};
  const events = site.trail.toSorted((a, b) => Number(b.EventTime) - Number(a.EventTime));
  const here = aclPlace.region === place.region;
  const part = (region: string): { metrics: MetricSeries[] } => ({ metrics: metrics[region] ?? [] });
  return {
    id: place.account,
    region: place.region,
    partition: place.partition,
    elbv2: {
      loadBalancers: site.balancers.map(({ raw }) => raw),
      attributes: Object.fromEntries(site.balancers.map(({ arn, logs, bucket }) => [arn, logging(logs, bucket)])),
    },
    ...part(place.region),
    ...(here
      ? { wafv2, cloudtrail: { events }, ...logs }
      : { elsewhere: { [aclPlace.region]: { wafv2, ...part(aclPlace.region), cloudtrail: { events }, ...logs } } }),
    cloudfront: { distributions: site.distributions },
    s3: balancer?.logs ? { [balancer.bucket]: accessLog(site, balancer, hits) } : {},
    denies: site.denies,
    faults: site.faults,
    ...(settings.pageSize === undefined ? {} : { pageSize: settings.pageSize }),
  };
}

function logging(on: boolean, bucket: string): Record<string, string> {
  return on ? { 'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': bucket, 'access_logs.s3.prefix': '' } : {};
}
