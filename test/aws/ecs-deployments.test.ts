import { deploymentArns, serviceDeployments, serviceRevisions } from '../../src/aws/ecs-deployments.ts';
import { describeCall } from './wire.ts';

const arn = (what: string) => `arn:aws:ecs:eu-west-1:123456789012:${what}`;
const cluster = arn('cluster/production');
const seconds = (iso: string) => Date.parse(iso) / 1000;
const since = new Date('2026-11-08T10:00:00Z');

describeCall('the latest deployments of a service, the newest first', {
  call: deploymentArns,
  input: { cluster, service: 'checkout', since, most: 2 },
  exchanges: [
    {
      asks: {
        cluster,
        service: 'checkout',
        createdAt: { after: seconds('2026-11-08T10:00:00Z') },
        maxResults: 100,
        nextToken: undefined,
      },
      answer: JSON.stringify({
        serviceDeployments: [
          { serviceDeploymentArn: arn('service-deployment/1'), createdAt: seconds('2026-11-10T10:00:00Z') },
          { serviceDeploymentArn: arn('service-deployment/2'), createdAt: seconds('2026-11-20T10:00:00Z') },
        ],
        nextToken: 'more',
      }),
    },
    {
      asks: { nextToken: 'more' },
      answer: JSON.stringify({
        serviceDeployments: [
          { serviceDeploymentArn: arn('service-deployment/3'), createdAt: seconds('2026-11-21T10:00:00Z') },
        ],
      }),
    },
  ],
  gives: [arn('service-deployment/3'), arn('service-deployment/2')],
});

describeCall('what became of deployments', {
  call: serviceDeployments,
  input: { arns: [arn('service-deployment/1'), arn('service-deployment/2')] },
  exchanges: [
    {
      asks: { serviceDeploymentArns: [arn('service-deployment/1'), arn('service-deployment/2')] },
      answer: JSON.stringify({
        serviceDeployments: [
          { serviceDeploymentArn: arn('service-deployment/1'), createdAt: seconds('2026-11-10T10:00:00Z') },
          {
            serviceDeploymentArn: arn('service-deployment/2'),
            status: 'ROLLBACK_SUCCESSFUL',
            statusReason: 'Service deployment rolled back because the circuit breaker was triggered.',
            createdAt: seconds('2026-11-20T10:00:00Z'),
            startedAt: seconds('2026-11-20T10:00:01Z'),
            finishedAt: seconds('2026-11-20T10:09:00Z'),
            sourceServiceRevisions: [{ arn: arn('service-revision/41'), runningTaskCount: 3 }],
            targetServiceRevision: { arn: arn('service-revision/42') },
            rollback: {
              reason: 'Service deployment rolled back because the circuit breaker was triggered.',
              startedAt: seconds('2026-11-20T10:05:00Z'),
              serviceRevisionArn: arn('service-revision/41'),
            },
            deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
            alarms: { status: 'TRIGGERED', alarmNames: ['p99', '5xx'], triggeredAlarmNames: ['p99'] },
          },
        ],
        failures: [{ arn: arn('service-deployment/0'), reason: 'MISSING' }],
      }),
    },
  ],
  gives: [
    {
      arn: arn('service-deployment/2'),
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: 'Service deployment rolled back because the circuit breaker was triggered.',
      startedAt: new Date('2026-11-20T10:00:01Z'),
      finishedAt: new Date('2026-11-20T10:09:00Z'),
      sources: [arn('service-revision/41')],
      target: arn('service-revision/42'),
      rollback: {
        reason: 'Service deployment rolled back because the circuit breaker was triggered.',
        startedAt: new Date('2026-11-20T10:05:00Z'),
        revision: arn('service-revision/41'),
      },
      circuitBreaker: { status: 'TRIGGERED', failures: 3, threshold: 3 },
      triggeredAlarms: ['p99'],
    },
    {
      arn: arn('service-deployment/1'),
      status: 'UNKNOWN',
      statusReason: null,
      startedAt: new Date('2026-11-10T10:00:00Z'),
      finishedAt: null,
      sources: [],
      target: null,
      rollback: null,
      circuitBreaker: null,
      triggeredAlarms: [],
    },
  ],
});

describeCall('the task definitions of service revisions', {
  call: serviceRevisions,
  input: { arns: [arn('service-revision/42')] },
  exchanges: [
    {
      asks: { serviceRevisionArns: [arn('service-revision/42')] },
      answer: JSON.stringify({
        serviceRevisions: [
          {
            serviceRevisionArn: arn('service-revision/42'),
            taskDefinition: arn('task-definition/checkout:42'),
            createdAt: seconds('2026-11-20T10:00:00Z'),
          },
        ],
      }),
    },
  ],
  gives: [
    {
      arn: arn('service-revision/42'),
      taskDefinition: arn('task-definition/checkout:42'),
      createdAt: new Date('2026-11-20T10:00:00Z'),
    },
  ],
});
