import { expect, test } from 'vitest';
import { clusters, describeServices, services, serviceTags, taskArns } from '../../src/aws/ecs.ts';
import { answerOnce, ask, describeCall, failureOf } from './wire.ts';

const arn = (what: string) => `arn:aws:ecs:eu-west-1:123456789012:${what}`;
const cluster = arn('cluster/production');
const apiGroup = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/checkout-api/73e2d6bc24d8a067';
const seconds = (iso: string) => Date.parse(iso) / 1000;

describeCall('clusters', {
  call: clusters,
  input: {},
  exchanges: [
    {
      asks: { maxResults: 100, nextToken: undefined },
      answer: JSON.stringify({ clusterArns: [cluster], nextToken: 'page2' }),
    },
    { asks: { nextToken: 'page2' }, answer: JSON.stringify({ clusterArns: [arn('cluster/staging')] }) },
  ],
  gives: [cluster, arn('cluster/staging')],
});

describeCall('services of a cluster', {
  call: services,
  input: { cluster },
  exchanges: [
    {
      asks: { cluster, maxResults: 100, nextToken: undefined },
      answer: JSON.stringify({ serviceArns: [arn('service/production/checkout')], nextToken: 'page2' }),
    },
    { asks: { cluster, nextToken: 'page2' }, answer: JSON.stringify({ serviceArns: [], nextToken: null }) },
  ],
  gives: [arn('service/production/checkout')],
});

describeCall('tasks that stopped', {
  call: taskArns,
  input: { cluster, service: 'checkout', desiredStatus: 'STOPPED' },
  exchanges: [
    {
      asks: { cluster, serviceName: 'checkout', desiredStatus: 'STOPPED', maxResults: 100, nextToken: undefined },
      answer: JSON.stringify({ taskArns: [arn('task/production/1')], nextToken: 'page2' }),
    },
    { asks: { nextToken: 'page2' }, answer: JSON.stringify({ taskArns: [arn('task/production/2')] }) },
  ],
  gives: [arn('task/production/1'), arn('task/production/2')],
});

const checkout = {
  serviceArn: arn('service/production/checkout'),
  serviceName: 'checkout',
  clusterArn: cluster,
  status: 'ACTIVE',
  desiredCount: 4,
  runningCount: 3,
  pendingCount: 1,
  launchType: 'FARGATE',
  capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
  taskDefinition: arn('task-definition/checkout:42'),
  createdAt: seconds('2025-01-10T08:00:00Z'),
  loadBalancers: [
    {
      targetGroupArn: apiGroup,
      containerName: 'app',
      containerPort: 8080,
      advancedConfiguration: { alternateTargetGroupArn: `${apiGroup}2` },
    },
  ],
  deployments: [
    {
      id: 'ecs-svc/1',
      status: 'ACTIVE',
      taskDefinition: arn('task-definition/checkout:41'),
      desiredCount: 0,
      runningCount: 3,
      pendingCount: 0,
      createdAt: seconds('2026-11-20T08:00:00Z'),
      updatedAt: seconds('2026-11-22T10:01:00Z'),
      rolloutState: 'COMPLETED',
      rolloutStateReason: 'ECS deployment ecs-svc/1 completed.',
    },
    {
      id: 'ecs-svc/2',
      status: 'PRIMARY',
      taskDefinition: arn('task-definition/checkout:42'),
      desiredCount: 4,
      runningCount: 0,
      pendingCount: 1,
      failedTasks: 7,
      createdAt: seconds('2026-11-22T10:00:00Z'),
      rolloutState: 'HALF_WAY_TO_THE_MOON',
    },
  ],
  events: [
    { id: '1', createdAt: seconds('2026-11-22T10:01:00Z'), message: '(service checkout) has started 1 tasks.' },
    { id: '2', createdAt: seconds('2026-11-22T10:02:00Z'), message: '(service checkout) was unable to place a task.' },
  ],
  networkConfiguration: {
    awsvpcConfiguration: { subnets: ['subnet-0aaa'], securityGroups: ['sg-0task'], assignPublicIp: 'DISABLED' },
  },
  healthCheckGracePeriodSeconds: 60,
  deploymentConfiguration: {
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    deploymentCircuitBreaker: { enable: true, rollback: false },
    alarms: { enable: true, rollback: true, alarmNames: ['checkout-5xx'] },
    strategy: 'ROLLING',
  },
  deploymentController: { type: 'ECS' },
};

const legacy = {
  serviceName: 'legacy',
  taskSets: [
    {
      id: 'ecs-svc/3',
      status: 'PRIMARY',
      taskDefinition: arn('task-definition/legacy:3'),
      computedDesiredCount: 1,
      runningCount: 1,
      createdAt: seconds('2026-11-22T09:00:00Z'),
      loadBalancers: [{ targetGroupArn: apiGroup, containerName: 'web', containerPort: 80 }],
    },
  ],
  deploymentController: { type: 'CODE_DEPLOY' },
};

describeCall('descriptions of services', {
  call: describeServices,
  input: { cluster, services: ['checkout', 'legacy', 'gone'] },
  exchanges: [
    {
      asks: { cluster, services: ['checkout', 'legacy', 'gone'] },
      answer: JSON.stringify({
        services: [checkout, legacy],
        failures: [{ arn: arn('service/production/gone'), reason: 'MISSING' }],
      }),
    },
  ],
  gives: [
    {
      arn: checkout.serviceArn,
      name: 'checkout',
      cluster,
      status: 'ACTIVE',
      desired: 4,
      running: 3,
      pending: 1,
      taskDefinition: checkout.taskDefinition,
      launchType: 'FARGATE',
      capacityProviders: ['FARGATE_SPOT'],
      scheduling: 'REPLICA',
      createdAt: new Date('2025-01-10T08:00:00Z'),
      loadBalancers: [{ targetGroup: apiGroup, alternateTargetGroup: `${apiGroup}2`, container: 'app', port: 8080 }],
      deployments: [
        {
          id: 'ecs-svc/2',
          status: 'PRIMARY',
          taskDefinition: arn('task-definition/checkout:42'),
          desired: 4,
          running: 0,
          pending: 1,
          failedTasks: 7,
          rolloutState: 'HALF_WAY_TO_THE_MOON',
          rolloutStateReason: null,
          createdAt: new Date('2026-11-22T10:00:00Z'),
          updatedAt: null,
        },
        {
          id: 'ecs-svc/1',
          status: 'ACTIVE',
          taskDefinition: arn('task-definition/checkout:41'),
          desired: 0,
          running: 3,
          pending: 0,
          failedTasks: 0,
          rolloutState: 'COMPLETED',
          rolloutStateReason: 'ECS deployment ecs-svc/1 completed.',
          createdAt: new Date('2026-11-20T08:00:00Z'),
          updatedAt: new Date('2026-11-22T10:01:00Z'),
        },
      ],
      events: [
        { at: new Date('2026-11-22T10:02:00Z'), message: '(service checkout) was unable to place a task.' },
        { at: new Date('2026-11-22T10:01:00Z'), message: '(service checkout) has started 1 tasks.' },
      ],
      network: { subnets: ['subnet-0aaa'], securityGroups: ['sg-0task'], publicIp: false },
      healthCheckGracePeriodSeconds: 60,
      rolling: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        circuitBreaker: true,
        circuitBreakerRollsBack: false,
        alarms: ['checkout-5xx'],
        strategy: 'ROLLING',
      },
      controller: 'ECS',
    },
    {
      arn: '',
      name: 'legacy',
      cluster: '',
      status: 'ACTIVE',
      desired: 0,
      running: 0,
      pending: 0,
      taskDefinition: '',
      launchType: null,
      capacityProviders: [],
      scheduling: 'REPLICA',
      createdAt: null,
      loadBalancers: [{ targetGroup: apiGroup, alternateTargetGroup: null, container: 'web', port: 80 }],
      deployments: [
        {
          id: 'ecs-svc/3',
          status: 'PRIMARY',
          taskDefinition: arn('task-definition/legacy:3'),
          desired: 1,
          running: 1,
          pending: 0,
          failedTasks: 0,
          rolloutState: null,
          rolloutStateReason: null,
          createdAt: new Date('2026-11-22T09:00:00Z'),
          updatedAt: null,
        },
      ],
      events: [],
      network: null,
      healthCheckGracePeriodSeconds: null,
      rolling: {
        minimumHealthyPercent: null,
        maximumPercent: null,
        circuitBreaker: false,
        circuitBreakerRollsBack: false,
        alarms: [],
        strategy: null,
      },
      controller: 'CODE_DEPLOY',
    },
  ],
});

test('services are described ten at a time', async () => {
  const names = Array.from({ length: 21 }, (_, index) => `service-${index}`);
  answerOnce(
    'ecs',
    [0, 10, 20].map((from) => ({
      asks: { operation: 'DescribeServices', cluster, services: names.slice(from, from + 10) },
      answer: JSON.stringify({ services: names.slice(from, from + 10).map((serviceName) => ({ serviceName })) }),
    })),
  );
  const { value, attempts } = await ask(describeServices, { cluster, services: names });
  expect(value.map(({ name }) => name)).toEqual(names);
  expect(attempts).toBe(3);
});

test('what ECS leaves out for another reason than being gone is not passed over', async () => {
  const failures = [{ arn: arn('service/production/checkout'), reason: 'INACTIVE' }];
  answerOnce('ecs', [{ asks: { operation: 'DescribeServices' }, answer: JSON.stringify({ services: [], failures }) }]);
  const failure = await failureOf(ask(describeServices, { cluster, services: ['checkout'] }));
  expect(failure).toMatchObject({ why: 'failed', message: expect.stringContaining('INACTIVE') });
});

test('a cluster that does not exist is absent', async () => {
  const answer = JSON.stringify({ __type: 'ClusterNotFoundException', message: 'Cluster not found.' });
  answerOnce('ecs', [{ asks: { operation: 'ListServices' }, status: 400, answer }]);
  const failure = await failureOf(ask(services, { cluster }));
  expect(failure).toMatchObject({ why: 'absent', message: 'Cluster not found.' });
});

describeCall('tasks of a family that stopped', {
  call: taskArns,
  input: { cluster, service: null, family: 'nightly', desiredStatus: 'STOPPED' },
  exchanges: [
    {
      asks: { cluster, family: 'nightly', desiredStatus: 'STOPPED', serviceName: undefined, maxResults: 100 },
      answer: JSON.stringify({ taskArns: [arn('task/production/1')], nextToken: 'more' }),
    },
    { asks: { nextToken: 'more' }, answer: JSON.stringify({ taskArns: [arn('task/production/2')] }) },
  ],
  gives: [arn('task/production/1'), arn('task/production/2')],
});

describeCall('tags of a service', {
  call: serviceTags,
  input: { arn: `arn:aws:ecs:eu-west-1:123456789012:service/production/checkout` },
  exchanges: [
    {
      asks: { resourceArn: `arn:aws:ecs:eu-west-1:123456789012:service/production/checkout` },
      answer: JSON.stringify({ tags: [{ key: 'ManagedBy', value: 'terraform' }, { key: 'bare' }] }),
    },
  ],
  gives: { ManagedBy: 'terraform', bare: '' },
});
