import { expect, test } from 'vitest';
import * as cloudtrail from '../../src/aws/cloudtrail.ts';
import * as elbv2 from '../../src/aws/elbv2.ts';
import * as s3 from '../../src/aws/s3.ts';
import { fullReadPolicy, readPolicy } from '../../src/aws/policy.ts';
import { reads } from '../../src/aws/reads.ts';

test('the policy of some calls allows these and nothing else, in a stable order', () => {
  const calls = [
    s3.accessLogFile,
    elbv2.targetHealth,
    cloudtrail.events,
    elbv2.loadBalancers,
    elbv2.targetHealth,
    s3.objects,
  ];
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'ReadCloudtrail', Effect: 'Allow', Action: ['cloudtrail:LookupEvents'], Resource: '*' },
      {
        Sid: 'ReadElasticloadbalancing',
        Effect: 'Allow',
        Action: ['elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:DescribeTargetHealth'],
        Resource: '*',
      },
      { Sid: 'ListAccessLogs', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: 'arn:aws-cn:s3:::logs' },
      {
        Sid: 'ReadAccessLogs',
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: 'arn:aws-cn:s3:::logs/alb/AWSLogs/*',
      },
    ],
  };
  const place = { bucket: 'logs', prefix: 'alb/', partition: 'aws-cn' };
  expect(readPolicy(calls, place)).toEqual(policy);
  expect(readPolicy(calls.toReversed(), place)).toEqual(policy);
});

test('the full policy allows every read on the list, and no statement says what another says', () => {
  const { Statement } = fullReadPolicy();
  const listed = Object.values(reads).flatMap((operations) => Object.values<string>(operations));
  expect(Statement.flatMap(({ Action }) => Action).toSorted()).toEqual(listed.toSorted());
  expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
  for (const { Sid } of Statement) expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
  expect(Statement.find(({ Sid }) => Sid === 'ReadAccessLogs')?.Resource).toBe(
    'arn:aws:s3:::YOUR-LOG-BUCKET/YOUR-PREFIX/AWSLogs/*',
  );
});

test('no calls, no permissions', () => {
  expect(readPolicy([])).toEqual({ Version: '2012-10-17', Statement: [] });
});

test('every operation on the list is named as a read, or is known to change nothing', () => {
  const operations = Object.values(reads).flatMap((own) => Object.keys(own));
  const others = operations.filter((name) => !/^(Describe|Get|List|Lookup)/.test(name));
  expect(others).toEqual(['FilterLogEvents', 'StartQuery', 'StopQuery', 'SimulatePrincipalPolicy']);
});
