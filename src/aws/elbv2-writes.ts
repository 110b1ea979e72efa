import { withWeights } from './elbv2-whole-rule.ts';
import type { WholeRule } from './elbv2-whole-rule.ts';
import { writeCall } from './write-call.ts';

/** Attributes of a load balancer, as AWS names them; the others stay as they are. */
export const setLoadBalancerAttributes = writeCall(
  'elbv2',
  'ModifyLoadBalancerAttributes',
  ({ arn }: { readonly arn: string; readonly attributes: Readonly<Record<string, string>> }) => [arn],
  async (send, { arn, attributes }) => {
    const Attributes = Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
    await send({ LoadBalancerArn: arn, Attributes });
  },
);

/** Settings of health checks. What is left out stays as it is. */
export interface HealthCheckSettings {
  readonly path?: string;
  /** Codes that count as healthy: `200-299`, `0` for gRPC. */
  readonly matcher?: string;
  readonly timeoutSeconds?: number;
  readonly unhealthyThreshold?: number;
}

export const setHealthCheck = writeCall(
  'elbv2',
  'ModifyTargetGroup',
  ({ arn }: { readonly arn: string; readonly grpc: boolean; readonly settings: HealthCheckSettings }) => [arn],
  async (send, { arn, grpc, settings: { path, matcher, timeoutSeconds, unhealthyThreshold } }) => {
    await send({
      TargetGroupArn: arn,
      HealthCheckPath: path,
      HealthCheckTimeoutSeconds: timeoutSeconds,
      UnhealthyThresholdCount: unhealthyThreshold,
      ...(matcher !== undefined && { Matcher: grpc ? { GrpcCode: matcher } : { HttpCode: matcher } }),
    });
  },
);

/** One target of a group. */
export interface OneTarget {
  /** Of the target group. */
  readonly arn: string;
  readonly id: string;
  readonly port: number;
  /** `all`, or the zone of an address outside of the VPC; null where AWS finds it out. */
  readonly zone: string | null;
}

export const deregisterTarget = writeCall('elbv2', 'DeregisterTargets', groupOf, async (send, target) => {
  await send({ TargetGroupArn: target.arn, Targets: [wireTarget(target)] });
});

export const registerTarget = writeCall('elbv2', 'RegisterTargets', groupOf, async (send, target) => {
  await send({ TargetGroupArn: target.arn, Targets: [wireTarget(target)] });
});

function groupOf({ arn }: OneTarget): readonly string[] {
  return [arn];
}

function wireTarget({ id, port, zone }: OneTarget) {
  return { Id: id, Port: port, ...(zone !== null && { AvailabilityZone: zone }) };
}

/** A rule with other weights for its target groups, by their ARN. All its actions go along: AWS replaces them. */
interface Weighed {
  readonly rule: WholeRule;
  readonly weights: Readonly<Record<string, number>>;
}

export const setRuleWeights = writeCall(
  'elbv2',
  'ModifyRule',
  ({ rule }: Weighed) => [rule.arn],
  async (send, { rule, weights }) => {
    await send({ RuleArn: rule.arn, Actions: withWeights(rule.wire, weights) });
  },
);

/** The rule that a listener tries last is changed by the listener: AWS does not let ModifyRule do it. */
export const setDefaultWeights = writeCall(
  'elbv2',
  'ModifyListener',
  ({ rule }: Weighed) => [rule.listener],
  async (send, { rule, weights }) => {
    await send({ ListenerArn: rule.listener, DefaultActions: withWeights(rule.wire, weights) });
  },
);
