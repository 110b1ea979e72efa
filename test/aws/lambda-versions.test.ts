import { expect, test } from 'vitest';
import { alias, aliases, functions, provisioned, versions } from '../../src/aws/lambda-versions.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout';

describeCall('aliases of a function, over two pages', {
  call: aliases,
  input: { name: 'checkout' },
  exchanges: [
    {
      asks: { path: '/2015-03-31/functions/checkout/aliases', Marker: undefined },
      answer: JSON.stringify({
        NextMarker: 'm',
        Aliases: [
          {
            AliasArn: `${arn}:live`,
            Name: 'live',
            FunctionVersion: '7',
            RoutingConfig: { AdditionalVersionWeights: { 8: 0.1 } },
          },
        ],
      }),
    },
    {
      asks: { path: '/2015-03-31/functions/checkout/aliases', Marker: 'm' },
      answer: JSON.stringify({ Aliases: [{ AliasArn: `${arn}:test`, Name: 'test', FunctionVersion: '$LATEST' }] }),
    },
  ],
  gives: [
    { name: 'live', arn: `${arn}:live`, version: '7', others: { 8: 0.1 } },
    { name: 'test', arn: `${arn}:test`, version: '$LATEST', others: {} },
  ],
});

const listVersions = '/2015-03-31/functions/checkout/versions';
const version = (Version: string, minute: number) => ({
  FunctionName: 'checkout',
  FunctionArn: `${arn}:${Version}`,
  Version,
  LastModified: `2026-11-22T10:0${minute}:00.000+0000`,
});

test('on the wire: versions come over all pages and the newest first', async () => {
  answerOnce('lambda', [
    {
      asks: { path: listVersions, Marker: undefined },
      answer: JSON.stringify({ NextMarker: 'm', Versions: [version('6', 1), version('7', 2)] }),
    },
    { asks: { path: listVersions, Marker: 'm' }, answer: JSON.stringify({ Versions: [version('8', 3)] }) },
  ]);
  const { value } = await ask(versions, { name: 'checkout' });
  expect(value.map((each) => [each.version, each.lastModified?.getUTCMinutes()])).toEqual([
    ['8', 3],
    ['7', 2],
    ['6', 1],
  ]);
});

describeCall('a function without versions', {
  call: versions,
  input: { name: 'checkout' },
  exchanges: [{ asks: { path: listVersions }, answer: '{"Versions":[]}' }],
  gives: [],
});

describeCall('all functions, over two pages', {
  call: functions,
  input: {},
  exchanges: [
    {
      asks: { path: '/2015-03-31/functions', Marker: undefined },
      answer: JSON.stringify({ NextMarker: 'm', Functions: [{ FunctionName: 'checkout', FunctionArn: arn }] }),
    },
    {
      asks: { path: '/2015-03-31/functions', Marker: 'm' },
      answer: JSON.stringify({ Functions: [{ FunctionName: 'resize', FunctionArn: `${arn}2` }, {}] }),
    },
  ],
  gives: [
    { name: 'checkout', arn },
    { name: 'resize', arn: `${arn}2` },
  ],
});

describeCall('environments kept ready', {
  call: provisioned,
  input: { name: 'checkout' },
  exchanges: [
    {
      asks: { path: '/2019-09-30/functions/checkout/provisioned-concurrency', List: 'ALL', Marker: undefined },
      answer: JSON.stringify({
        ProvisionedConcurrencyConfigs: [
          {
            FunctionArn: `${arn}:live`,
            RequestedProvisionedConcurrentExecutions: 10,
            AvailableProvisionedConcurrentExecutions: 4,
            AllocatedProvisionedConcurrentExecutions: 4,
            Status: 'FAILED',
            StatusReason: 'too many',
          },
          {},
        ],
      }),
    },
  ],
  gives: [
    { arn: `${arn}:live`, requested: 10, available: 4, status: 'FAILED', reason: 'too many' },
    { arn: '', requested: 0, available: 0, status: 'unknown', reason: null },
  ],
});

describeCall('one alias, as it was written last', {
  call: alias,
  input: { function: 'checkout', alias: 'live' },
  exchanges: [
    {
      asks: { path: '/2015-03-31/functions/checkout/aliases/live' },
      answer: JSON.stringify({
        AliasArn: `${arn}:live`,
        Name: 'live',
        FunctionVersion: '7',
        RoutingConfig: { AdditionalVersionWeights: { 8: 0.1 } },
        RevisionId: '1c4a2f0e-5d3b-4c6a-9f8e-7d6c5b4a3f2e',
      }),
    },
  ],
  gives: {
    name: 'live',
    arn: `${arn}:live`,
    version: '7',
    others: { 8: 0.1 },
    revision: '1c4a2f0e-5d3b-4c6a-9f8e-7d6c5b4a3f2e',
  },
});
