import type { Account, Elbv2, MetricSeries } from '#simulation/account';

export const elb = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
export const arns = {
  balancer: `${elb}:loadbalancer/app/checkout/50dc6c495c0c9188`,
  other: `${elb}:loadbalancer/net/wires/50dc6c495c0c9199`,
  listener: `${elb}:listener/app/checkout/50dc6c495c0c9188/f2f7dc8efc522ab2`,
  rule: `${elb}:listener-rule/app/checkout/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
  defaultRule: `${elb}:listener-rule/app/checkout/50dc6c495c0c9188/f2f7dc8efc522ab2/0000000000000000`,
  api: `${elb}:targetgroup/checkout-api/73e2d6bc24d8a067`,
  next: `${elb}:targetgroup/checkout-next/83e2d6bc24d8a068`,
};

/** A shop behind a load balancer: four targets in two groups. `more` goes over it. */
export function balanced(more: Partial<Elbv2> = {}, rest: Partial<Account> = {}): Account {
  const group = (TargetGroupArn: string, TargetGroupName: string) => ({
    TargetGroupArn,
    TargetGroupName,
    TargetType: 'ip' as const,
    Protocol: 'HTTP' as const,
    ProtocolVersion: 'HTTP1',
    Port: 8080,
    VpcId: 'vpc-1',
    LoadBalancerArns: [arns.balancer],
    HealthCheckEnabled: true,
    HealthCheckPath: '/',
    HealthCheckProtocol: 'HTTP' as const,
    HealthCheckPort: 'traffic-port',
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
  });
  const target = (Id: string) => ({
    Target: { Id, Port: 8080, AvailabilityZone: 'eu-west-1a' },
    HealthCheckPort: '8080',
    TargetHealth: { State: 'healthy' as const },
  });
  const face = (Id: string, number: number, Description: string) => ({
    NetworkInterfaceId: `eni-${number}`,
    VpcId: 'vpc-1',
    SubnetId: 'subnet-1',
    Description,
    PrivateIpAddress: Id,
    PrivateIpAddresses: [{ PrivateIpAddress: Id, Primary: true }],
  });
  return {
    id: '123456789012',
    region: 'eu-west-1',
    elbv2: {
      loadBalancers: [
        {
          LoadBalancerArn: arns.balancer,
          LoadBalancerName: 'checkout',
          Type: 'application',
          State: { Code: 'active' },
          VpcId: 'vpc-1',
        },
      ],
      targetGroups: [group(arns.api, 'checkout-api'), group(arns.next, 'checkout-next')],
      listeners: [
        {
          ListenerArn: arns.listener,
          LoadBalancerArn: arns.balancer,
          Port: 80,
          Protocol: 'HTTP',
          DefaultActions: [forward({ [arns.api]: 100, [arns.next]: 0 })],
        },
      ],
      rules: {
        [arns.listener]: [
          {
            RuleArn: arns.rule,
            Priority: '10',
            IsDefault: false,
            Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } }],
            Actions: [forward({ [arns.api]: 10, [arns.next]: 90 })],
          },
        ],
      },
      targetHealth: {
        [arns.api]: [target('10.0.1.10'), target('10.0.1.11'), target('10.0.1.12')],
        [arns.next]: [],
      },
      ...more,
    },
    ec2: {
      networkInterfaces: [
        face('10.0.1.10', 1, 'checkout one'),
        face('10.0.1.11', 2, 'checkout two'),
        face('10.0.1.12', 3, 'checkout three'),
      ],
    },
    ...rest,
  };
}

export function forward(weights: Readonly<Record<string, number>>) {
  return {
    Type: 'forward' as const,
    Order: 1,
    ForwardConfig: {
      TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 3_600 },
    },
  };
}

/** The account with some of its load balancing changed. */
export function changed(part: (elbv2: Elbv2) => Partial<Elbv2>): (account: Account) => Account {
  return (account) => {
    const elbv2 = { loadBalancers: [], ...account.elbv2 };
    return { ...account, elbv2: { ...elbv2, ...part(elbv2) } };
  };
}

/** A sum for each minute up to `until`, the newest last. */
export function perMinute(metric: string, values: readonly number[], until: Date): MetricSeries {
  const dimensions = { LoadBalancer: 'app/checkout/50dc6c495c0c9188' };
  return { namespace: 'AWS/ApplicationELB', metric, dimensions, values, until };
}
