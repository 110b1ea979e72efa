import { expect, test } from 'vitest';
import { limitConcurrency } from '#remediations/lambda/limit-concurrency';
import { changePolicy, sessionTags, trustPolicy } from '../../src/aws/change-policy.ts';

const place = { partition: 'aws', account: '111122223333' };

test('the change role may make the calls of a change, and nothing without an approval or on what is protected', () => {
  expect(changePolicy([limitConcurrency], place)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'LambdaLimitConcurrency',
        Effect: 'Allow',
        Action: ['lambda:DeleteFunctionConcurrency', 'lambda:PutFunctionConcurrency'],
        Resource: ['arn:aws:lambda:*:111122223333:function:*'],
      },
      {
        Sid: 'NothingWithoutApproval',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { Null: { 'aws:PrincipalTag/opsmedic:approval': 'true' } },
      },
      {
        Sid: 'NothingThatIsProtected',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/opsmedic:protected': 'true' } },
      },
    ],
  });
});

test('without an account it is for whichever the role is in, and in other partitions it is written so', () => {
  const [first] = changePolicy([limitConcurrency], { partition: 'aws-cn', account: null }).Statement;
  expect(first?.Resource).toEqual(['arn:aws-cn:lambda:*:*:function:*']);
});

test('what two changes need alike is said once', () => {
  const twin = { ...limitConcurrency, id: 'lambda.another' };
  expect(changePolicy([limitConcurrency, twin], place)).toEqual(changePolicy([limitConcurrency], place));
});

test('only the bot assumes it, in the name of somebody of the workspace, with the change and its plan as tags', () => {
  const principal = 'arn:aws:iam::111122223333:role/opsmedic';
  const { Statement } = trustPolicy({ principal, team: 'T0SHOP', externalId: 'x-7' });
  const tagged = {
    'aws:RequestTag/opsmedic:approval': 'false',
    'aws:RequestTag/opsmedic:plan': 'false',
  };
  expect(Statement.map(({ Action, Condition }) => [Action, Condition])).toEqual([
    [
      ['sts:AssumeRole'],
      {
        StringLike: { 'sts:SourceIdentity': 'T0SHOP.?*', 'sts:RoleSessionName': 'opsmedic-?*' },
        Null: tagged,
        StringEquals: { 'sts:ExternalId': 'x-7' },
      },
    ],
    [['sts:SetSourceIdentity'], { StringLike: { 'sts:SourceIdentity': 'T0SHOP.?*' } }],
    [['sts:TagSession'], { Null: tagged, 'ForAllValues:StringEquals': { 'aws:TagKeys': [...sessionTags] } }],
  ]);
  for (const { Effect, Principal } of Statement)
    expect({ Effect, Principal }).toEqual({ Effect: 'Allow', Principal: { AWS: principal } });
});
