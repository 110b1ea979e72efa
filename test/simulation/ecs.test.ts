import {
  DescribeCapacityProvidersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListContainerInstancesCommand,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import type { ListServiceDeploymentsCommandInput } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { Ecs } from '../../src/simulation/account.ts';
import { arns, minutesAgo, now, simulateSmall, smallAccount } from './small-account.ts';

async function ecsWith(more: Partial<Ecs> = {}, pageSize?: number) {
  const ecs = { clusters: [], ...smallAccount.ecs, ...more };
  const running = await simulateSmall({ ecs, ...(pageSize && { pageSize }) });
  return { ...running, client: new ECSClient(running.config) };
}

function services(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    serviceArn: `${arns.service}-${index}`,
    serviceName: `checkout-${index}`,
    clusterArn: arns.cluster,
    tags: [{ key: 'team', value: 'shop' }],
  }));
}

test('services come ten at a time unless more are asked for, a hundred at most', async () => {
  await using running = await ecsWith({ services: services(120) });
  const page = async (maxResults?: number, nextToken?: string) =>
    running.client.send(new ListServicesCommand({ cluster: 'production', maxResults, nextToken }));
  const first = await page();
  expect(first.serviceArns).toHaveLength(10);
  const second = await page(undefined, first.nextToken);
  expect(second.serviceArns?.[0]).toBe(`${arns.service}-10`);
  const most = await page(100);
  expect(most.serviceArns).toHaveLength(100);
  expect((await page(100, most.nextToken)).serviceArns).toHaveLength(20);
  await expect(page(101)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(page(10, 'made-up')).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('eleven services in one question are too many, and none are too few', async () => {
  await using running = await ecsWith();
  const ask = (names: string[]) =>
    running.client.send(new DescribeServicesCommand({ cluster: 'production', services: names }));
  await expect(ask(services(11).map((each) => each.serviceName))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'service names can have at most 10 items.',
  });
  await expect(ask([])).rejects.toMatchObject({ message: 'Services cannot be empty.' });
});

test('a service that is not there is a failure beside the others, not an error', async () => {
  await using running = await ecsWith();
  const answer = await running.client.send(
    new DescribeServicesCommand({ cluster: arns.cluster, services: [arns.service, 'chekout'] }),
  );
  expect(answer.services?.map((each) => each.serviceName)).toEqual(['checkout']);
  expect(answer.failures).toEqual([{ arn: arns.service.replace('/checkout', '/chekout'), reason: 'MISSING' }]);
});

test('tags are shown to those who ask for them', async () => {
  await using running = await ecsWith({ services: services(1) });
  const asked = { cluster: 'production', services: ['checkout-0'] };
  const without = await running.client.send(new DescribeServicesCommand(asked));
  expect(without.services?.[0]?.tags).toBeUndefined();
  const withTags = await running.client.send(new DescribeServicesCommand({ ...asked, include: ['TAGS'] }));
  expect(withTags.services?.[0]?.tags).toEqual([{ key: 'team', value: 'shop' }]);
});

test('tasks are running ones of the whole cluster, unless the caller says which', async () => {
  const task = (id: string, group: string, desiredStatus: string, family: string) => ({
    taskArn: arns.task.replace(/[^/]*$/, id),
    clusterArn: arns.cluster,
    taskDefinitionArn: arns.taskDefinition.replace('checkout:7', `${family}:1`),
    group,
    desiredStatus,
  });
  await using running = await ecsWith({
    tasks: [
      task('a', 'service:checkout', 'RUNNING', 'checkout'),
      task('b', 'service:checkout', 'STOPPED', 'checkout'),
      task('c', 'family:report', 'RUNNING', 'report'),
      { ...task('d', 'service:checkout', 'RUNNING', 'checkout'), clusterArn: `${arns.cluster}-2` },
    ],
  });
  const idsOf = async (more: object) => {
    const answer = await running.client.send(new ListTasksCommand({ cluster: 'production', ...more }));
    return answer.taskArns?.map((arn) => arn.split('/').at(-1));
  };
  expect(await idsOf({})).toEqual(['a', 'c']);
  expect(await idsOf({ serviceName: 'checkout' })).toEqual(['a']);
  expect(await idsOf({ serviceName: arns.service, desiredStatus: 'STOPPED' })).toEqual(['b']);
  expect(await idsOf({ family: 'report' })).toEqual(['c']);
  await expect(idsOf({ serviceName: 'nope' })).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
});

test('tasks are described by id or ARN, a hundred at most', async () => {
  await using running = await ecsWith();
  const id = arns.task.split('/').at(-1) ?? '';
  const ask = (tasks: string[]) => running.client.send(new DescribeTasksCommand({ cluster: 'production', tasks }));
  expect((await ask([id])).tasks?.map((task) => task.taskArn)).toEqual([arns.task]);
  expect((await ask(['gone'])).failures).toEqual([{ arn: arns.task.replace(id, 'gone'), reason: 'MISSING' }]);
  const many = Array.from({ length: 101 }, (_, index) => `task-${index}`);
  await expect(ask(many)).rejects.toMatchObject({ message: 'taskIds can have at most 100 items.' });
});

test('a family means its newest active revision', async () => {
  const revision = (number: number, status: 'ACTIVE' | 'INACTIVE') => ({
    taskDefinitionArn: arns.taskDefinition.replace(':7', `:${number}`),
    family: 'checkout',
    revision: number,
    status,
  });
  const taskDefinitions = [revision(9, 'ACTIVE'), revision(10, 'ACTIVE'), revision(11, 'INACTIVE')];
  await using running = await ecsWith({ taskDefinitions });
  const ask = async (taskDefinition: string) => {
    const answer = await running.client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    return answer.taskDefinition?.revision;
  };
  expect(await ask('checkout')).toBe(10);
  expect(await ask('checkout:9')).toBe(9);
  expect(await ask(arns.taskDefinition.replace(':7', ':11'))).toBe(11);
  await expect(ask('checkout:8')).rejects.toMatchObject({
    name: 'ClientException',
    message: 'Unable to describe task definition.',
  });
});

test('a cluster is "default" unless it is named', async () => {
  await using running = await ecsWith({ clusters: [{ clusterArn: arns.cluster.replace('production', 'default') }] });
  const answer = await running.client.send(new ListServicesCommand({}));
  expect(answer.serviceArns).toEqual([]);
});

test('service deployments of a service come newest first, and only those made since', async () => {
  const made = (minutes: number) => ({
    serviceDeploymentArn: `${arns.service.replace(':service/', ':service-deployment/')}/${minutes}`,
    serviceArn: arns.service,
    createdAt: minutesAgo(minutes),
    status: minutes === 5 ? ('IN_PROGRESS' as const) : ('SUCCESSFUL' as const),
  });
  await using running = await ecsWith({ serviceDeployments: [made(90), made(5), made(30)] });
  const list = async (input: Partial<ListServiceDeploymentsCommandInput> = {}) => {
    const answer = await running.client.send(
      new ListServiceDeploymentsCommand({ cluster: 'production', service: 'checkout', ...input }),
    );
    return answer.serviceDeployments?.map(({ createdAt }) => (now.getTime() - Number(createdAt)) / 60_000);
  };
  expect(await list()).toEqual([5, 30, 90]);
  expect(await list({ createdAt: { after: minutesAgo(60) } })).toEqual([5, 30]);
  expect(await list({ status: ['IN_PROGRESS'] })).toEqual([5]);
  await expect(list({ service: 'chekout' })).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
});

test('at most a hundred events of a service are given', async () => {
  const events = Array.from({ length: 130 }, (_, index) => ({ id: String(index), message: `event ${index}` }));
  await using running = await ecsWith({ services: [{ ...services(1)[0], events }] });
  const answer = await running.client.send(
    new DescribeServicesCommand({ cluster: 'production', services: ['checkout-0'] }),
  );
  expect(answer.services?.[0]?.events).toHaveLength(100);
  expect(answer.services?.[0]?.events?.[0]?.message).toBe('event 0');
});

test('every account has Fargate, and container instances are those of the cluster', async () => {
  await using running = await ecsWith();
  const { client } = running;
  const providers = await client.send(new DescribeCapacityProvidersCommand({ capacityProviders: ['FARGATE', 'gone'] }));
  expect(providers.capacityProviders?.map(({ name }) => name)).toEqual(['FARGATE']);
  expect(providers.failures).toEqual([{ arn: 'gone', reason: 'MISSING' }]);
  const draining = await client.send(new ListContainerInstancesCommand({ cluster: 'production', status: 'DRAINING' }));
  expect(draining.containerInstanceArns).toEqual([]);
});
