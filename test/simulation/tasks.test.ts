import { expect, test } from 'vitest';
import { shop } from '../../src/simulation/shop.ts';
import type { Happening } from '../../src/simulation/shop.ts';
import { defined, secret } from '../../src/simulation/tasks/definitions.ts';
import { byCodeDeploy } from '../../src/simulation/tasks/code-deploy.ts';
import { family, ran } from '../../src/simulation/tasks/services.ts';
import { badRelease } from '../../src/simulation/tasks/starts.ts';
import { now } from './small-account.ts';

function bakery(...happenings: readonly Happening[]) {
  const services = [{ name: 'bread', perMinute: 2, tasks: 4 }];
  const place = { account: '123456789012', region: 'eu-north-1', balancer: 'bakery', cluster: 'oven' };
  return shop(now, { seed: 'bakery', ...place, domain: 'bakery.example', logs: false, services }, ...happenings);
}

const image = '123456789012.dkr.ecr.eu-north-1.amazonaws.com/team/bread:2';
const refusal = { reason: `CannotPullContainerError: ${image}: not found` };

test('what a task definition names is there, and what is missing is not', () => {
  const key = 'arn:aws:secretsmanager:eu-north-1:123456789012:secret:bread/key-AbCdEf';
  const release = badRelease({ service: 'bread', minutesAgo: 10, image, refusal });
  const whole = bakery(release, defined('bread', secret('KEY', `${key}:part::`)));
  expect(whole.ecr?.images?.map(({ imageTags }) => imageTags?.[0])).toContain('2');
  expect(whole.ecr?.repositories.map(({ repositoryName }) => repositoryName)).toContain('team/bread');
  expect(whole.secretsmanager?.secrets).toMatchObject([{ ARN: key, Name: 'bread/key' }]);
  expect(whole.logs?.groups.map(({ logGroupName }) => logGroupName)).toEqual(['/ecs/bread']);
  expect(whole.iam?.roles.map(({ RoleName }) => RoleName)).toEqual(['bread-execution', 'bread-task']);
  const without = bakery(release, ({ supplies }) => void supplies.missing.add(image).add('/ecs/bread'));
  expect(without.ecr?.images?.map(({ imageTags }) => imageTags?.[0])).not.toContain('2');
  expect(without.ecr?.repositories.map(({ repositoryName }) => repositoryName)).toContain('team/bread');
  expect(without.logs?.groups).toEqual([]);
});

test('a breaker gives up after half of the tasks, three at least, and goes back', () => {
  const { ecs } = bakery(badRelease({ service: 'bread', minutesAgo: 20, image, refusal, breaker: 'rolls-back' }));
  const [service] = ecs?.services ?? [];
  const failed = ecs?.tasks?.filter(({ stopCode }) => stopCode === 'TaskFailedToStart') ?? [];
  expect(failed).toHaveLength(3);
  expect(failed.every(({ startedAt, stoppedReason }) => !startedAt && stoppedReason === refusal.reason)).toBe(true);
  expect(service).toMatchObject({ desiredCount: 4, runningCount: 4 });
  expect(service?.deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED' }]);
  expect(service?.taskDefinition).toMatch(/:41$/);
  expect(ecs?.serviceDeployments?.at(-1)).toMatchObject({
    status: 'ROLLBACK_SUCCESSFUL',
    deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
  });
  expect(service?.events?.map(({ message }) => message).join('\n')).toContain(
    'deployment failed: tasks failed to start.',
  );
});

test('ECS holds back for tasks that never ran, not for those that crash', () => {
  const said = (how: Parameters<typeof badRelease>[0]['refusal']) =>
    (bakery(badRelease({ service: 'bread', minutesAgo: 20, refusal: how })).ecs?.services?.[0]?.events ?? []).some(
      ({ message }) => message?.includes('unable to consistently start tasks successfully'),
    );
  expect(said(refusal)).toBe(true);
  expect(said({ ran: 5, exitCode: 1 })).toBe(false);
});

test('a task that was run by hand belongs to a family and to no service', () => {
  const { ecs } = bakery(family('stocktaking'), ran({ family: 'stocktaking', minutesAgo: 30, lasted: 4, exitCode: 3 }));
  expect(ecs?.services?.map(({ serviceName }) => serviceName)).toEqual(['bread']);
  expect(ecs?.tasks?.filter(({ group }) => group === 'family:stocktaking')).toMatchObject([
    { stopCode: 'EssentialContainerExited', containers: [{ exitCode: 3 }] },
  ]);
});

test('CodeDeploy keeps task sets, the old one primary while the new one starts, and no deployments', () => {
  const { ecs } = bakery(badRelease({ service: 'bread', minutesAgo: 9, image, refusal }), byCodeDeploy('bread'));
  const [service] = ecs?.services ?? [];
  expect(service?.deployments).toEqual([]);
  expect(service?.taskSets?.map(({ status, runningCount }) => [status, runningCount])).toEqual([
    ['ACTIVE', 0],
    ['PRIMARY', 4],
  ]);
  expect(ecs?.serviceDeployments).toEqual([]);
});
