import PQueue from 'p-queue';
import type { ServiceName } from './reads.ts';

/** How hard one service may be asked, for one account and region. */
interface Cap {
  /** Calls at the same time. */
  readonly atOnce: number;
  /** Calls begun in any one second; null where AWS's own limit is far above what we do. */
  readonly perSecond: number | null;
  /** Seconds over which that rate is kept, default 1: a burst may use them up at once. */
  readonly overSeconds?: number;
}

/**
 * Kept below what AWS allows, because the account's other users share its limits: a bot that uses them up can hold up
 * a rollback. CloudTrail: 2 LookupEvents a second for an account and region. CloudWatch: 50 GetMetricData a second.
 * ECS: token buckets of 20 to 50 for reads of clusters and services. Lambda: 15 control-plane calls a second.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const caps: { readonly [S in ServiceName]: Cap } = {
  sts: { atOnce: 1, perSecond: null },
  elbv2: { atOnce: 16, perSecond: null },
  cloudwatch: { atOnce: 8, perSecond: 40 },
  ec2: { atOnce: 12, perSecond: null },
  ecs: { atOnce: 10, perSecond: 20, overSeconds: 2 },
  lambda: { atOnce: 8, perSecond: 15 },
  cloudtrail: { atOnce: 2, perSecond: 2 },
  s3: { atOnce: 12, perSecond: null },
  rds: { atOnce: 10, perSecond: null },
  wafv2: { atOnce: 4, perSecond: 4 },
  logs: { atOnce: 5, perSecond: 8 },
  ecr: { atOnce: 4, perSecond: 10 },
  iam: { atOnce: 2, perSecond: 5 },
  secretsmanager: { atOnce: 4, perSecond: 10 },
  ssm: { atOnce: 4, perSecond: 10 },
  sqs: { atOnce: 8, perSecond: null },
  kms: { atOnce: 4, perSecond: 10 },
  cloudfront: { atOnce: 4, perSecond: 5 },
  'application-autoscaling': { atOnce: 4, perSecond: 5 },
  'arc-zonal-shift': { atOnce: 2, perSecond: 5 },
};

/** Jobs under way at the same time. Logs Insights: 100 queries at once in an account, its dashboards' included. */
const jobsAtOnce = 5;

/**
 * Operations that AWS lets through less often than others of their service: AWS WAF, "Quotas on API calls"; CloudWatch,
 * "service quotas" (9 DescribeAlarms a second, of which the rollbacks of ECS deployments live as well).
 */
const rare: { readonly [operation: string]: Cap } = {
  'cloudwatch.DescribeAlarms': { atOnce: 1, perSecond: 2 },
  'wafv2.GetWebACLForResource': { atOnce: 1, perSecond: 1 },
  'wafv2.ListResourcesForWebACL': { atOnce: 1, perSecond: 1 },
};

/**
 * Runs work for a service, or one operation of it, as soon as its caps allow. Rejects with the signal's reason when
 * aborted while waiting.
 */
export type Turn = <T>(
  service: ServiceName,
  work: () => Promise<T>,
  signal: AbortSignal,
  operation?: string,
) => Promise<T>;

/** For single calls. */
export function createTurns(): Turn {
  const ofService = turnsBy((service) => queueOf(caps[service]));
  const queues = new Map<string, PQueue>();
  return (service, work, signal, operation = '') => {
    const name = `${service}.${operation}`;
    const own = rare[name];
    if (!own) return ofService(service, work, signal);
    const queue = queues.get(name) ?? queueOf(own);
    queues.set(name, queue);
    return queue.add(() => ofService(service, work, signal), { signal });
  };
}

function queueOf({ atOnce, perSecond, overSeconds = 1 }: Cap): PQueue {
  const rate =
    perSecond === null ? {} : { intervalCap: perSecond * overSeconds, interval: overSeconds * 1000, strict: true };
  return new PQueue({ concurrency: atOnce, ...rate });
}

/** For reads of several operations, from the first to the last of them. */
export function createJobTurns(): Turn {
  return turnsBy(() => new PQueue({ concurrency: jobsAtOnce }));
}

function turnsBy(makeQueue: (service: ServiceName) => PQueue) {
  const queues = new Map<ServiceName, PQueue>();
  return <T>(service: ServiceName, work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    const queue = queues.get(service) ?? makeQueue(service);
    queues.set(service, queue);
    return queue.add(work, { signal });
  };
}
