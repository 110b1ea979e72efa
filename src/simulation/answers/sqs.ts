import type * as sdk from '@aws-sdk/client-sqs';
import type { Account } from '../account.ts';
import type { Queue } from '../account/sqs.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { page } from './page.ts';

/** What a queue has when nobody has said otherwise (SQS API reference, CreateQueue). */
const DEFAULTS: Queue['attributes'] = {
  ApproximateNumberOfMessages: '0',
  ApproximateNumberOfMessagesNotVisible: '0',
  ApproximateNumberOfMessagesDelayed: '0',
  CreatedTimestamp: '1707729065',
  LastModifiedTimestamp: '1707729065',
  VisibilityTimeout: '30',
  MaximumMessageSize: '262144',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
};

export const sqs: Answers<typeof sdk> = {
  GetQueueUrl(account, { QueueName }) {
    return { QueueUrl: queueUrl(account, queueNamed(account, QueueName).name) };
  },

  GetQueueAttributes(account, { QueueUrl, AttributeNames = [] }) {
    const queue = queueNamed(account, QueueUrl?.split('/').at(-1));
    const { partition = 'aws', region, id } = account;
    const all = { QueueArn: `arn:${partition}:sqs:${region}:${id}:${queue.name}`, ...DEFAULTS, ...queue.attributes };
    const names: readonly string[] = AttributeNames;
    const wanted = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
    return { Attributes: Object.fromEntries(wanted) };
  },

  ListQueues(account, { QueueNamePrefix = '', NextToken, MaxResults }) {
    const found = (account.sqs?.queues ?? []).filter(({ name }) => name.startsWith(QueueNamePrefix));
    const { items, next } = page(account, found, {
      token: NextToken,
      asked: MaxResults,
      usual: 1_000,
      badToken: () => new AwsError('InvalidAddress', 'The specified token is invalid.'),
    });
    return { QueueUrls: items.map(({ name }) => queueUrl(account, name)), NextToken: next };
  },
};

function queueNamed(account: Account, asked: string | undefined): Queue {
  const found = account.sqs?.queues.find(({ name }) => name === asked);
  if (!found) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  return found;
}

function queueUrl({ partition = 'aws', region, id }: Account, name: string): string {
  return `https://sqs.${region}.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}/${id}/${name}`;
}
