import type { Account } from '../../src/simulation/account.ts';

/** A function with a version, an alias and a queue, and all that may be set for it. */
export function smallFunctions(region: string, account: string): Pick<Account, 'lambda' | 'sqs'> {
  const arn = `arn:aws:lambda:${region}:${account}:function:resize`;
  const queue = `arn:aws:sqs:${region}:${account}:pictures`;
  return {
    lambda: {
      functions: [
        { FunctionName: 'resize', FunctionArn: arn, Version: '$LATEST' },
        { FunctionName: 'resize', FunctionArn: `${arn}:7`, Version: '7' },
      ],
      policies: { resize: '{"Version":"2012-10-17","Statement":[]}' },
      reservedConcurrency: { resize: 5 },
      aliases: [{ Name: 'live', AliasArn: `${arn}:live`, FunctionVersion: '7' }],
      eventSources: [{ UUID: 'b0a5c3d2', FunctionArn: arn, EventSourceArn: queue, State: 'Enabled' }],
      invokeConfigs: [{ FunctionArn: `${arn}:$LATEST`, MaximumRetryAttempts: 1 }],
      provisioned: [{ FunctionArn: `${arn}:live`, Status: 'READY' }],
      tags: { [arn]: { team: 'pictures' } },
      concurrencyLimit: 500,
    },
    sqs: { queues: [{ name: 'pictures', attributes: { VisibilityTimeout: '60' } }] },
  };
}
