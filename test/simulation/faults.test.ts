import { GetMetricDataCommand, CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { Fault } from '../../src/simulation/account.ts';
import { FaultCounter } from '../../src/simulation/faults.ts';
import { arns, minutesAgo, now, simulateSmall, smallAccount } from './small-account.ts';

type Config = Awaited<ReturnType<typeof simulateSmall>>['config'];

/** One call in each wire format. */
const formats: readonly (readonly [string, (config: Config) => Promise<unknown>])[] = [
  ['awsQuery', (config) => new ElasticLoadBalancingV2Client(config).send(new DescribeLoadBalancersCommand({}))],
  ['ec2Query', (config) => new EC2Client(config).send(new DescribeSubnetsCommand({}))],
  ['awsJson 1.1', (config) => new ECSClient(config).send(new ListClustersCommand({}))],
  ['awsJson 1.0', (config) => new CloudWatchClient(config).send(new GetMetricDataCommand(noMetrics))],
  ['restJson', (config) => new LambdaClient(config).send(new GetPolicyCommand({ FunctionName: 'resize' }))],
  ['restXml', (config) => new S3Client(config).send(new ListObjectsV2Command({ Bucket: 'logs' }))],
];
const noMetrics = { MetricDataQueries: [], StartTime: minutesAgo(5), EndTime: now };

async function failing(...faults: readonly Fault[]) {
  const running = await simulateSmall({ faults });
  const ecs = new ECSClient(running.config);
  return { ...running, clusters: () => ecs.send(new ListClustersCommand({})) };
}

test.each(formats)('a server error in %s is a 500 the SDK may retry', async (_, call) => {
  await using running = await failing({ kind: 'server-error' });
  await expect(call(running.config)).rejects.toMatchObject({ $fault: 'server', $metadata: { httpStatusCode: 500 } });
});

test.each(formats)('half an answer in %s cannot be read', async (_, call) => {
  await using running = await failing({ kind: 'malformed' });
  expect(await call(running.config).catch((error: unknown) => error)).toBeInstanceOf(Error);
  expect(running.simulation.record().calls.map((each) => [each.status, each.error])).toEqual([[200, 'malformed']]);
});

test.each(formats)('a page of HTML instead of %s cannot be read', async (_, call) => {
  await using running = await failing({ kind: 'html' });
  await expect(call(running.config)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
});

test.each(formats)('a denial in %s strikes one operation', async (_, call) => {
  await using running = await failing({ kind: 'denied' });
  await expect(call(running.config)).rejects.toMatchObject({
    name: expect.stringMatching(/Denied|Unauthorized/) as string,
  });
});

test('a dropped connection is an error of the network', async () => {
  await using running = await failing({ kind: 'drop' });
  await expect(running.clusters()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(running.simulation.record().calls[0]).toMatchObject({ error: 'drop', status: null });
});

test('a call that hangs ends when the caller has had enough, and does not hold up the end', async () => {
  await using running = await failing({ kind: 'hang' });
  const ecs = new ECSClient(running.config);
  const patience = new AbortController();
  const sent = ecs.send(new ListClustersCommand({}), { abortSignal: patience.signal });
  const outcome = sent.catch((error: unknown) => error);
  await until(() => running.simulation.record().calls[0]?.error === 'hang');
  expect(running.simulation.record().calls[0]?.endMs).toBeNull();
  patience.abort();
  expect(await outcome).toMatchObject({ name: 'AbortError' });
});

test('the first calls fail, the next do not', async () => {
  await using running = await failing({ kind: 'throttling', first: 2 });
  await expect(running.clusters()).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(running.clusters()).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect((await running.clusters()).clusterArns).toEqual([arns.cluster]);
  running.simulation.reset();
  await expect(running.clusters()).rejects.toMatchObject({ name: 'ThrottlingException' });
});

test('every third call fails', async () => {
  await using running = await failing({ kind: 'server-error', every: 3 });
  const outcomes = [];
  for (let n = 0; n < 6; n += 1) {
    outcomes.push(
      await running.clusters().then(
        () => 'ok',
        () => 'failed',
      ),
    );
  }
  expect(outcomes).toEqual(['ok', 'ok', 'failed', 'ok', 'ok', 'failed']);
});

test('a fault keeps to its service and its operation', async () => {
  await using running = await failing(
    { service: 'ecs', operation: 'Describe*', kind: 'server-error' },
    { service: 'ec2', operation: 'DescribeSubnets', kind: 'server-error' },
  );
  expect((await running.clusters()).clusterArns).toEqual([arns.cluster]);
  const subnets = new EC2Client(running.config).send(new DescribeSubnetsCommand({}));
  await expect(subnets).rejects.toMatchObject({ name: 'InternalError' });
});

test('a delay takes the place of its fault, and what else is wrong stays wrong', async () => {
  await using running = await failing({ kind: 'hang', delayMs: 1 });
  expect((await running.clusters()).clusterArns).toEqual([arns.cluster]);
  const counter = new FaultCounter();
  const faults: readonly Fault[] = [
    { kind: 'hang', delayMs: 40, first: 1 },
    { kind: 'drop', every: 2 },
  ];
  const strike = () => counter.strike({ ...smallAccount, faults }, 'ecs', 'ListClusters');
  expect([strike(), strike(), strike()]).toEqual([
    { kind: undefined, delayMs: 40 },
    { kind: 'drop', delayMs: 0 },
    { kind: undefined, delayMs: 0 },
  ]);
});

/** Waits, a turn of the event loop at a time, for something that another part of the process does. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((turn) => setImmediate(turn));
}
