import type { CasesOf } from './case.ts';

export const secretsmanager: CasesOf<'secretsmanager'> = {
  DescribeSecret: {
    input: { SecretId: 'checkout/db' },
    found: { Name: 'checkout/db' },
    nothing: { name: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." },
  },
};
