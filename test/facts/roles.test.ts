import { describe, expect, test } from 'vitest';
import { given } from '#playbook';
import { permissionsOf, roleName, rolesOf, trusts } from '#facts/roles';
import type { PermissionAsk, Role, Simulated, TrustStatement } from '#facts/roles';
import { learn, refused } from './learning.ts';

const arn = 'arn:aws:iam::123456789012:role/service/checkout';
const statement: TrustStatement = {
  allows: true,
  actions: ['sts:AssumeRole'],
  services: ['ecs-tasks.amazonaws.com'],
  principals: [],
  conditions: [],
};
const role: Role = { name: 'checkout', arn, id: 'AROA1', createdAt: null, trust: [statement], boundary: null };

describe('a role', () => {
  test('is known by the last part of its ARN', () => {
    expect([roleName(arn), roleName('arn:aws:sts::123456789012:assumed-role/checkout/x')]).toEqual(['checkout', null]);
  });

  test.each<[string, readonly Partial<TrustStatement>[] | null, string]>([
    ['names the service', [{}], 'yes'],
    ['names another service', [{ services: ['ec2.amazonaws.com'] }], 'no'],
    ['names the service for another action', [{ actions: ['sts:TagSession'] }], 'no'],
    ['names the service under conditions', [{ conditions: ['aws:SourceAccount'] }], 'conditionally'],
    ['denies everybody', [{}, { allows: false, services: ['*'] }], 'no'],
    ['denies some under conditions', [{}, { allows: false, conditions: ['aws:SourceArn'] }], 'conditionally'],
    ['is empty', [], 'no'],
    ['cannot be read', null, 'unknown'],
  ])('whose trust policy %s', (_, trust, verdict) => {
    const whole = trust?.map((part) => ({ ...statement, ...part })) ?? null;
    expect(trusts({ ...role, trust: whole }, 'ecs-tasks.amazonaws.com')).toBe(verdict);
  });

  const arns = given<readonly string[]>('test.arns', 'Roles');
  const fact = rolesOf({ arns, id: 'test.roles' });

  test('that is gone, or stands under another path, is none', async () => {
    const elsewhere = 'arn:aws:iam::123456789012:role/checkout';
    const found = (answer: Role | null) => learn(fact, { arns: [arn] }, { 'iam.GetRole': () => answer });
    expect((await learn(fact, { arns: [arn] }, { 'iam.GetRole': role })).value.byArn).toEqual({ [arn]: role });
    expect((await found({ ...role, arn: elsewhere })).value.byArn).toEqual({ [arn]: null });
    expect((await found(null)).value.byArn).toEqual({ [arn]: null });
  });

  test('that may not be read is no role that is gone', async () => {
    const { value, unseen } = await learn(fact, { arns: [arn] }, { 'iam.GetRole': refused('iam:GetRole') });
    expect(value.byArn).toEqual({});
    expect(value.unread[arn]).toMatchObject({ why: 'denied', action: 'iam:GetRole' });
    expect(unseen).toHaveLength(1);
  });
});

describe('a permission', () => {
  const asks = given<readonly PermissionAsk[]>('test.asks', 'Asks');
  const fact = permissionsOf({ asks, id: 'test.permissions' });
  const ask = { role: arn, actions: ['ssm:GetParameters'], resources: [] };
  const simulated: Simulated = {
    action: 'ssm:GetParameters',
    resource: '*',
    decision: 'allowed',
    deniedBy: null,
    matched: [],
    missingContext: [],
  };

  test.each<[Partial<Simulated>, string]>([
    [{ decision: 'allowed' }, 'allowed'],
    [{ decision: 'implicit-deny' }, 'denied'],
    [{ decision: 'explicit-deny', missingContext: ['aws:SourceVpc'] }, 'denied'],
    [{ decision: 'implicit-deny', missingContext: ['aws:SourceVpc'] }, 'uncertain'],
  ])('%o is %s', async (part, verdict) => {
    const answers = { 'iam.SimulatePrincipalPolicy': [{ ...simulated, ...part }] };
    const { value } = await learn(fact, { asks: [ask] }, answers);
    expect(value.known).toMatchObject([{ role: arn, action: 'ssm:GetParameters', verdict }]);
  });

  test('that may not be asked about is not denied', async () => {
    const answers = { 'iam.SimulatePrincipalPolicy': refused('iam:SimulatePrincipalPolicy') };
    const { value } = await learn(fact, { asks: [ask] }, answers);
    expect(value).toMatchObject({ known: [], unread: [{ ask, blind: { action: 'iam:SimulatePrincipalPolicy' } }] });
  });
});
