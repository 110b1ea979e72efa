import { expect, test } from 'vitest';
import { key } from '../../src/aws/kms.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const id = '1234abcd-12ab-34cd-56ef-1234567890ab';
const arn = `arn:aws:kms:eu-west-1:123456789012:key/${id}`;

describeCall('a key', {
  call: key,
  input: { id: arn },
  exchanges: [
    {
      asks: { KeyId: arn },
      answer: JSON.stringify({
        KeyMetadata: {
          KeyId: id,
          Arn: arn,
          Enabled: false,
          KeyState: 'PendingDeletion',
          DeletionDate: 1_796_000_000,
          KeyManager: 'CUSTOMER',
        },
      }),
    },
  ],
  gives: { id, arn, state: 'PendingDeletion', deletionDate: new Date(1_796_000_000_000), manager: 'CUSTOMER' },
});

test('a key that is not there is none, and no failure', async () => {
  const answer = JSON.stringify({ __type: 'NotFoundException', message: `Key '${arn}' does not exist` });
  answerOnce('kms', [{ asks: { operation: 'DescribeKey' }, answer, status: 400 }]);
  expect((await ask(key, { id: arn })).value).toBeNull();
});
