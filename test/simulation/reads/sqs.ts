import type { CasesOf } from './case.ts';

export const sqs: CasesOf<'sqs'> = {
  GetQueueAttributes: {
    input: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/pictures', AttributeNames: ['All'] },
    found: { Attributes: { VisibilityTimeout: '60', MessageRetentionPeriod: '345600' } },
    nothing: { name: 'QueueDoesNotExist' },
  },
};
