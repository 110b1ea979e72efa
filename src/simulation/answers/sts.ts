import type * as sdk from '@aws-sdk/client-sts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';

/** Characters of a session policy (AssumeRole, STS API reference). */
const POLICY_LIMIT = 2_048;

export const sts: Answers<typeof sdk> = {
  GetCallerIdentity: (account, _input, { caller }) => ({
    Account: account.id,
    Arn: caller,
    UserId: `AROASIMULATION:${caller.split('/').at(-1)}`,
  }),

  /** A role that is not there, a wrong external id and a trust policy that is not met look the same, as in AWS. */
  AssumeRole(_account, input, { assume, caller }) {
    const { RoleArn = '', RoleSessionName = '', Policy = '', Tags = [] } = input;
    if (Policy.length > POLICY_LIMIT) {
      throw new AwsError(
        'ValidationError',
        `Value at 'policy' failed to satisfy constraint: length at most ${POLICY_LIMIT}`,
      );
    }
    const issued = assume(input);
    if (!issued) {
      const message = `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
      throw new AwsError('AccessDenied', message, { status: 403 });
    }
    return {
      Credentials: {
        AccessKeyId: issued.accessKeyId,
        SecretAccessKey: issued.secretAccessKey,
        SessionToken: issued.sessionToken,
        Expiration: issued.expiresAt,
      },
      AssumedRoleUser: { Arn: issued.caller, AssumedRoleId: `AROASIMULATION:${RoleSessionName}` },
      ...(input.SourceIdentity && { SourceIdentity: input.SourceIdentity }),
      ...((Policy || Tags.length > 0) && { PackedPolicySize: Math.ceil(Policy.length / 20) }),
    };
  },
};
