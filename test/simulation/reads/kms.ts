import { keyArn } from '../small-account-iam.ts';
import type { CasesOf } from './case.ts';

export const kms: CasesOf<'kms'> = {
  DescribeKey: {
    input: { KeyId: 'alias/orders' },
    found: { KeyMetadata: { Arn: keyArn, KeyState: 'Enabled' } },
    nothing: { name: 'NotFoundException' },
  },
};
