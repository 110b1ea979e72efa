import type * as sdk from '@aws-sdk/client-sts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';

export const sts: Answers<typeof sdk> = {
  GetCallerIdentity: (account, _input, { caller }) => ({
    Account: account.id,
    Arn: caller,
    UserId: `AROASIMULATION:${caller.split('/').at(-1)}`,
  }),

  /** Gives the key of the role's account. A role that is not there and a wrong external id look the same, as in AWS. */
  AssumeRole(_account, input, { assume, caller, now }) {
    const { RoleArn = '', RoleSessionName = '' } = input;
    const issued = assume(RoleArn, RoleSessionName, input.ExternalId);
    if (!issued) {
      const message = `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
      throw new AwsError('AccessDenied', message, { status: 403 });
    }
    return {
      Credentials: {
        AccessKeyId: issued.accessKeyId,
        SecretAccessKey: issued.secretAccessKey,
        SessionToken: issued.sessionToken,
        Expiration: new Date(now.getTime() + (input.DurationSeconds ?? 3600) * 1000),
      },
      AssumedRoleUser: { Arn: issued.caller, AssumedRoleId: `AROASIMULATION:${RoleSessionName}` },
    };
  },
};
