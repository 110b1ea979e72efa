import { expect, test } from 'vitest';
import { secret } from '../../src/aws/secretsmanager.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:checkout/db-Ab12Cd';
const seconds = (iso: string) => Date.parse(iso) / 1000;

describeCall('a secret, but not its value', {
  call: secret,
  input: { id: arn },
  exchanges: [
    {
      asks: { SecretId: arn },
      answer: JSON.stringify({
        ARN: arn,
        Name: 'checkout/db',
        KmsKeyId: 'alias/checkout',
        LastRotatedDate: seconds('2026-11-22T09:00:00Z'),
        LastChangedDate: seconds('2026-11-22T09:00:05Z'),
        DeletedDate: seconds('2026-11-22T09:30:00Z'),
        VersionIdsToStages: { a: ['AWSCURRENT'], b: ['AWSPENDING', 'AWSCURRENT'] },
      }),
    },
  ],
  gives: {
    arn,
    name: 'checkout/db',
    deletedAt: new Date('2026-11-22T09:30:00Z'),
    rotatedAt: new Date('2026-11-22T09:00:00Z'),
    changedAt: new Date('2026-11-22T09:00:05Z'),
    kmsKey: 'alias/checkout',
    stages: ['AWSCURRENT', 'AWSPENDING'],
  },
});

test('a secret that does not exist is an answer', async () => {
  answerOnce('secretsmanager', [
    {
      asks: { operation: 'DescribeSecret', SecretId: arn },
      status: 400,
      answer: JSON.stringify({
        __type: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret.",
      }),
    },
  ]);
  expect((await ask(secret, { id: arn })).value).toBeNull();
});
