import type { Account, MetricSeries } from '../../src/simulation/account.ts';

/** Everything in an account that points to something that is not there, or that contradicts itself, as sentences. */
export function contradictions(account: Account): readonly string[] {
  return [...loadBalancing(account), ...targets(account), ...containers(account), ...ports(account)];
}

function loadBalancing({ elbv2, ec2 }: Account): readonly string[] {
  const groups = new Set(elbv2?.targetGroups?.map(({ TargetGroupArn }) => TargetGroupArn));
  const subnets = new Set(ec2?.subnets?.map(({ SubnetId }) => SubnetId));
  const securityGroups = new Set(ec2?.securityGroups?.map(({ GroupId }) => GroupId));
  const actions = [
    ...(elbv2?.listeners ?? []).flatMap(({ DefaultActions }) => DefaultActions ?? []),
    ...Object.values(elbv2?.rules ?? {}).flatMap((rules) => rules.flatMap(({ Actions }) => Actions ?? [])),
  ];
  const forwarded = actions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
    ...(TargetGroupArn === undefined ? [] : [TargetGroupArn]),
    ...(ForwardConfig?.TargetGroups ?? []).map((one) => one.TargetGroupArn),
  ]);
  return [
    ...forwarded.filter((arn) => !groups.has(arn)).map((arn) => `a rule forwards to ${arn ?? 'nothing'}`),
    ...Object.keys(elbv2?.rules ?? {})
      .filter((arn) => !elbv2?.listeners?.some(({ ListenerArn }) => ListenerArn === arn))
      .map((arn) => `rules of ${arn}, which is no listener`),
    ...(elbv2?.loadBalancers ?? []).flatMap(({ LoadBalancerName, SecurityGroups, AvailabilityZones }) => [
      ...(SecurityGroups ?? []).filter((id) => !securityGroups.has(id)).map((id) => `${LoadBalancerName} has ${id}`),
      ...(AvailabilityZones ?? [])
        .filter(({ SubnetId }) => !subnets.has(SubnetId))
        .map(({ SubnetId }) => `${LoadBalancerName} is in ${SubnetId}`),
    ]),
  ];
}

/** A draining target may have gone already; any other must be somewhere. */
function targets({ elbv2, ec2, lambda }: Account): readonly string[] {
  const addresses = new Map(
    (ec2?.networkInterfaces ?? []).flatMap((eni) =>
      [eni.PrivateIpAddress, ...(eni.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address)].map(
        (address) => [address, eni] as const,
      ),
    ),
  );
  const instances = new Set(ec2?.instances?.map(({ InstanceId }) => InstanceId));
  const functions = new Set(lambda?.functions.map(({ FunctionArn }) => FunctionArn));
  return (elbv2?.targetGroups ?? []).flatMap((group) =>
    (elbv2?.targetHealth?.[group.TargetGroupArn ?? ''] ?? []).flatMap(({ Target, TargetHealth }) => {
      const id = Target?.Id ?? '';
      const where = `${group.TargetGroupName} ${id}`;
      if (group.TargetType === 'lambda') return functions.has(id) ? [] : [`${where} is no function`];
      if (group.TargetType === 'instance') return instances.has(id) ? [] : [`${where} is no instance`];
      const eni = addresses.get(id);
      if (!eni) return TargetHealth?.State === 'draining' ? [] : [`${where} has no interface`];
      return eni.AvailabilityZone === Target?.AvailabilityZone ? [] : [`${where} is in another zone`];
    }),
  );
}

function containers({ ecs, ec2, elbv2 }: Account): readonly string[] {
  const definitions = new Set(ecs?.taskDefinitions?.map(({ taskDefinitionArn }) => taskDefinitionArn));
  const clusters = new Set(ecs?.clusters.map(({ clusterArn }) => clusterArn));
  const groups = new Set(elbv2?.targetGroups?.map(({ TargetGroupArn }) => TargetGroupArn));
  const interfaces = new Set(ec2?.networkInterfaces?.map(({ NetworkInterfaceId }) => NetworkInterfaceId));
  const names = new Set(ecs?.services?.map(({ serviceName }) => `service:${serviceName}`));
  return [
    ...(ecs?.services ?? []).flatMap(
      ({ serviceName, clusterArn, loadBalancers, taskDefinition, events, runningCount }) => {
        const running = (ecs?.tasks ?? []).filter(
          ({ group, lastStatus }) => group === `service:${serviceName}` && lastStatus === 'RUNNING',
        );
        const times = (events ?? []).map(({ createdAt }) => createdAt?.getTime() ?? 0);
        return [
          ...(clusters.has(clusterArn) ? [] : [`${serviceName} is in no cluster`]),
          ...(taskDefinition === undefined || definitions.has(taskDefinition)
            ? []
            : [`${serviceName} has no ${taskDefinition}`]),
          ...(loadBalancers ?? [])
            .filter(({ targetGroupArn }) => !groups.has(targetGroupArn))
            .map(() => `${serviceName} has no group`),
          ...(running.length === runningCount
            ? []
            : [`${serviceName} says ${runningCount} running, there are ${running.length}`]),
          ...(times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0))
            ? []
            : [`${serviceName}: events out of order`]),
        ];
      },
    ),
    ...(ecs?.tasks ?? []).flatMap(
      ({ taskArn, group, taskDefinitionArn, lastStatus, attachments, startedAt, stoppedAt, createdAt }) => {
        const eni = attachments?.[0]?.details?.find(({ name }) => name === 'networkInterfaceId')?.value;
        const order = [createdAt, startedAt, stoppedAt].flatMap((time) => (time ? [time.getTime()] : []));
        return [
          ...(names.has(group ?? '') || group?.startsWith('family:') ? [] : [`${taskArn} is of ${group}`]),
          ...(definitions.has(taskDefinitionArn) ? [] : [`${taskArn} has no definition`]),
          ...((lastStatus === 'STOPPED') === !interfaces.has(eni)
            ? []
            : [`${taskArn} is ${lastStatus} and its interface is not so`]),
          ...(order.every((time, index) => index === 0 || time >= (order[index - 1] ?? 0))
            ? []
            : [`${taskArn} ends before it begins`]),
        ];
      },
    ),
  ];
}

/** A load balancer whose security group may not reach a target's port, though nothing says that it is cut off. */
function ports({ ec2 }: Account): readonly string[] {
  const groups = new Set(ec2?.securityGroups?.map(({ GroupId }) => GroupId));
  return (ec2?.securityGroups ?? []).flatMap(({ GroupId, IpPermissions }) =>
    (IpPermissions ?? []).flatMap(({ UserIdGroupPairs }) =>
      (UserIdGroupPairs ?? [])
        .filter((pair) => !groups.has(pair.GroupId))
        .map((pair) => `${GroupId} admits ${pair.GroupId}`),
    ),
  );
}

/** Values of a metric with exactly these dimensions, as a map from the start of each minute. */
export function byMinute(
  account: Account,
  metric: string,
  dimensions: Readonly<Record<string, string>>,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const series of account.metrics ?? []) {
    if (series.metric !== metric || !sameDimensions(series, dimensions)) continue;
    const end = series.until?.getTime();
    if (end === undefined) continue;
    for (const [index, value] of series.values.entries())
      if (value !== null) found.set(end - (series.values.length - index) * 60_000, value);
  }
  return found;
}

function sameDimensions(series: MetricSeries, wanted: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(wanted);
  return (
    names.length === Object.keys(series.dimensions).length &&
    names.every((name) => series.dimensions[name] === wanted[name])
  );
}
