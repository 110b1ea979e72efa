import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';

type Attributes = Readonly<Record<string, string>>;

const everyLoadBalancer: Attributes = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'deletion_protection.enabled': 'false',
  'ipv6.deny_all_igw_traffic': 'false',
  'zonal_shift.config.enabled': 'false',
};

/**
 * What a load balancer has that nobody configured.
 * Source: LoadBalancerAttribute in the Elastic Load Balancing API Reference.
 */
export function loadBalancerDefaults(type: string): Attributes {
  if (type !== 'application') return { ...everyLoadBalancer, 'load_balancing.cross_zone.enabled': 'false' };
  return {
    ...everyLoadBalancer,
    'load_balancing.cross_zone.enabled': 'true',
    'client_keep_alive.seconds': '3600',
    'connection_logs.s3.enabled': 'false',
    'connection_logs.s3.bucket': '',
    'connection_logs.s3.prefix': '',
    'idle_timeout.timeout_seconds': '60',
    'routing.http.desync_mitigation_mode': 'defensive',
    'routing.http.drop_invalid_header_fields.enabled': 'false',
    'routing.http.preserve_host_header.enabled': 'false',
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
    'routing.http.xff_client_port.enabled': 'false',
    'routing.http.xff_header_processing.mode': 'append',
    'routing.http2.enabled': 'true',
    'waf.fail_open.enabled': 'false',
  };
}

const everyTargetGroup: Attributes = {
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'stickiness.enabled': 'false',
  'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
};

/**
 * What a target group has that nobody configured.
 * Source: TargetGroupAttribute in the Elastic Load Balancing API Reference.
 */
export function targetGroupDefaults({ TargetType, Protocol }: TargetGroup): Attributes {
  if (TargetType === 'lambda') return { ...everyTargetGroup, 'lambda.multi_value_headers.enabled': 'false' };
  const drained = { ...everyTargetGroup, 'deregistration_delay.timeout_seconds': '300' };
  if (Protocol !== 'HTTP' && Protocol !== 'HTTPS') {
    return {
      ...drained,
      'deregistration_delay.connection_termination.enabled': 'false',
      'preserve_client_ip.enabled': String(TargetType === 'instance'),
      'proxy_protocol_v2.enabled': 'false',
      'stickiness.type': 'source_ip',
      'target_health_state.unhealthy.connection_termination.enabled': 'true',
    };
  }
  return {
    ...drained,
    'load_balancing.algorithm.anomaly_mitigation': 'off',
    'load_balancing.algorithm.type': 'round_robin',
    'slow_start.duration_seconds': '0',
    'stickiness.app_cookie.cookie_name': '',
    'stickiness.app_cookie.duration_seconds': '86400',
    'stickiness.lb_cookie.duration_seconds': '86400',
    'stickiness.type': 'lb_cookie',
  };
}
