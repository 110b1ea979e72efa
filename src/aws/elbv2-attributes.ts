import { read } from './service.ts';

/** Where a load balancer writes a kind of log; null when it does not. */
export interface LogDelivery {
  readonly bucket: string;
  readonly prefix: string;
}

/** Attributes of a load balancer. Null is an attribute that AWS did not mention. Times in seconds. */
export interface LoadBalancerAttributes {
  readonly idleTimeoutSeconds: number | null;
  readonly clientKeepAliveSeconds: number | null;
  readonly accessLogs: LogDelivery | null;
  readonly connectionLogs: LogDelivery | null;
  readonly healthCheckLogs: LogDelivery | null;
  /** `monitor`, `defensive` or `strictest`. */
  readonly desyncMitigationMode: string | null;
  readonly dropsInvalidHeaders: boolean | null;
  readonly zonalShiftEnabled: boolean | null;
  readonly wafFailsOpen: boolean | null;
  readonly crossZone: boolean | null;
  /** Every attribute, as AWS wrote it. */
  readonly raw: Readonly<Record<string, string>>;
}

/** Attributes of a target group. Null is an attribute that AWS did not mention. Times in seconds. */
export interface TargetGroupAttributes {
  readonly deregistrationDelaySeconds: number | null;
  readonly slowStartSeconds: number | null;
  readonly sticky: boolean | null;
  /** `true`, `false` or `use_load_balancer_configuration`. */
  readonly crossZone: string | null;
  /** `round_robin`, `least_outstanding_requests` or `weighted_random`. */
  readonly algorithm: string | null;
  readonly anomalyMitigation: boolean | null;
  /** Every attribute, as AWS wrote it. */
  readonly raw: Readonly<Record<string, string>>;
}

export const loadBalancerAttributes = read(
  'elbv2',
  'DescribeLoadBalancerAttributes',
  async (send, { loadBalancer }: { readonly loadBalancer: string }): Promise<LoadBalancerAttributes> => {
    const { Attributes } = await send({ LoadBalancerArn: loadBalancer });
    const raw = record(Attributes);
    return {
      idleTimeoutSeconds: number(raw['idle_timeout.timeout_seconds']),
      clientKeepAliveSeconds: number(raw['client_keep_alive.seconds']),
      accessLogs: delivery(raw, 'access_logs'),
      connectionLogs: delivery(raw, 'connection_logs'),
      healthCheckLogs: delivery(raw, 'health_check_logs'),
      desyncMitigationMode: raw['routing.http.desync_mitigation_mode'] ?? null,
      dropsInvalidHeaders: flag(raw['routing.http.drop_invalid_header_fields.enabled']),
      zonalShiftEnabled: flag(raw['zonal_shift.config.enabled']),
      wafFailsOpen: flag(raw['waf.fail_open.enabled']),
      crossZone: flag(raw['load_balancing.cross_zone.enabled']),
      raw,
    };
  },
);

export const targetGroupAttributes = read(
  'elbv2',
  'DescribeTargetGroupAttributes',
  async (send, { targetGroup }: { readonly targetGroup: string }): Promise<TargetGroupAttributes> => {
    const { Attributes } = await send({ TargetGroupArn: targetGroup });
    const raw = record(Attributes);
    return {
      deregistrationDelaySeconds: number(raw['deregistration_delay.timeout_seconds']),
      slowStartSeconds: number(raw['slow_start.duration_seconds']),
      sticky: flag(raw['stickiness.enabled']),
      crossZone: raw['load_balancing.cross_zone.enabled'] ?? null,
      algorithm: raw['load_balancing.algorithm.type'] ?? null,
      anomalyMitigation:
        raw['load_balancing.algorithm.anomaly_mitigation'] === undefined
          ? null
          : raw['load_balancing.algorithm.anomaly_mitigation'] === 'on',
      raw,
    };
  },
);

function record(attributes: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined) {
  return Object.fromEntries((attributes ?? []).flatMap(({ Key, Value }) => (Key ? [[Key, Value ?? '']] : [])));
}

function number(text: string | undefined): number | null {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isFinite(value) ? null : value;
}

function flag(text: string | undefined): boolean | null {
  return text === 'true' ? true : text === 'false' ? false : null;
}

function delivery(raw: Record<string, string>, kind: string): LogDelivery | null {
  const bucket = raw[`${kind}.s3.bucket`];
  if (raw[`${kind}.s3.enabled`] !== 'true' || !bucket) return null;
  return { bucket, prefix: raw[`${kind}.s3.prefix`] ?? '' };
}
