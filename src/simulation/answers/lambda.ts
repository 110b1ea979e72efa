import type * as sdk from '@aws-sdk/client-lambda';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';

export const lambda: Answers<typeof sdk> = {
  GetFunctionConfiguration: (account, { FunctionName, Qualifier }) => lambdaFunction(account, FunctionName, Qualifier),

  GetFunctionConcurrency(account, { FunctionName }) {
    const { FunctionName: name = '' } = lambdaFunction(account, FunctionName);
    return { ReservedConcurrentExecutions: account.lambda?.reservedConcurrency?.[name] };
  },

  GetPolicy(account, { FunctionName, Qualifier }) {
    const { FunctionName: name = '' } = lambdaFunction(account, FunctionName, Qualifier);
    const policy = account.lambda?.policies?.[name];
    if (policy === undefined) throw absent('The resource you requested does not exist.');
    return { Policy: policy, RevisionId: '00000000-0000-4000-8000-000000000000' };
  },
};

/** Takes a name, an ARN or `<account>:function:<name>`, with or without a version or an alias at its end. */
function lambdaFunction(account: Account, asked = '', qualifier?: string) {
  const [, name = '', ownQualifier] = /^(?:.*:?function:)?([^:]+)(?::([^:]+))?$/.exec(asked) ?? [];
  const wanted = qualifier ?? ownQualifier;
  const named = (account.lambda?.functions ?? []).filter((each) => each.FunctionName === name);
  const found = named.find((each) => each.Version === wanted) ?? named[0];
  const arn = `arn:${account.partition ?? 'aws'}:lambda:${account.region}:${account.id}:function:${name}`;
  if (!found) throw absent(`Function not found: ${wanted === undefined ? arn : `${arn}:${wanted}`}`);
  return found;
}

function absent(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
