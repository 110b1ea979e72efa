import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';

export const secretsmanager: Answers<typeof sdk> = {
  DescribeSecret: (account, { SecretId }) => secret(account, SecretId),

  GetSecretValue(account, { SecretId, VersionStage = 'AWSCURRENT' }) {
    const { ARN, Name, CreatedDate, DeletedDate } = secret(account, SecretId);
    if (DeletedDate) {
      throw new AwsError(
        'InvalidRequestException',
        "You can't perform this operation on the secret because it was marked for deletion.",
      );
    }
    const text = account.secretsmanager?.values?.[ARN ?? ''];
    if (text === undefined || VersionStage !== 'AWSCURRENT') {
      throw absent(`Secrets Manager can't find the specified secret value for staging label: ${VersionStage}`);
    }
    return { ARN, Name, CreatedDate, SecretString: text, VersionStages: ['AWSCURRENT'] };
  },
};

/** By name, by ARN, or by an ARN without the six characters that AWS puts at its end. */
function secret(account: Account, asked = '') {
  const found = account.secretsmanager?.secrets.find(
    ({ ARN = '', Name }) => asked === ARN || asked === Name || asked === ARN.replace(/-[A-Za-z0-9]{6}$/, ''),
  );
  if (!found) throw absent("Secrets Manager can't find the specified secret.");
  return found;
}

function absent(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
