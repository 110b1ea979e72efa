import { expect, test } from 'vitest';
import { queue } from '../../src/aws/sqs.ts';
import { answerOnce, ask, describeCall, failureOf } from './wire.ts';

const arn = 'arn:aws:sqs:eu-west-1:123456789012:orders';
const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';

describeCall('a queue', {
  call: queue,
  input: { arn },
  exchanges: [
    {
      asks: { QueueUrl, AttributeNames: ['All'] },
      answer: JSON.stringify({
        Attributes: {
          QueueArn: arn,
          VisibilityTimeout: '30',
          ApproximateNumberOfMessages: '1200',
          ApproximateNumberOfMessagesNotVisible: '40',
          ApproximateNumberOfMessagesDelayed: '1',
          MessageRetentionPeriod: '345600',
          RedrivePolicy: `{"deadLetterTargetArn":"${arn}-dead","maxReceiveCount":"3"}`,
          KmsMasterKeyId: 'alias/orders',
        },
      }),
    },
  ],
  gives: {
    arn,
    visibilityTimeout: 30,
    waiting: 1200,
    inFlight: 40,
    delayed: 1,
    retention: 345_600,
    deadLetter: { arn: `${arn}-dead`, maxReceives: 3 },
    kmsKey: 'alias/orders',
  },
});

test('a queue whose redrive policy is no JSON has the rest of its attributes', async () => {
  const answer = JSON.stringify({ Attributes: { VisibilityTimeout: '45', RedrivePolicy: '{' } });
  answerOnce('sqs', [{ asks: { operation: 'GetQueueAttributes' }, answer }]);
  const { value } = await ask(queue, { arn });
  expect(value).toMatchObject({ arn, visibilityTimeout: 45, deadLetter: null });
});

test('a queue of China is asked for under the address of China', async () => {
  const asks = {
    operation: 'GetQueueAttributes',
    QueueUrl: 'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/orders',
  };
  answerOnce('sqs', [{ asks, answer: '{"Attributes":{}}' }]);
  // It goes to the address in the URL, where nobody answers here: what counts is that it was asked for.
  const failure = await ask(queue, { arn: 'arn:aws-cn:sqs:cn-north-1:123456789012:orders' }).catch((error) => error);
  expect(String(failure)).toContain('sqs.cn-north-1.amazonaws.com.cn');
});

test('a topic is no queue', async () => {
  const failure = await failureOf(ask(queue, { arn: 'arn:aws:sns:eu-west-1:123456789012:orders' }));
  expect(failure).toMatchObject({ why: 'absent', message: expect.stringContaining('is no queue') });
});
