import { expect, test } from 'vitest';
import { setServerlessLimits, startCluster, stopCluster } from '../../src/aws/rds-writes.ts';
import { sentBy } from './sent.ts';

const arn = 'arn:aws:rds:eu-west-1:123456789012:cluster:orders';

test.each([
  [startCluster, 'StartDBCluster'],
  [stopCluster, 'StopDBCluster'],
])('a cluster that is started or stopped: %#', async (call, operation) => {
  expect(await sentBy(call, { arn, id: 'orders' })).toEqual({
    operation,
    members: { DBClusterIdentifier: 'orders' },
    resources: [arn],
  });
});

test('limits of a cluster that never pauses, at once', async () => {
  expect(await sentBy(setServerlessLimits, { arn, id: 'orders', min: 0.5, max: 16, pausesAfter: null })).toEqual({
    operation: 'ModifyDBCluster',
    members: {
      DBClusterIdentifier: 'orders',
      'ServerlessV2ScalingConfiguration.MinCapacity': '0.5',
      'ServerlessV2ScalingConfiguration.MaxCapacity': '16',
      ApplyImmediately: 'true',
    },
    resources: [arn],
  });
});

test('how soon a cluster pauses is sent along where it does', async () => {
  const { members } = await sentBy(setServerlessLimits, { arn, id: 'orders', min: 0, max: 16, pausesAfter: 900 });
  expect(members).toMatchObject({
    'ServerlessV2ScalingConfiguration.MinCapacity': '0',
    'ServerlessV2ScalingConfiguration.SecondsUntilAutoPause': '900',
  });
});
