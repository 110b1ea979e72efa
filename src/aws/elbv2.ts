import type {
  Listener as WireListener,
  LoadBalancer as WireLoadBalancer,
  TargetGroup as WireTargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ruleOf, actionsOf } from './elbv2-rules.ts';
import type { Action, Rule } from './elbv2-rules.ts';
import { inBatches, pages } from './pages.ts';
import { read } from './service.ts';
import type { Send } from './service.ts';

export type { Action, Rule, WeightedTarget } from './elbv2-rules.ts';
export { loadBalancerAttributes, targetGroupAttributes } from './elbv2-attributes.ts';
export type { LoadBalancerAttributes, LogDelivery, TargetGroupAttributes } from './elbv2-attributes.ts';

/** A load balancer. */
export interface LoadBalancer {
  readonly arn: string;
  /** `app/name/id`: its name in CloudWatch dimensions, access logs and interface descriptions. */
  readonly id: string;
  readonly name: string;
  readonly dnsName: string;
  /** `application`, `network` or `gateway`. */
  readonly type: string;
  readonly scheme: string;
  /** `active`, `provisioning`, `active_impaired` or `failed`. */
  readonly state: string;
  readonly stateReason: string | null;
  readonly vpc: string;
  readonly zones: readonly { readonly zone: string; readonly subnet: string }[];
  readonly securityGroups: readonly string[];
  readonly ipAddressType: string;
  readonly createdAt: Date | null;
}

/** A target group, and how it finds out whether a target is healthy. */
export interface TargetGroup {
  readonly arn: string;
  /** `targetgroup/name/id`: its name in CloudWatch dimensions. */
  readonly id: string;
  readonly name: string;
  /** `instance`, `ip`, `lambda` or `alb`. */
  readonly targetType: string;
  /** Null, as `port` is, for Lambda targets. */
  readonly protocol: string | null;
  readonly protocolVersion: string | null;
  readonly port: number | null;
  readonly vpc: string | null;
  /** ARNs; AWS allows one load balancer today. */
  readonly loadBalancers: readonly string[];
  readonly healthCheck: HealthCheck;
}

export interface HealthCheck {
  readonly enabled: boolean;
  readonly protocol: string | null;
  /** A number, or `traffic-port`. */
  readonly port: string | null;
  readonly path: string | null;
  readonly intervalSeconds: number | null;
  readonly timeoutSeconds: number | null;
  readonly healthyThreshold: number | null;
  readonly unhealthyThreshold: number | null;
  /** Codes that count as healthy, as AWS writes them: `200`, `200-299`, `0` (gRPC). */
  readonly matcher: string | null;
}

export interface Listener {
  readonly arn: string;
  readonly loadBalancer: string;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly sslPolicy: string | null;
  readonly certificates: readonly string[];
  /** `off`, `passthrough` or `verify`. */
  readonly mutualTls: string | null;
  readonly defaultActions: readonly Action[];
}

/** One target as the load balancer sees it. `reason` and `description` are AWS's words. */
export interface TargetHealth {
  readonly id: string;
  readonly port: number | null;
  readonly zone: string | null;
  readonly healthCheckPort: string | null;
  /** `healthy`, `unhealthy`, `unused`, `initial`, `draining`, `unhealthy.draining`, `unavailable`, or newer ones. */
  readonly state: string;
  readonly reason: string | null;
  readonly description: string | null;
  /** Set while an operator's zonal shift is in force: `{ state: 'zonal_shift_active', … }`. */
  readonly administrativeOverride: { readonly state: string; readonly reason: string | null } | null;
}

/** All load balancers, or those named. An unknown name or ARN is a `ReadFailure` `absent`. */
export const loadBalancers = read(
  'elbv2',
  'DescribeLoadBalancers',
  async (
    send,
    which: { readonly names?: readonly string[]; readonly arns?: readonly string[] },
  ): Promise<readonly LoadBalancer[]> => {
    if (which.names) return inBatches(which.names, 20, (Names) => loadBalancerPages(send, { Names }));
    if (which.arns)
      return inBatches(which.arns, 20, (LoadBalancerArns) => loadBalancerPages(send, { LoadBalancerArns }));
    return loadBalancerPages(send, { PageSize: 400 });
  },
);

/** The target groups of one load balancer, those named by ARN, or all. */
export const targetGroups = read(
  'elbv2',
  'DescribeTargetGroups',
  async (
    send,
    which: { readonly loadBalancer?: string; readonly arns?: readonly string[] },
  ): Promise<readonly TargetGroup[]> => {
    if (which.arns) return inBatches(which.arns, 20, (TargetGroupArns) => targetGroupPages(send, { TargetGroupArns }));
    if (which.loadBalancer) return targetGroupPages(send, { LoadBalancerArn: which.loadBalancer, PageSize: 400 });
    return targetGroupPages(send, { PageSize: 400 });
  },
);

export const listeners = read(
  'elbv2',
  'DescribeListeners',
  async (send, { loadBalancer }: { readonly loadBalancer: string }): Promise<readonly Listener[]> =>
    pages(
      (Marker) => send({ LoadBalancerArn: loadBalancer, PageSize: 400, Marker }),
      (page) => page.NextMarker,
      (page) => page.Listeners?.map(listenerOf),
    ),
);

/** The rules of a listener in the order they are tried, its default rule last. */
export const rules = read(
  'elbv2',
  'DescribeRules',
  async (send, { listener }: { readonly listener: string }): Promise<readonly Rule[]> => {
    const all = await pages(
      (Marker) => send({ ListenerArn: listener, PageSize: 400, Marker }),
      (page) => page.NextMarker,
      (page) => page.Rules?.map(ruleOf),
    );
    const place = ({ priority }: Rule) => (priority === 'default' ? Infinity : Number(priority));
    return all.toSorted((a, b) => place(a) - place(b) || 0);
  },
);

/** The targets of one group. AWS gives them all in one answer. */
export const targetHealth = read(
  'elbv2',
  'DescribeTargetHealth',
  async (send, { targetGroup }: { readonly targetGroup: string }): Promise<readonly TargetHealth[]> => {
    const { TargetHealthDescriptions } = await send({ TargetGroupArn: targetGroup });
    return (TargetHealthDescriptions ?? []).map(
      ({ Target, HealthCheckPort, TargetHealth, AdministrativeOverride }) => ({
        id: Target?.Id ?? '',
        port: Target?.Port ?? null,
        zone: Target?.AvailabilityZone ?? null,
        healthCheckPort: HealthCheckPort ?? null,
        state: TargetHealth?.State ?? 'unavailable',
        reason: TargetHealth?.Reason ?? null,
        description: TargetHealth?.Description ?? null,
        administrativeOverride:
          AdministrativeOverride?.State && AdministrativeOverride.State !== 'no_override'
            ? { state: AdministrativeOverride.State, reason: AdministrativeOverride.Reason ?? null }
            : null,
      }),
    );
  },
);

type LoadBalancerFilter = { Names?: string[]; LoadBalancerArns?: string[]; PageSize?: number };

function loadBalancerPages(send: Send<'elbv2', 'DescribeLoadBalancers'>, filter: LoadBalancerFilter) {
  return pages(
    (Marker) => send({ ...filter, Marker }),
    (page) => page.NextMarker,
    (page) => page.LoadBalancers?.map(loadBalancerOf),
  );
}

type TargetGroupFilter = { TargetGroupArns?: string[]; LoadBalancerArn?: string; PageSize?: number };

function targetGroupPages(send: Send<'elbv2', 'DescribeTargetGroups'>, filter: TargetGroupFilter) {
  return pages(
    (Marker) => send({ ...filter, Marker }),
    (page) => page.NextMarker,
    (page) => page.TargetGroups?.map(targetGroupOf),
  );
}

function loadBalancerOf(wire: WireLoadBalancer): LoadBalancer {
  return {
    arn: wire.LoadBalancerArn ?? '',
    id: wire.LoadBalancerArn?.split(':loadbalancer/')[1] ?? '',
    name: wire.LoadBalancerName ?? '',
    dnsName: wire.DNSName ?? '',
    type: wire.Type ?? 'application',
    scheme: wire.Scheme ?? '',
    state: wire.State?.Code ?? 'unknown',
    stateReason: wire.State?.Reason ?? null,
    vpc: wire.VpcId ?? '',
    zones: (wire.AvailabilityZones ?? []).map(({ ZoneName, SubnetId }) => ({
      zone: ZoneName ?? '',
      subnet: SubnetId ?? '',
    })),
    securityGroups: wire.SecurityGroups ?? [],
    ipAddressType: wire.IpAddressType ?? 'ipv4',
    createdAt: wire.CreatedTime ?? null,
  };
}

function targetGroupOf(wire: WireTargetGroup): TargetGroup {
  return {
    arn: wire.TargetGroupArn ?? '',
    id: wire.TargetGroupArn?.split(':').at(-1) ?? '',
    name: wire.TargetGroupName ?? '',
    targetType: wire.TargetType ?? 'instance',
    protocol: wire.Protocol ?? null,
    protocolVersion: wire.ProtocolVersion ?? null,
    port: wire.Port ?? null,
    vpc: wire.VpcId ?? null,
    loadBalancers: wire.LoadBalancerArns ?? [],
    healthCheck: {
      enabled: wire.HealthCheckEnabled ?? true,
      protocol: wire.HealthCheckProtocol ?? null,
      port: wire.HealthCheckPort ?? null,
      path: wire.HealthCheckPath ?? null,
      intervalSeconds: wire.HealthCheckIntervalSeconds ?? null,
      timeoutSeconds: wire.HealthCheckTimeoutSeconds ?? null,
      healthyThreshold: wire.HealthyThresholdCount ?? null,
      unhealthyThreshold: wire.UnhealthyThresholdCount ?? null,
      matcher: wire.Matcher?.HttpCode ?? wire.Matcher?.GrpcCode ?? null,
    },
  };
}

function listenerOf(wire: WireListener): Listener {
  return {
    arn: wire.ListenerArn ?? '',
    loadBalancer: wire.LoadBalancerArn ?? '',
    port: wire.Port ?? null,
    protocol: wire.Protocol ?? null,
    sslPolicy: wire.SslPolicy ?? null,
    certificates: (wire.Certificates ?? []).flatMap(({ CertificateArn }) => CertificateArn ?? []),
    mutualTls: wire.MutualAuthentication?.Mode ?? null,
    defaultActions: actionsOf(wire.DefaultActions),
  };
}
