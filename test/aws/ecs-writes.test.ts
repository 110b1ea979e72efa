import { expect, test } from 'vitest';
import {
  forceNewDeployment,
  setDesiredCount,
  setGracePeriod,
  stopServiceDeployment,
  stopTask,
  useTaskDefinition,
} from '../../src/aws/ecs-writes.ts';
import { sentBy } from './sent.ts';

const arn = (what: string) => `arn:aws:ecs:eu-west-1:123456789012:${what}`;
const service = arn('service/shop/checkout');
const cluster = 'shop';

test('a desired count, and nothing else of the service', async () => {
  expect(await sentBy(setDesiredCount, { cluster, service, count: 0 })).toEqual({
    operation: 'UpdateService',
    members: { cluster, service, desiredCount: 0 },
    resources: [service],
  });
});

test('a grace period', async () => {
  expect(await sentBy(setGracePeriod, { cluster, service, seconds: 180 })).toEqual({
    operation: 'UpdateService',
    members: { cluster, service, healthCheckGracePeriodSeconds: 180 },
    resources: [service],
  });
});

test('a new deployment of what runs', async () => {
  expect(await sentBy(forceNewDeployment, { cluster, service })).toEqual({
    operation: 'UpdateService',
    members: { cluster, service, forceNewDeployment: true },
    resources: [service],
  });
});

test('another task definition', async () => {
  const taskDefinition = arn('task-definition/checkout:42');
  expect(await sentBy(useTaskDefinition, { cluster, service, taskDefinition })).toEqual({
    operation: 'UpdateService',
    members: { cluster, service, taskDefinition },
    resources: [service],
  });
});

test('the end of a task', async () => {
  const task = arn('task/shop/0123456789abcdef0123456789abcdef');
  const reason = 'Stopped by OpsMedic, change R1';
  expect(await sentBy(stopTask, { cluster, task, reason })).toEqual({
    operation: 'StopTask',
    members: { cluster, task, reason },
    resources: [task],
  });
});

test('the end of a deployment, which is asked for on the service as well', async () => {
  const deployment = arn('service-deployment/shop/checkout/43');
  expect(await sentBy(stopServiceDeployment, { service, deployment })).toEqual({
    operation: 'StopServiceDeployment',
    members: { serviceDeploymentArn: deployment, stopType: 'ROLLBACK' },
    resources: [service, deployment],
  });
});
