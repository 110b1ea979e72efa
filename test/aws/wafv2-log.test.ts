import nock from 'nock';
import { expect, test } from 'vitest';
import { logged } from '../../src/aws/wafv2-log.ts';
import { ask, describeCall } from './wire.ts';

const from = new Date('2026-11-22T10:00:00Z');
const to = new Date('2026-11-22T11:00:00Z');
const input = { group: 'aws-waf-logs-shop', region: 'eu-west-1', rule: 'common', from, to };

const line = JSON.stringify({
  timestamp: from.getTime() + 60_000,
  terminatingRuleId: 'common',
  action: 'BLOCK',
  responseCodeSent: null,
  ruleGroupList: [
    { ruleGroupId: 'AWS#AWSManagedRulesAmazonIpReputationList', terminatingRule: null },
    {
      ruleGroupId: 'AWS#AWSManagedRulesCommonRuleSet',
      terminatingRule: { ruleId: 'SizeRestrictions_BODY', action: 'BLOCK' },
    },
  ],
  httpRequest: {
    clientIp: '81.4.2.9',
    country: 'DE',
    headers: [
      { name: 'Cookie', value: 'session=hush' },
      { name: 'content-length', value: '41233' },
    ],
    uri: '/v1/upload',
    args: 'token=hush',
    httpMethod: 'POST',
  },
  labels: [{ name: 'awswaf:managed:aws:core-rule-set:SizeRestrictions_Body' }],
});

describeCall('requests in the log of WAF, without what is secret', {
  call: logged,
  input,
  exchanges: [
    {
      asks: {
        logGroupName: 'aws-waf-logs-shop',
        filterPattern: '{ $.terminatingRuleId = "common" && $.action != "ALLOW" }',
        startTime: from.getTime(),
        endTime: to.getTime(),
        limit: 500,
      },
      answer: JSON.stringify({
        events: [{ message: line }, { message: 'no JSON' }, { message: '{}' }],
        nextToken: 'n',
      }),
    },
    { asks: { nextToken: 'n', limit: 499 }, answer: '{"events":[]}' },
  ],
  gives: [
    {
      at: new Date('2026-11-22T10:01:00Z'),
      weight: 1,
      action: 'BLOCK',
      ruleWithinGroup: 'AWS#AWSManagedRulesCommonRuleSet#SizeRestrictions_BODY',
      overridden: null,
      clientIp: '81.4.2.9',
      country: 'DE',
      path: '/v1/upload',
      method: 'POST',
      host: null,
      userAgent: null,
      accept: null,
      forwardedFor: null,
      contentLength: 41_233,
      session: true,
      labels: ['awswaf:managed:aws:core-rule-set:SizeRestrictions_Body'],
      answered: null,
      failure: null,
    },
  ],
});

test('the log of a web ACL for CloudFront is asked for where it lies', async () => {
  const east = nock('https://logs.us-east-1.amazonaws.com').post('/').reply(200, '{"events":[]}');
  expect((await ask(logged, { ...input, region: 'us-east-1' })).value).toEqual([]);
  expect(east.isDone()).toBe(true);
});
