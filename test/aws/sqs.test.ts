import nock from 'nock';
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

test('a queue of China is asked for at an address of China', async () => {
  const chinese = nock('https://sqs.cn-north-1.amazonaws.com.cn')
    .post('/', (body: { readonly QueueUrl?: string }) => body.QueueUrl?.endsWith('/123456789012/orders') === true)
    .reply(200, '{"Attributes":{"VisibilityTimeout":"45"}}', { 'content-type': 'application/x-amz-json-1.0' });
  const { value } = await ask(queue, { arn: 'arn:aws-cn:sqs:cn-north-1:123456789012:orders' });
  expect(value.visibilityTimeout).toBe(45);
  expect(chinese.isDone()).toBe(true);
});

test('a topic is no queue', async () => {
  const failure = await failureOf(ask(queue, { arn: 'arn:aws:sns:eu-west-1:123456789012:orders' }));
  expect(failure).toMatchObject({ why: 'absent', message: expect.stringContaining('is no queue') });
});
