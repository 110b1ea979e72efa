import { expect } from 'vitest';
import { roleArn } from '../small-account-iam.ts';
import type { CasesOf } from './case.ts';

export const iam: CasesOf<'iam'> = {
  GetRole: {
    input: { RoleName: 'checkout-execution' },
    found: { Role: { Arn: roleArn, AssumeRolePolicyDocument: expect.stringMatching(/^%7B%22Version%22/) } },
    nothing: { name: 'NoSuchEntityException' },
  },
  SimulatePrincipalPolicy: {
    input: { PolicySourceArn: roleArn, ActionNames: ['ecr:BatchGetImage', 'ssm:GetParameters'] },
    found: { EvaluationResults: [{ EvalDecision: 'allowed' }, { EvalDecision: 'implicitDeny' }], IsTruncated: false },
    nothing: { name: 'NoSuchEntityException' },
  },
};
