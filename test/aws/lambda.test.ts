import { expect, test } from 'vitest';
import {
  accountLimit,
  functionConfiguration,
  functionTags,
  policy,
  reservedConcurrency,
} from '../../src/aws/lambda.ts';
import { answerOnce, ask, describeCall, failureOf } from './wire.ts';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout:live';
const path = (rest: string) => `/${rest.replace('{name}', arn)}`;

describeCall('configuration of a function, without its environment', {
  call: functionConfiguration,
  input: { name: arn },
  exchanges: [
    {
      asks: { path: path('2015-03-31/functions/{name}/configuration') },
      answer: JSON.stringify({
        FunctionName: 'checkout',
        FunctionArn: arn,
        Runtime: 'nodejs24.x',
        Role: 'arn:aws:iam::123456789012:role/checkout',
        Handler: 'index.handler',
        Timeout: 3,
        MemorySize: 128,
        LastModified: '2026-11-22T10:00:00.000+0000',
        Version: '7',
        VpcConfig: { SubnetIds: ['subnet-0aaa'], SecurityGroupIds: ['sg-0fn'], VpcId: 'vpc-1' },
        Environment: { Variables: { TOKEN: 'hush' } },
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN', ApplicationLogLevel: 'INFO', LogGroup: '/shop' },
        DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' },
        Layers: [{ Arn: 'arn:aws:lambda:eu-west-1:123456789012:layer:otel:3', CodeSize: 1 }],
        FileSystemConfigs: [{ Arn: 'arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-1' }],
        SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'On' },
        TracingConfig: { Mode: 'Active' },
        State: 'Active',
        StateReason: '',
        LastUpdateStatus: 'Failed',
        LastUpdateStatusReason: 'The function subnet has no free addresses.',
        LastUpdateStatusReasonCode: 'SubnetOutOfIPAddresses',
        PackageType: 'Zip',
        Architectures: ['arm64'],
      }),
    },
  ],
  gives: {
    arn,
    name: 'checkout',
    version: '7',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    role: 'arn:aws:iam::123456789012:role/checkout',
    memoryMb: 128,
    timeoutSeconds: 3,
    state: 'Active',
    stateReason: null,
    stateReasonCode: null,
    lastUpdateStatus: 'Failed',
    lastUpdateReason: 'The function subnet has no free addresses.',
    lastUpdateReasonCode: 'SubnetOutOfIPAddresses',
    lastModified: new Date('2026-11-22T10:00:00Z'),
    network: { vpc: 'vpc-1', subnets: ['subnet-0aaa'], securityGroups: ['sg-0fn'] },
    packageType: 'Zip',
    architecture: 'arm64',
    logs: { group: '/shop', format: 'JSON', systemLevel: 'WARN' },
    deadLetterTarget: 'arn:aws:sqs:eu-west-1:123456789012:dead',
    layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:otel:3'],
    fileSystems: ['arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-1'],
    snapStart: true,
    traced: true,
  },
});

describeCall('a function of which AWS says little', {
  call: functionConfiguration,
  input: { name: 'bare' },
  exchanges: [
    {
      asks: { path: '/2015-03-31/functions/bare/configuration' },
      answer:
        '{"FunctionName":"bare","LastModified":"yesterday","VpcConfig":{"SubnetIds":[],"SecurityGroupIds":[],"VpcId":""}}',
    },
  ],
  gives: {
    arn: '',
    name: 'bare',
    version: '$LATEST',
    runtime: null,
    handler: null,
    role: null,
    memoryMb: null,
    timeoutSeconds: null,
    state: null,
    stateReason: null,
    stateReasonCode: null,
    lastUpdateStatus: null,
    lastUpdateReason: null,
    lastUpdateReasonCode: null,
    lastModified: null,
    network: null,
    packageType: null,
    architecture: null,
    logs: { group: '/aws/lambda/bare', format: 'Text', systemLevel: null },
    deadLetterTarget: null,
    layers: [],
    fileSystems: [],
    snapStart: false,
    traced: false,
  },
});

describeCall('resource policy of a function', {
  call: policy,
  input: { name: arn },
  exchanges: [
    {
      asks: { path: path('2015-03-31/functions/{name}/policy') },
      answer: JSON.stringify({ Policy: '{"Version":"2012-10-17","Statement":[]}', RevisionId: 'r' }),
    },
  ],
  gives: '{"Version":"2012-10-17","Statement":[]}',
});

describeCall('reserved concurrency', {
  call: reservedConcurrency,
  input: { name: 'checkout' },
  exchanges: [
    { asks: { path: '/2019-09-30/functions/checkout/concurrency' }, answer: '{"ReservedConcurrentExecutions":0}' },
  ],
  gives: { reserved: 0 },
});

describeCall('no reserved concurrency', {
  call: reservedConcurrency,
  input: { name: 'checkout' },
  exchanges: [{ asks: { path: '/2019-09-30/functions/checkout/concurrency' }, answer: '{}' }],
  gives: { reserved: null },
});

describeCall('how much the account may run at once', {
  call: accountLimit,
  input: {},
  exchanges: [
    {
      asks: { path: '/2016-08-19/account-settings' },
      answer: JSON.stringify({
        AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900, TotalCodeSize: 1 },
        AccountUsage: { FunctionCount: 3 },
      }),
    },
  ],
  gives: { concurrent: 1000, unreserved: 900 },
});

describeCall('account settings without limits', {
  call: accountLimit,
  input: {},
  exchanges: [{ asks: { path: '/2016-08-19/account-settings' }, answer: '{}' }],
  gives: null,
});

test('a function without a policy is absent', async () => {
  const answer =
    '{"Message":"The resource you requested does not exist.","Type":"User","__type":"ResourceNotFoundException"}';
  answerOnce('lambda', [{ asks: { path: '/2015-03-31/functions/checkout/policy' }, status: 404, answer }]);
  const failure = await failureOf(ask(policy, { name: 'checkout' }));
  expect(failure).toMatchObject({ why: 'absent', message: 'The resource you requested does not exist.' });
});

describeCall('tags of a function', {
  call: functionTags,
  input: { arn: 'arn:aws:lambda:eu-west-1:123456789012:function:checkout' },
  exchanges: [
    {
      asks: { path: '/2017-03-31/tags/arn:aws:lambda:eu-west-1:123456789012:function:checkout' },
      answer: JSON.stringify({ Tags: { ManagedBy: 'terraform' } }),
    },
  ],
  gives: { ManagedBy: 'terraform' },
});
