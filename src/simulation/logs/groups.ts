import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';

/** The ARN of a group as policies want it, without the `:*` that older answers have at its end. */
export function groupArn({ partition = 'aws', region, id }: Account, { logGroupName = '', arn }: LogGroup): string {
  return arn?.replace(/:\*$/, '') ?? `arn:${partition}:logs:${region}:${id}:log-group:${logGroupName}`;
}

/** The group of a name or an ARN. @throws AwsError where there is none. */
export function groupOf(account: Account, asked = ''): LogGroup {
  const found = findGroup(account, asked);
  if (!found) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return found;
}

export function findGroup(account: Account, asked: string): LogGroup | undefined {
  const name = /^arn:[^:]*:logs:[^:]*:\d*:log-group:(.*?)(?::\*)?$/.exec(asked)?.[1] ?? asked;
  return (account.logs?.groups ?? []).find(({ logGroupName }) => logGroupName === name);
}

/**
 * Who reads an encrypted group needs no right to its key, but CloudWatch Logs does: when the key is disabled or its
 * policy taken back, nothing can be decrypted for anybody. The words are those of KMS.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 * @throws AwsError for such a group.
 */
export function readable(account: Account, { logGroupName = '' }: LogGroup): void {
  if (!account.logs?.sealed?.includes(logGroupName)) return;
  throw new AwsError(
    'AccessDeniedException',
    `User: arn:${account.partition ?? 'aws'}:sts::${account.id}:assumed-role/OpsMedicRead/opsmedic is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
  );
}
