import { ReadFailure } from '#playbook';
import { read } from './service.ts';

/** A queue as it is set up, and about how much is in it. */
export interface Queue {
  readonly arn: string;
  /** Seconds for which a message is hidden once it was handed out. */
  readonly visibilityTimeout: number;
  readonly waiting: number;
  /** Handed out, and neither deleted nor back. */
  readonly inFlight: number;
  readonly delayed: number;
  /** Seconds for which messages are kept. */
  readonly retention: number;
  /** Where messages go that were handed out `maxReceives` times. */
  readonly deadLetter: { readonly arn: string; readonly maxReceives: number } | null;
  readonly kmsKey: string | null;
}

/** A queue by its ARN. One that does not exist is a `ReadFailure` `absent`. */
export const queue = read(
  'sqs',
  'GetQueueAttributes',
  async (send, { arn }: { readonly arn: string }): Promise<Queue> => {
    const { Attributes: own = {} } = await send({ QueueUrl: urlOf(arn), AttributeNames: ['All'] });
    const seconds = (name: keyof typeof own) => Number(own[name] ?? 0);
    return {
      arn: own.QueueArn ?? arn,
      visibilityTimeout: seconds('VisibilityTimeout'),
      waiting: seconds('ApproximateNumberOfMessages'),
      inFlight: seconds('ApproximateNumberOfMessagesNotVisible'),
      delayed: seconds('ApproximateNumberOfMessagesDelayed'),
      retention: seconds('MessageRetentionPeriod'),
      deadLetter: deadLetterOf(own.RedrivePolicy),
      kmsKey: own.KmsMasterKeyId || null,
    };
  },
);

/** https://docs.aws.amazon.com/general/latest/gr/sqs-service.html */
function urlOf(arn: string): string {
  const [, partition, service, region, account, name] = arn.split(':');
  if (service !== 'sqs' || !name) throw new ReadFailure('absent', `${arn} is no queue`, 'sqs:GetQueueAttributes');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://sqs.${region}.${suffix}/${account}/${name}`;
}

function deadLetterOf(policy: string | undefined): Queue['deadLetter'] {
  try {
    const parsed = JSON.parse(policy ?? '{}') as { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown };
    const { deadLetterTargetArn: arn, maxReceiveCount } = parsed;
    return typeof arn === 'string' ? { arn, maxReceives: Number(maxReceiveCount ?? 0) } : null;
  } catch {
    // The rest of the queue is still worth having.
    return null;
  }
}
