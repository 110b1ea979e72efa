import type { Account } from '../../src/simulation/account.ts';

const account = '123456789012';

export const roleArn = `arn:aws:iam::${account}:role/checkout-execution`;
export const keyArn = `arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** One role that may pull images, and one key. */
export const smallIam: Pick<Account, 'iam' | 'kms'> = {
  iam: {
    roles: [
      {
        RoleName: 'checkout-execution',
        Arn: roleArn,
        RoleId: 'AROACHECKOUT',
        Path: '/',
        CreateDate: new Date('2026-01-01T00:00:00Z'),
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        }),
        attached: ['arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'],
      },
    ],
  },
  kms: {
    keys: [{ KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab', Arn: keyArn, KeyState: 'Enabled', KeyManager: 'CUSTOMER' }],
    aliases: { 'alias/orders': '1234abcd-12ab-34cd-56ef-1234567890ab' },
  },
};
