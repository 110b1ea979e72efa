import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import type { SimulatedRole } from '../../src/simulation/account/iam.ts';
import { simulateSmall } from './small-account.ts';

const arn = 'arn:aws:iam::123456789012:role/app';
const base = { RoleName: 'app', Arn: arn, RoleId: 'AROAAPP', Path: '/', CreateDate: new Date(0) };

function policy(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
const allow = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string, Resource = '*') => ({ Effect: 'Deny', Action, Resource });

async function decided(
  role: Partial<SimulatedRole>,
  action: string,
  { resource, controls, policies }: { resource?: string; controls?: string[]; policies?: Record<string, string> } = {},
) {
  await using running = await simulateSmall({
    iam: {
      roles: [{ ...base, ...role }],
      ...(controls && { serviceControlPolicies: controls }),
      ...(policies && { policies }),
    },
  });
  const ask = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: arn,
    ActionNames: [action],
    ...(resource !== undefined && { ResourceArns: [resource] }),
  });
  const answer = await new IAMClient(running.config).send(ask);
  return answer.EvaluationResults?.[0];
}

const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf';

test('what no policy allows is denied', async () => {
  expect(await decided({ inline: {} }, 'ssm:GetParameters')).toMatchObject({ EvalDecision: 'implicitDeny' });
});

test.each([
  ['*', 'ssm:GetParameters'],
  ['ssm:Get*', 'ssm:GetParameters'],
  ['SSM:getparameter?', 'ssm:GetParameters'],
])('%s allows %s, without regard to case', async (glob, action) => {
  expect(await decided({ inline: { app: policy(allow(glob)) } }, action)).toMatchObject({
    EvalDecision: 'allowed',
    MatchedStatements: [{ SourcePolicyId: 'app' }],
  });
});

test('a statement about some resources says nothing of others', async () => {
  const inline = { app: policy(allow('secretsmanager:*', `${secret.slice(0, -7)}-*`)) };
  const own = await decided({ inline }, 'secretsmanager:GetSecretValue', { resource: secret });
  const other = await decided({ inline }, 'secretsmanager:GetSecretValue', { resource: secret.replace('db', 'other') });
  expect([own?.EvalDecision, other?.EvalDecision]).toEqual(['allowed', 'implicitDeny']);
});

test('an explicit deny wins over whatever allows', async () => {
  const inline = { app: policy(allow('*'), deny('kms:Decrypt')) };
  expect(await decided({ inline }, 'kms:Decrypt')).toMatchObject({ EvalDecision: 'explicitDeny' });
});

test('a statement with a condition matches nothing, and its keys are named', async () => {
  const inline = {
    app: policy(
      allow('kms:Decrypt', '*', { Condition: { StringEquals: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' } } }),
    ),
  };
  expect(await decided({ inline }, 'kms:Decrypt')).toMatchObject({
    EvalDecision: 'implicitDeny',
    MissingContextValues: ['kms:ViaService'],
  });
});

test('the organization and the boundary can only take away', async () => {
  const inline = { app: policy(allow('*')) };
  const controls = [policy(allow('*'), deny('ssm:GetParameters'))];
  const boundary = 'arn:aws:iam::123456789012:policy/limits';
  const role = { inline, PermissionsBoundary: { PermissionsBoundaryArn: boundary } };
  const policies = { [boundary]: policy(allow('s3:*')) };
  expect(await decided({ inline }, 'ssm:GetParameters', { controls })).toMatchObject({
    EvalDecision: 'implicitDeny',
    OrganizationsDecisionDetail: { AllowedByOrganizations: false },
  });
  expect(await decided(role, 'ssm:GetParameters', { policies })).toMatchObject({
    EvalDecision: 'implicitDeny',
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
  });
  expect(await decided(role, 's3:GetObject', { policies })).toMatchObject({ EvalDecision: 'allowed' });
});

test('policies of AWS are known by their ARN in every partition', async () => {
  const attached = ['arn:aws-cn:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'];
  expect(await decided({ attached }, 'ec2:CreateNetworkInterface')).toMatchObject({ EvalDecision: 'allowed' });
});

test('a trust policy goes out URL-encoded, as AWS sends it', async () => {
  const trust = policy({ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:*' });
  await using running = await simulateSmall({ iam: { roles: [{ ...base, AssumeRolePolicyDocument: trust }] } });
  const answer = await new IAMClient(running.config).send(new GetRoleCommand({ RoleName: 'app' }));
  const sent = answer.Role?.AssumeRolePolicyDocument ?? '';
  expect(sent).toMatch(/^[\w%.~-]+$/);
  expect(decodeURIComponent(sent)).toBe(trust);
});
