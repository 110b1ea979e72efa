import type { AlarmHistoryItem, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Account } from './account.ts';

const MINUTE = 60_000;

/** What an alarm watches, and the numbers that its reason tells. */
interface Watched {
  readonly name: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: { readonly Name: string; readonly Value: string }[];
}

/**
 * The account with the alarms that a team has on what is in it: one that rings, and one that does not. For trying out
 * what is done about alarms; no scenario is about them.
 */
export function withUsualAlarms(account: Account, now: Date): Account {
  const watched = watchedIn(account);
  if (account.cloudwatch || !watched) return account;
  const since = new Date(now.getTime() - 12 * MINUTE);
  const metricAlarms = [
    alarm(account, watched, 'errors', 'ALARM', since, threshold('greater', 'OK -> ALARM', [41, 38, 44])),
    alarm(
      account,
      watched,
      'slow',
      'OK',
      new Date(now.getTime() - 9 * 1_440 * MINUTE),
      threshold('not greater', 'ALARM -> OK', [2]),
    ),
  ];
  return { ...account, cloudwatch: { metricAlarms, muteRules: [], alarmHistory: metricAlarms.map(lastTurn) } };
}

function watchedIn({ elbv2, ecs, lambda, rds, wafv2 }: Account): Watched | null {
  const balancer = elbv2?.loadBalancers[0];
  if (balancer?.LoadBalancerName) {
    const Value = balancer.LoadBalancerArn?.split(':loadbalancer/')[1] ?? '';
    return watch(balancer.LoadBalancerName, 'AWS/ApplicationELB', 'HTTPCode_ELB_5XX_Count', { LoadBalancer: Value });
  }
  const service = ecs?.services?.[0];
  if (service?.serviceName) {
    const ClusterName = service.clusterArn?.split('/').at(-1) ?? '';
    return watch(service.serviceName, 'AWS/ECS', 'CPUUtilization', { ClusterName, ServiceName: service.serviceName });
  }
  const cluster = rds?.clusters?.[0]?.DBClusterIdentifier;
  if (cluster) return watch(cluster, 'AWS/RDS', 'DatabaseConnections', { DBClusterIdentifier: cluster });
  const acl = wafv2?.webAcls?.[0]?.Name;
  if (acl) return watch(acl, 'AWS/WAFV2', 'BlockedRequests', { WebACL: acl, Rule: 'ALL' });
  const name = lambda?.functions?.[0]?.FunctionName;
  return name ? watch(name, 'AWS/Lambda', 'Errors', { FunctionName: name }) : null;
}

function watch(
  name: string,
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
): Watched {
  return {
    name,
    Namespace,
    MetricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

function alarm(
  { partition = 'aws', region, id }: Account,
  { name, ...watched }: Watched,
  what: string,
  StateValue: 'OK' | 'ALARM',
  since: Date,
  StateReason: string,
): MetricAlarm {
  const AlarmName = `${name}-${what}`;
  return {
    AlarmName,
    AlarmArn: `arn:${partition}:cloudwatch:${region}:${id}:alarm:${AlarmName}`,
    ActionsEnabled: true,
    AlarmActions: [`arn:${partition}:sns:${region}:${id}:on-call`],
    OKActions: [],
    InsufficientDataActions: [],
    StateValue,
    StateReason,
    StateUpdatedTimestamp: since,
    StateTransitionedTimestamp: since,
    ...watched,
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    Threshold: 10,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  };
}

/** How an alarm came into its state, as its history has it. */
function lastTurn({ AlarmName, StateValue, StateTransitionedTimestamp }: MetricAlarm): AlarmHistoryItem {
  const before = StateValue === 'OK' ? 'ALARM' : 'OK';
  return {
    AlarmName,
    AlarmType: 'MetricAlarm',
    HistoryItemType: 'StateUpdate',
    Timestamp: StateTransitionedTimestamp,
    HistorySummary: `Alarm updated from ${before} to ${StateValue}`,
  };
}

/** In the words of CloudWatch. */
function threshold(crossed: 'greater' | 'not greater', transition: string, values: readonly number[]): string {
  const [first] = values;
  const many = values.length > 1;
  const points = many ? `[${values.map((value) => `${value}.0`).join(', ')}]` : `[${first}.0]`;
  return `Threshold Crossed: ${values.length} out of the last ${values.length} datapoints ${points} ${many ? 'were' : 'was'} ${crossed} than the threshold (10.0) (minimum 1 datapoint for ${transition} transition).`;
}
