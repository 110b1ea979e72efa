import { expect, test } from 'vitest';
import { scalingActivities, scalingBounds } from '../../src/aws/application-autoscaling.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const resource = 'service/production/checkout';
const dimension = 'ecs:service:DesiredCount';

describeCall('between what a service is scaled', {
  call: scalingBounds,
  input: { resource },
  exchanges: [
    {
      asks: { ServiceNamespace: 'ecs', ResourceIds: [resource], ScalableDimension: dimension },
      answer: JSON.stringify({ ScalableTargets: [{ ResourceId: resource, MinCapacity: 2, MaxCapacity: 12 }] }),
    },
  ],
  gives: { least: 2, most: 12 },
});

test('a service that nothing scales has no bounds', async () => {
  answerOnce('application-autoscaling', [
    { asks: { operation: 'DescribeScalableTargets' }, answer: JSON.stringify({ ScalableTargets: [] }) },
  ]);
  expect((await ask(scalingBounds, { resource })).value).toBeNull();
});

describeCall('what was scaled, the newest first', {
  call: scalingActivities,
  input: { resource },
  exchanges: [
    {
      asks: { ServiceNamespace: 'ecs', ResourceId: resource, ScalableDimension: dimension, MaxResults: 50 },
      answer: JSON.stringify({
        ScalingActivities: [
          {
            StartTime: Date.parse('2026-11-22T09:00:00Z') / 1000,
            Cause: 'monitor alarm cpu-low in state ALARM',
            Description: 'Setting desired count to 2.',
            StatusCode: 'Successful',
            StatusMessage: '',
          },
          { Cause: 'an activity without a time' },
          {
            StartTime: Date.parse('2026-11-22T10:00:00Z') / 1000,
            StatusCode: 'Failed',
            StatusMessage: 'Failed to set desired count to 0.',
          },
        ],
      }),
    },
  ],
  gives: [
    {
      at: new Date('2026-11-22T10:00:00Z'),
      cause: '',
      description: '',
      status: 'Failed',
      message: 'Failed to set desired count to 0.',
    },
    {
      at: new Date('2026-11-22T09:00:00Z'),
      cause: 'monitor alarm cpu-low in state ALARM',
      description: 'Setting desired count to 2.',
      status: 'Successful',
      message: null,
    },
  ],
});
