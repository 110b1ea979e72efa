import { loadBalancerAttributes, targetGroupAttributes } from '../../src/aws/elbv2.ts';
import { arns, xml } from './elbv2-wire.ts';
import { describeCall } from './wire.ts';

const { checkout, api } = arns;

describeCall('attributes of a load balancer', {
  call: loadBalancerAttributes,
  input: { loadBalancer: checkout },
  exchanges: [
    {
      asks: { LoadBalancerArn: checkout },
      answer: xml(
        'DescribeLoadBalancerAttributes',
        `<Attributes>
          <member><Value>true</Value><Key>access_logs.s3.enabled</Key></member>
          <member><Value>logs</Value><Key>access_logs.s3.bucket</Key></member>
          <member><Value></Value><Key>access_logs.s3.prefix</Key></member>
          <member><Value>false</Value><Key>connection_logs.s3.enabled</Key></member>
          <member><Value>stale</Value><Key>connection_logs.s3.bucket</Key></member>
          <member><Value>65</Value><Key>idle_timeout.timeout_seconds</Key></member>
          <member><Value>defensive</Value><Key>routing.http.desync_mitigation_mode</Key></member>
          <member><Value>true</Value><Key>zonal_shift.config.enabled</Key></member>
          <member><Value>maybe</Value><Key>waf.fail_open.enabled</Key></member>
        </Attributes>`,
      ),
    },
  ],
  gives: {
    idleTimeoutSeconds: 65,
    clientKeepAliveSeconds: null,
    accessLogs: { bucket: 'logs', prefix: '' },
    connectionLogs: null,
    healthCheckLogs: null,
    desyncMitigationMode: 'defensive',
    dropsInvalidHeaders: null,
    zonalShiftEnabled: true,
    wafFailsOpen: null,
    crossZone: null,
    raw: {
      'access_logs.s3.enabled': 'true',
      'access_logs.s3.bucket': 'logs',
      'access_logs.s3.prefix': '',
      'connection_logs.s3.enabled': 'false',
      'connection_logs.s3.bucket': 'stale',
      'idle_timeout.timeout_seconds': '65',
      'routing.http.desync_mitigation_mode': 'defensive',
      'zonal_shift.config.enabled': 'true',
      'waf.fail_open.enabled': 'maybe',
    },
  },
});

describeCall('attributes of a target group', {
  call: targetGroupAttributes,
  input: { targetGroup: api },
  exchanges: [
    {
      asks: { TargetGroupArn: api },
      answer: xml(
        'DescribeTargetGroupAttributes',
        `<Attributes>
          <member><Value>30</Value><Key>deregistration_delay.timeout_seconds</Key></member>
          <member><Value>0</Value><Key>slow_start.duration_seconds</Key></member>
          <member><Value>false</Value><Key>stickiness.enabled</Key></member>
          <member><Value>use_load_balancer_configuration</Value><Key>load_balancing.cross_zone.enabled</Key></member>
          <member><Value>weighted_random</Value><Key>load_balancing.algorithm.type</Key></member>
          <member><Value>on</Value><Key>load_balancing.algorithm.anomaly_mitigation</Key></member>
        </Attributes>`,
      ),
    },
  ],
  gives: {
    deregistrationDelaySeconds: 30,
    slowStartSeconds: 0,
    sticky: false,
    crossZone: 'use_load_balancer_configuration',
    algorithm: 'weighted_random',
    anomalyMitigation: true,
    raw: {
      'deregistration_delay.timeout_seconds': '30',
      'slow_start.duration_seconds': '0',
      'stickiness.enabled': 'false',
      'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
      'load_balancing.algorithm.type': 'weighted_random',
      'load_balancing.algorithm.anomaly_mitigation': 'on',
    },
  },
});
