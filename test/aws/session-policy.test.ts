import { expect, test } from 'vitest';
import { CannotChange } from '#playbook';
import { freeConcurrency, reserveConcurrency } from '../../src/aws/lambda-writes.ts';
import { sessionPolicy } from '../../src/aws/session-policy.ts';
import type { AnyAwsWrite } from '../../src/aws/write-call.ts';

const place = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const deadline = new Date('2026-11-22T10:00:30.750Z');
const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout';
const until = { DateLessThan: { 'aws:CurrentTime': '2026-11-22T10:00:30Z' } };

/** A write with needs of its own. */
function needing(needs: AnyAwsWrite['needs']): AnyAwsWrite {
  return { ...reserveConcurrency, needs };
}

test('the actions of a change, on its own resources, until the deadline', () => {
  expect(sessionPolicy([reserveConcurrency, freeConcurrency], [arn], place, deadline)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['lambda:PutFunctionConcurrency', 'lambda:DeleteFunctionConcurrency'],
        Resource: arn,
        Condition: until,
      },
    ],
  });
});

test('each action gets only the resources that it knows, and none that it does not', () => {
  const role = 'arn:aws:iam::123456789012:role/checkout-task';
  const write = needing({
    'ecs:UpdateService': ['arn:PARTITION:ecs:REGION:ACCOUNT:service/*/*'],
    'iam:PassRole': ['arn:PARTITION:iam::ACCOUNT:role/*'],
    'lambda:PutFunctionConcurrency': ['arn:PARTITION:lambda:REGION:ACCOUNT:function:*'],
  });
  expect(sessionPolicy([write], [arn, role], place, deadline).Statement).toEqual([
    { Effect: 'Allow', Action: 'iam:PassRole', Resource: role, Condition: until },
    { Effect: 'Allow', Action: 'lambda:PutFunctionConcurrency', Resource: arn, Condition: until },
  ]);
});

test('what AWS asks of a call without naming it is granted beside a resource, never alone', () => {
  const sets = '+arn:PARTITION:wafv2:REGION:ACCOUNT:*/managedruleset/*' as const;
  const write = needing({ 'wafv2:UpdateWebACL': ['arn:PARTITION:wafv2:REGION:ACCOUNT:*/webacl/*/*', sets] });
  const acl = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/0b1c';
  expect(sessionPolicy([write], [acl], place, deadline).Statement[0]?.Resource).toEqual([
    acl,
    'arn:aws:wafv2:eu-west-1:123456789012:*/managedruleset/*',
  ]);
  expect(() => sessionPolicy([write], [arn], place, deadline)).toThrow(CannotChange);
});

test('an action that AWS cannot narrow is on everything', () => {
  const write = needing({ 'ec2:Something': ['*'] });
  expect(sessionPolicy([write], [], place, deadline).Statement[0]?.Resource).toBe('*');
});

test.each([
  ['another account', arn.replace('123456789012', '999999999999')],
  ['another region', arn.replace('eu-west-1', 'us-east-1')],
  ['another partition', arn.replace('arn:aws:', 'arn:aws-cn:')],
  ['another service', 'arn:aws:sqs:eu-west-1:123456789012:function:checkout'],
  ['all functions', 'arn:aws:lambda:eu-west-1:123456789012:function:*'],
  ['any letter', 'arn:aws:lambda:eu-west-1:123456789012:function:checkou?'],
  ['a variable', 'arn:aws:lambda:eu-west-1:123456789012:function:${aws:username}'],
  ['everything', '*'],
  ['nothing', ''],
])('nothing is granted on %s', (_what, resource) => {
  expect(() => sessionPolicy([reserveConcurrency], [resource], place, deadline)).toThrow(CannotChange);
});

test('more than AWS takes is refused before AWS is asked', () => {
  const many = Array.from({ length: 40 }, (_, index) => `${arn}-${index}`);
  expect(() => sessionPolicy([reserveConcurrency], many, place, deadline)).toThrow(/AWS takes 2048/);
});

test('a call that nobody declared is no write', () => {
  const other = { ...reserveConcurrency, operation: 'DeleteFunction' };
  expect(() => sessionPolicy([other], [arn], place, deadline)).toThrow('not on the write allowlist');
});
