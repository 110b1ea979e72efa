import { AuthorizeSecurityGroupIngressCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { Recorder } from '../../src/simulation/record.ts';
import { accountId, region, simulateSmall } from './small-account.ts';

test('what was called, by whom and with what, in the order of calling', async () => {
  await using running = await simulateSmall();
  const ecs = new ECSClient(running.config);
  await ecs.send(new DescribeServicesCommand({ cluster: 'production', services: ['checkout'] }));
  await ecs.send(new DescribeServicesCommand({ cluster: 'nope', services: ['checkout'] })).catch(() => undefined);
  const { calls, summary } = running.simulation.record();
  expect(calls).toMatchObject([
    {
      n: 1,
      service: 'ecs',
      operation: 'DescribeServices',
      account: accountId,
      region,
      input: { cluster: 'production', services: ['checkout'] },
      status: 200,
      error: null,
      unmatched: false,
    },
    { n: 2, status: 400, error: 'ClusterNotFoundException' },
  ]);
  expect(summary).toMatchObject({ calls: 2, errors: 1, byOperation: { 'ecs.DescribeServices': 2 } });
  running.simulation.reset();
  expect(running.simulation.record()).toMatchObject({ calls: [], summary: { calls: 0, serialDepth: 0, wallMs: 0 } });
});

test('calls made together are told from calls made one after the other', () => {
  let at = 0;
  const recorder = new Recorder(() => at);
  const call = (operation: string) => Object.assign(recorder.begin(), { service: 'ecs', operation });
  const together = ['ListA', 'ListB', 'ListC'].map(call);
  for (const [index, each] of together.entries()) {
    at = 10 + index;
    recorder.end(each);
  }
  at = 20;
  const last = call('DescribeA');
  at = 30;
  recorder.end(last);
  recorder.end(last);
  const hanging = call('DescribeB');
  expect(recorder.record().summary).toMatchObject({
    calls: 5,
    maxInFlight: 3,
    serialDepth: 2,
    serialChain: ['ecs.ListA', 'ecs.DescribeA'],
    wallMs: 30,
  });
  expect(hanging.endMs).toBeNull();
});

test('a call that follows right upon another counts as one after it', async () => {
  await using running = await simulateSmall();
  const ecs = new ECSClient(running.config);
  for (let n = 0; n < 5; n += 1) await ecs.send(new ListClustersCommand({}));
  expect(running.simulation.record().summary).toMatchObject({ serialDepth: 5, maxInFlight: 1 });
});

test('operations that would change something are refused and named', async () => {
  await using running = await simulateSmall();
  const ec2 = new EC2Client(running.config);
  await ec2.send(new DescribeSubnetsCommand({}));
  const changes = [
    ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: 'sg-1' })),
    new ECSClient(running.config).send(new UpdateServiceCommand({ service: 'checkout', desiredCount: 0 })),
    new S3Client(running.config).send(new DeleteObjectCommand({ Bucket: 'logs', Key: 'alb/one.log' })),
  ];
  const outcomes = await Promise.allSettled(changes);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  const { calls, summary } = running.simulation.record();
  const sorted = (ids: readonly string[]) => ids.toSorted((a, b) => a.localeCompare(b));
  const unknown = ['ec2.AuthorizeSecurityGroupIngress', 's3.DeleteObject'];
  expect(sorted(summary.mutations)).toEqual(sorted([...unknown, 'ecs.UpdateService']));
  expect(sorted(summary.unmatched)).toEqual(unknown);
  expect(calls.filter(({ wrote }) => wrote)).toEqual([]);
});

test('a read that nobody answers is unknown, not a change', async () => {
  await using running = await simulateSmall();
  const clusters = new ECSClient(running.config).send(new DescribeClustersCommand({}));
  await expect(clusters).rejects.toMatchObject({ name: 'UnknownOperationException' });
  expect(running.simulation.record().summary).toMatchObject({ unmatched: ['ecs.DescribeClusters'], mutations: [] });
});

test('of a service that is not simulated nothing is answered, and changes are still noticed', async () => {
  await using running = await simulateSmall();
  const { accessKeyId } = running.config.credentials;
  const ask = (operation: string) =>
    fetch(running.simulation.url, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261122/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      body: '{}',
    });
  for (const operation of ['DescribeTable', 'DeleteTable'])
    expect(await (await ask(operation)).text()).toContain('UnknownOperationException');
  const { unmatched, mutations } = running.simulation.record().summary;
  expect(unmatched).toEqual(['dynamodb.DescribeTable', 'dynamodb.DeleteTable']);
  expect(mutations).toEqual(['dynamodb.DeleteTable']);
});
