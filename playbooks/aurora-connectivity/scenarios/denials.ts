import type { Scenario } from '#simulation/scenario';
import { unread } from './unread.ts';

const trail = 'cloudtrail:LookupEvents';

export const denials: readonly Scenario[] = [
  unread({
    of: 'cluster-starting/by-hand',
    id: 'cluster-starting/instances-denied',
    title: 'Starting, and instances may not be described',
    story: 'Instances and events may not be read; the cluster itself says that it is starting.',
    denies: ['rds:DescribeDBInstances', 'rds:DescribeEvents'],
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-starting'],
      gaps: ['rds:DescribeDBInstances'],
      mustNotClaim: ['instance-down', 'cluster-stopped', 'sg-missing-ingress'],
    },
  }),
  unread({
    of: 'failover-in-progress/at-this-moment',
    id: 'failover-in-progress/events-denied',
    title: 'A failover under way, and events may not be read',
    story: 'Events may not be read; the state of the cluster tells of it all the same.',
    denies: ['rds:DescribeEvents', trail],
    truth: {
      kind: 'diagnosed',
      rootCause: ['failover-in-progress'],
      gaps: ['rds:DescribeEvents'],
      mustNotClaim: ['recent-failover', 'failover-failed', 'wrong-port'],
    },
  }),
  unread({
    of: 'failover-failed/no-healthy-reader',
    id: 'failover-failed/events-denied',
    title: 'The writer has failed, and events may not be read',
    story: 'That the writer has failed is plain; that a failover was tried and failed only events tell.',
    denies: ['rds:DescribeEvents', trail],
    truth: {
      kind: 'diagnosed',
      rootCause: ['instance-down'],
      gaps: ['rds:DescribeEvents'],
      mustNotClaim: ['failover-failed', 'recent-failover', 'failover-in-progress', 'sg-missing-ingress'],
    },
  }),
  unread({
    of: 'instance-down/bad-parameters',
    id: 'instance-down/instances-denied',
    title: 'Connections are refused, and instances may not be described',
    story: 'Neither instances nor events may be read. Something refuses connections, and what it is cannot be told.',
    denies: ['rds:DescribeDBInstances', 'rds:DescribeEvents', trail],
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['rds:DescribeDBInstances'],
      mustNotClaim: ['instance-down', 'wrong-port', 'no-writer', 'sg-missing-ingress'],
    },
  }),
  unread({
    of: 'client-egress-blocked/port-443-only',
    id: 'client-egress-blocked/groups-denied',
    title: 'Packets are lost, and security groups may not be read',
    story: 'Neither security groups nor the trail may be read: where packets are lost cannot be told.',
    denies: ['ec2:DescribeSecurityGroups', trail],
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['ec2:DescribeSecurityGroups'],
      mustNotClaim: ['client-egress-blocked', 'sg-missing-ingress', 'nacl-blocks', 'no-route'],
    },
  }),
  unread({
    of: 'wrong-endpoint-stale/blue-green-leftover',
    id: 'wrong-endpoint-stale/definitions-denied',
    title: 'A name that cannot be resolved, and the definition may not be read',
    story: 'The task definition may not be read. The name that is no more stands in the log of the client.',
    denies: ['ecs:DescribeTaskDefinition', trail],
    truth: {
      kind: 'diagnosed',
      rootCause: ['wrong-endpoint-stale'],
      gaps: ['ecs:DescribeTaskDefinition'],
      mustNotClaim: ['dns-failure', 'no-writer', 'sg-missing-ingress'],
    },
  }),
  unread({
    of: 'wrong-endpoint-instance/bound-to-the-old-writer',
    id: 'wrong-endpoint-instance/definitions-denied',
    title: 'Writes meet a reader, and definitions may not be read',
    story:
      'Task definitions may not be read: whether the name of an instance or a remembered address is to blame cannot be told.',
    denies: ['ecs:DescribeTaskDefinition'],
    truth: {
      kind: 'diagnosed',
      rootCause: ['recent-failover'],
      gaps: ['ecs:DescribeTaskDefinition'],
      mustNotClaim: [
        'wrong-endpoint-reader',
        'wrong-endpoint-stale',
        'failover-in-progress',
        'wrong-endpoint-instance',
      ],
    },
  }),
  unread({
    of: 'global-secondary-write/writes-in-the-second-region',
    id: 'global-secondary-write/logs-denied',
    title: 'A second region, and logs may not be read',
    story: 'Logs may not be read: that the cluster only reads is plain, that somebody writes to it is not.',
    denies: ['logs:*'],
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['logs:FilterLogEvents'],
      mustNotClaim: ['no-writer', 'recent-failover', 'global-secondary-write', 'instance-down'],
    },
  }),
  unread({
    of: 'wrong-port/default-of-another-engine',
    id: 'wrong-port/definitions-denied',
    title: 'A wrong port, and definitions may not be read',
    story:
      'The task definition may not be read. The log shows the port that was tried, and RDS says which one is listened on.',
    denies: ['ecs:DescribeTaskDefinition', trail],
    truth: {
      kind: 'diagnosed',
      rootCause: ['wrong-port'],
      gaps: ['ecs:DescribeTaskDefinition'],
      mustNotClaim: ['sg-missing-ingress', 'client-egress-blocked', 'nacl-blocks'],
    },
  }),
  unread({
    of: 'connection-storm/function-burst',
    id: 'connection-storm/metrics-denied',
    title: 'Slow to connect, and metrics may not be read',
    story: 'Metrics may not be read, so that nobody sees how many connections are made.',
    denies: ['cloudwatch:GetMetricData'],
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['connection-storm', 'connections-exhausted', 'sg-missing-ingress', 'nacl-blocks'],
    },
  }),
  unread({
    of: 'cpu-saturated/provisioned-and-full',
    id: 'cpu-saturated/metrics-denied',
    title: 'Slow to connect to a provisioned cluster, and metrics may not be read',
    story: 'Metrics may not be read.',
    denies: ['cloudwatch:GetMetricData'],
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['cpu-saturated', 'connections-exhausted', 'sg-missing-ingress'],
    },
  }),
  unread({
    of: 'memory-pressure/nearly-none-left',
    id: 'memory-pressure/metrics-denied',
    title: 'Connections are closed, and metrics may not be read',
    story: 'Metrics may not be read.',
    denies: ['cloudwatch:GetMetricData'],
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['memory-pressure', 'recent-failover', 'instance-down', 'sg-missing-ingress'],
    },
  }),
  unread({
    of: 'local-storage-full/temporary-files',
    id: 'local-storage-full/metrics-denied',
    title: 'No space left, says the client, and metrics may not be read',
    story: 'Metrics may not be read; the message of the engine says which space is gone.',
    denies: ['cloudwatch:GetMetricData'],
    truth: {
      kind: 'diagnosed',
      rootCause: ['local-storage-full'],
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['volume-full', 'recent-failover', 'connections-exhausted'],
    },
  }),
];
