import { expect, test } from 'vitest';
import { role, simulatedPolicy } from '../../src/aws/iam.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const arn = 'arn:aws:iam::123456789012:role/checkout-execution';
const principal = arn;

function xml(operation: string, result: string): string {
  return `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${operation}Result>${result}</${operation}Result>
    <ResponseMetadata><RequestId>df37e965-9967-11e1-a4c3-270EXAMPLE04</RequestId></ResponseMetadata></${operation}Response>`;
}

/** As AWS encodes it: RFC 3986. */
function roleWith(trust: string): string {
  return xml(
    'GetRole',
    `<Role><Path>/</Path><AssumeRolePolicyDocument>${trust}</AssumeRolePolicyDocument><RoleId>AROADBQP57FF2AEXAMPLE</RoleId>
      <RoleName>checkout-execution</RoleName><Arn>${arn}</Arn><CreateDate>2026-05-08T23:34:01Z</CreateDate>
      <PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>
      <PermissionsBoundaryArn>arn:aws:iam::123456789012:policy/limits</PermissionsBoundaryArn></PermissionsBoundary></Role>`,
  );
}
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['ecs-tasks.amazonaws.com', 'ec2.amazonaws.com'] },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
    },
    { Effect: 'Deny', Principal: '*', Action: ['sts:AssumeRole'] },
  ],
});

describeCall('a role', {
  call: role,
  input: { name: 'checkout-execution' },
  exchanges: [{ asks: { RoleName: 'checkout-execution' }, answer: roleWith(encodeURIComponent(trust)) }],
  gives: {
    name: 'checkout-execution',
    arn,
    id: 'AROADBQP57FF2AEXAMPLE',
    createdAt: new Date('2026-05-08T23:34:01Z'),
    trust: [
      {
        allows: true,
        actions: ['sts:AssumeRole'],
        services: ['ecs-tasks.amazonaws.com', 'ec2.amazonaws.com'],
        principals: [],
        conditions: ['aws:SourceAccount'],
      },
      { allows: false, actions: ['sts:AssumeRole'], services: ['*'], principals: ['*'], conditions: [] },
    ],
    boundary: 'arn:aws:iam::123456789012:policy/limits',
  },
});

test('a role that is not there is none, and no failure', async () => {
  const gone =
    '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>The role with name gone cannot be found.</Message></Error><RequestId>1</RequestId></ErrorResponse>';
  answerOnce('iam', [{ asks: { Action: 'GetRole' }, answer: gone, status: 404 }]);
  expect((await ask(role, { name: 'gone' })).value).toBeNull();
});

test('a trust policy that nobody can read is not taken for one that lets nobody in', async () => {
  answerOnce('iam', [{ asks: { Action: 'GetRole' }, answer: roleWith('%7B%22Statement') }]);
  expect((await ask(role, { name: 'checkout-execution' })).value?.trust).toBeNull();
});

describeCall('what a role may do', {
  call: simulatedPolicy,
  input: {
    principal,
    actions: ['ssm:GetParameters', 'kms:Decrypt'],
    resources: ['arn:aws:ssm:eu-west-1:123456789012:parameter/checkout/key'],
  },
  exchanges: [
    {
      asks: {
        PolicySourceArn: principal,
        'ActionNames.member.1': 'ssm:GetParameters',
        'ActionNames.member.2': 'kms:Decrypt',
        'ResourceArns.member.1': 'arn:aws:ssm:eu-west-1:123456789012:parameter/checkout/key',
        Marker: undefined,
      },
      answer: xml(
        'SimulatePrincipalPolicy',
        `<IsTruncated>true</IsTruncated><Marker>page2</Marker><EvaluationResults><member><EvalActionName>ssm:GetParameters</EvalActionName>
          <EvalResourceName>arn:aws:ssm:eu-west-1:123456789012:parameter/checkout/key</EvalResourceName><EvalDecision>implicitDeny</EvalDecision>
          <MatchedStatements/><MissingContextValues/>
          <ResourceSpecificResults><member><EvalResourceName>arn:aws:ssm:eu-west-1:123456789012:parameter/checkout/key</EvalResourceName>
          <EvalResourceDecision>implicitDeny</EvalResourceDecision><MissingContextValues><member>aws:SourceVpce</member></MissingContextValues>
          </member></ResourceSpecificResults></member></EvaluationResults>`,
      ),
    },
    {
      asks: { Marker: 'page2' },
      answer: xml(
        'SimulatePrincipalPolicy',
        `<IsTruncated>false</IsTruncated><EvaluationResults><member><EvalActionName>kms:Decrypt</EvalActionName><EvalResourceName>*</EvalResourceName>
          <EvalDecision>explicitDeny</EvalDecision><MatchedStatements><member><SourcePolicyId>no-keys</SourcePolicyId></member></MatchedStatements>
          <OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>
          </member></EvaluationResults>`,
      ),
    },
  ],
  gives: [
    {
      action: 'ssm:GetParameters',
      resource: 'arn:aws:ssm:eu-west-1:123456789012:parameter/checkout/key',
      decision: 'implicit-deny',
      deniedBy: null,
      matched: [],
      missingContext: ['aws:SourceVpce'],
    },
    {
      action: 'kms:Decrypt',
      resource: '*',
      decision: 'explicit-deny',
      deniedBy: 'organization',
      matched: ['no-keys'],
      missingContext: [],
    },
  ],
});
