import nock from 'nock';
import { expect, test } from 'vitest';
import {
  ipSet,
  logging,
  managedRuleGroup,
  protectedResources,
  rateKeys,
  ruleGroup,
  samples,
  webAcl,
  webAclFor,
  webAcls,
} from '../../src/aws/wafv2.ts';
import { ask, describeCall } from './wire.ts';

const arn = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/a1b2c3d4';
const global = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/e5f6';
const group = 'arn:aws:wafv2:eu-west-1:123456789012:regional/rulegroup/own/77aa';
const set = 'arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/offices/99bb';
const balancer = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188';
const visibility = (MetricName: string, sampled = true) => ({
  MetricName,
  SampledRequestsEnabled: sampled,
  CloudWatchMetricsEnabled: true,
});
const base64 = (text: string) => Buffer.from(text).toString('base64');

describeCall('a web ACL with its rules in the order in which they run', {
  call: webAcl,
  input: { arn },
  exchanges: [
    {
      asks: { ARN: arn },
      answer: JSON.stringify({
        LockToken: 'lock',
        WebACL: {
          Name: 'shop',
          Id: 'a1b2c3d4',
          ARN: arn,
          DefaultAction: { Allow: {} },
          VisibilityConfig: visibility('shop-acl'),
          AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: 'KB_48' } } },
          ManagedByFirewallManager: false,
          PostProcessFirewallManagerRuleGroups: [
            {
              Name: 'PostFMManaged',
              Priority: 0,
              FirewallManagerStatement: { RuleGroupReferenceStatement: { ARN: group } },
              OverrideAction: { Count: {} },
              VisibilityConfig: visibility('PostFM'),
            },
          ],
          Rules: [
            {
              Name: 'per-address',
              Priority: 5,
              Action: { Block: {} },
              Statement: {
                RateBasedStatement: {
                  Limit: 500,
                  AggregateKeyType: 'FORWARDED_IP',
                  ForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'MATCH' },
                  ScopeDownStatement: {
                    ByteMatchStatement: {
                      SearchString: base64('/login'),
                      FieldToMatch: { UriPath: {} },
                      PositionalConstraint: 'STARTS_WITH',
                      TextTransformations: [],
                    },
                  },
                },
              },
              VisibilityConfig: visibility('per-address', false),
            },
            {
              Name: 'common',
              Priority: 1,
              OverrideAction: { None: {} },
              Statement: {
                ManagedRuleGroupStatement: {
                  VendorName: 'AWS',
                  Name: 'AWSManagedRulesCommonRuleSet',
                  Version: 'Version_1.4',
                  ExcludedRules: [{ Name: 'NoUserAgent_HEADER' }],
                  RuleActionOverrides: [{ Name: 'GenericLFI_BODY', ActionToUse: { Count: {} } }],
                },
              },
              RuleLabels: [{ Name: 'team:web' }],
              VisibilityConfig: visibility('common'),
            },
            {
              Name: 'countries',
              Priority: 7,
              Action: { Block: { CustomResponse: { ResponseCode: 451 } } },
              Statement: {
                AndStatement: {
                  Statements: [
                    { NotStatement: { Statement: { GeoMatchStatement: { CountryCodes: ['DE', 'AT'] } } } },
                    { IPSetReferenceStatement: { ARN: set } },
                    {
                      LabelMatchStatement: {
                        Scope: 'LABEL',
                        Key: 'awswaf:managed:aws:core-rule-set:NoUserAgent_Header',
                      },
                    },
                    {
                      SizeConstraintStatement: {
                        FieldToMatch: { Body: { OversizeHandling: 'MATCH' } },
                        ComparisonOperator: 'GT',
                        Size: 16_384,
                        TextTransformations: [],
                      },
                    },
                    {
                      SqliMatchStatement: {
                        FieldToMatch: { SingleHeader: { Name: 'X-Filter' } },
                        TextTransformations: [],
                      },
                    },
                    { AsnMatchStatement: { AsnList: [64_500] } },
                  ],
                },
              },
              VisibilityConfig: visibility('countries'),
            },
          ],
        },
      }),
    },
  ],
  gives: {
    arn,
    name: 'shop',
    id: 'a1b2c3d4',
    metric: 'shop-acl',
    sampled: true,
    measured: true,
    defaultAction: 'Allow',
    managedByFirewallManager: false,
    bodyLimits: { API_GATEWAY: 48 },
    rules: [
      {
        name: 'common',
        priority: 1,
        place: 'own',
        metric: 'common',
        sampled: true,
        measured: true,
        action: null,
        countOnly: false,
        labels: ['team:web'],
        statement: {
          kind: 'managed-group',
          vendor: 'AWS',
          name: 'AWSManagedRulesCommonRuleSet',
          version: 'Version_1.4',
          overrides: [
            { rule: 'NoUserAgent_HEADER', action: 'Count' },
            { rule: 'GenericLFI_BODY', action: 'Count' },
          ],
          scopeDown: null,
        },
      },
      {
        name: 'per-address',
        priority: 5,
        place: 'own',
        metric: 'per-address',
        sampled: false,
        measured: true,
        action: 'Block',
        countOnly: false,
        labels: [],
        statement: {
          kind: 'rate',
          limit: 500,
          windowSeconds: 300,
          key: 'FORWARDED_IP',
          header: 'X-Forwarded-For',
          keys: [],
          scopeDown: {
            kind: 'text',
            field: { part: 'uri-path', oversize: null },
            position: 'STARTS_WITH',
            text: '/login',
          },
        },
      },
      {
        name: 'countries',
        priority: 7,
        place: 'own',
        metric: 'countries',
        sampled: true,
        measured: true,
        action: 'Block',
        countOnly: false,
        labels: [],
        statement: {
          kind: 'and',
          parts: [
            { kind: 'not', part: { kind: 'geo', countries: ['DE', 'AT'], forwarded: false } },
            { kind: 'ip-set', arn: set, forwarded: false },
            { kind: 'label', scope: 'LABEL', key: 'awswaf:managed:aws:core-rule-set:NoUserAgent_Header' },
            { kind: 'size', field: { part: 'body', oversize: 'MATCH' }, comparison: 'GT', bytes: 16_384 },
            { kind: 'injection', of: 'sqli', field: { part: 'header x-filter', oversize: null } },
            { kind: 'other', name: 'AsnMatchStatement' },
          ],
        },
      },
      {
        name: 'PostFMManaged',
        priority: 0,
        place: 'last-by-firewall-manager',
        metric: 'PostFM',
        sampled: true,
        measured: true,
        action: null,
        countOnly: true,
        labels: [],
        statement: { kind: 'own-group', arn: group, overrides: [] },
      },
    ],
  },
});

describeCall('web ACLs by name', {
  call: webAcls,
  input: { scope: 'REGIONAL' },
  exchanges: [
    {
      asks: { Scope: 'REGIONAL', Limit: 100, NextMarker: undefined },
      answer: JSON.stringify({ NextMarker: 'shop', WebACLs: [{ Name: 'shop', ARN: arn, Id: 'a1b2c3d4' }] }),
    },
    { asks: { NextMarker: 'shop' }, answer: '{"WebACLs":[]}' },
  ],
  gives: [{ name: 'shop', arn }],
});

describeCall('the web ACL of a load balancer', {
  call: webAclFor,
  input: { resource: balancer },
  exchanges: [
    { asks: { ResourceArn: balancer }, answer: JSON.stringify({ WebACL: { Name: 'shop', ARN: arn, Id: 'a1b2c3d4' } }) },
  ],
  gives: { name: 'shop', arn },
});

describeCall('a load balancer without a web ACL', {
  call: webAclFor,
  input: { resource: balancer },
  exchanges: [{ asks: { ResourceArn: balancer }, answer: '{}' }],
  gives: null,
});

describeCall('what a web ACL protects', {
  call: protectedResources,
  input: { arn, type: 'APPLICATION_LOAD_BALANCER' },
  exchanges: [
    {
      asks: { WebACLArn: arn, ResourceType: 'APPLICATION_LOAD_BALANCER' },
      answer: JSON.stringify({ ResourceArns: [balancer] }),
    },
  ],
  gives: [balancer],
});

const from = new Date('2026-11-22T10:00:00Z');
const to = new Date('2026-11-22T11:00:00Z');

describeCall('sampled requests, without cookies, authorization and query strings', {
  call: samples,
  input: { arn, metric: 'common', from, to },
  exchanges: [
    {
      asks: {
        WebAclArn: arn,
        RuleMetricName: 'common',
        Scope: 'REGIONAL',
        TimeWindow: { StartTime: from.getTime() / 1000, EndTime: to.getTime() / 1000 },
        MaxItems: 500,
      },
      answer: JSON.stringify({
        PopulationSize: 5000,
        TimeWindow: { StartTime: from.getTime() / 1000, EndTime: from.getTime() / 1000 + 600 },
        SampledRequests: [
          {
            Weight: 2,
            Timestamp: from.getTime() / 1000 + 60,
            Action: 'BLOCK',
            RuleNameWithinRuleGroup: 'AWS#AWSManagedRulesCommonRuleSet#SizeRestrictions_BODY',
            ResponseCodeSent: 403,
            Labels: [{ Name: 'awswaf:managed:aws:core-rule-set:SizeRestrictions_Body' }],
            Request: {
              ClientIP: '81.4.2.9',
              Country: 'DE',
              URI: '/v1/upload?token=hush',
              Method: 'POST',
              HTTPVersion: 'HTTP/2.0',
              Headers: [
                { Name: 'Host', Value: 'api.EXAMPLE.com' },
                { Name: 'cookie', Value: 'session=hush' },
                { Name: 'Content-Length', Value: '41233' },
                { Name: 'User-Agent', Value: 'okhttp/4.12.0' },
                { Name: 'X-Api-Key', Value: 'hush' },
              ],
            },
          },
          {
            Request: { Headers: [] },
            Weight: 1,
            Action: 'CHALLENGE',
            ChallengeResponse: { FailureReason: 'TOKEN_MISSING' },
          },
        ],
      }),
    },
  ],
  gives: {
    population: 5000,
    from,
    to: new Date('2026-11-22T10:10:00Z'),
    requests: [
      {
        at: new Date(0),
        weight: 1,
        action: 'CHALLENGE',
        ruleWithinGroup: null,
        overridden: null,
        clientIp: '',
        country: '',
        path: '/',
        method: '',
        host: null,
        userAgent: null,
        accept: null,
        forwardedFor: null,
        contentLength: null,
        session: false,
        labels: [],
        answered: null,
        failure: 'TOKEN_MISSING',
      },
      {
        at: new Date('2026-11-22T10:01:00Z'),
        weight: 2,
        action: 'BLOCK',
        ruleWithinGroup: 'AWS#AWSManagedRulesCommonRuleSet#SizeRestrictions_BODY',
        overridden: null,
        clientIp: '81.4.2.9',
        country: 'DE',
        path: '/v1/upload',
        method: 'POST',
        host: 'api.example.com',
        userAgent: 'okhttp/4.12.0',
        accept: null,
        forwardedFor: null,
        contentLength: 41_233,
        session: true,
        labels: ['awswaf:managed:aws:core-rule-set:SizeRestrictions_Body'],
        answered: 403,
        failure: null,
      },
    ],
  },
});

describeCall('where WAF writes its log', {
  call: logging,
  input: { arn },
  exchanges: [
    {
      asks: { ResourceArn: arn },
      answer: JSON.stringify({
        LoggingConfiguration: {
          ResourceArn: arn,
          LogDestinationConfigs: ['arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-shop'],
          LoggingFilter: { Filters: [], DefaultBehavior: 'DROP' },
        },
      }),
    },
  ],
  gives: { destinations: ['arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-shop'], filtered: true },
});

test('a web ACL without a log says so, and that is an answer', async () => {
  nock('https://wafv2.eu-west-1.amazonaws.com')
    .post('/')
    .reply(400, '{"__type":"WAFNonexistentItemException","Message":"AWS WAF couldn’t perform the operation"}');
  expect((await ask(logging, { arn })).value).toBeNull();
});

describeCall('addresses that a rate-based rule holds off', {
  call: rateKeys,
  input: { arn, rule: 'per-address' },
  exchanges: [
    {
      asks: {
        Scope: 'REGIONAL',
        WebACLName: 'shop',
        WebACLId: 'a1b2c3d4',
        RuleName: 'per-address',
        RuleGroupRuleName: undefined,
      },
      answer: JSON.stringify({
        ManagedKeysIPV4: { IPAddressVersion: 'IPV4', Addresses: ['81.4.2.9/32'] },
        ManagedKeysIPV6: { IPAddressVersion: 'IPV6', Addresses: ['2001:db8::1/128'] },
      }),
    },
  ],
  gives: ['81.4.2.9/32', '2001:db8::1/128'],
});

describeCall('a rule group of one’s own', {
  call: ruleGroup,
  input: { arn: group },
  exchanges: [
    {
      asks: { ARN: group },
      answer: JSON.stringify({
        RuleGroup: {
          Name: 'own',
          Rules: [
            {
              Name: 'no-scripts',
              Priority: 0,
              Action: { Captcha: {} },
              Statement: {
                XssMatchStatement: {
                  FieldToMatch: { JsonBody: { OversizeHandling: 'CONTINUE' } },
                  TextTransformations: [],
                },
              },
              VisibilityConfig: visibility('no-scripts'),
            },
          ],
        },
      }),
    },
  ],
  gives: {
    arn: group,
    name: 'own',
    rules: [
      {
        name: 'no-scripts',
        priority: 0,
        place: 'own',
        metric: 'no-scripts',
        sampled: true,
        measured: true,
        action: 'Captcha',
        countOnly: false,
        labels: [],
        statement: { kind: 'injection', of: 'xss', field: { part: 'body', oversize: 'CONTINUE' } },
      },
    ],
  },
});

describeCall('a rule group of a vendor', {
  call: managedRuleGroup,
  input: { arn, vendor: 'AWS', name: 'AWSManagedRulesCommonRuleSet', version: null },
  exchanges: [
    {
      asks: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet', Scope: 'REGIONAL', VersionName: undefined },
      answer: JSON.stringify({
        VersionName: 'Version_1.5',
        Rules: [{ Name: 'NoUserAgent_HEADER', Action: { Block: {} } }],
        AvailableLabels: [{ Name: 'awswaf:managed:aws:core-rule-set:NoUserAgent_Header' }],
      }),
    },
  ],
  gives: {
    version: 'Version_1.5',
    rules: [{ rule: 'NoUserAgent_HEADER', action: 'Block' }],
    labels: ['awswaf:managed:aws:core-rule-set:NoUserAgent_Header'],
  },
});

describeCall('an IP set', {
  call: ipSet,
  input: { arn: set },
  exchanges: [
    {
      asks: { Name: 'offices', Id: '99bb', Scope: 'REGIONAL' },
      answer: JSON.stringify({ IPSet: { Name: 'offices', Addresses: ['81.4.2.0/24'] }, LockToken: 'lock' }),
    },
  ],
  gives: { arn: set, name: 'offices', addresses: ['81.4.2.0/24'] },
});

test('what is for CloudFront is asked in us-east-1, whatever the region looked at', async () => {
  const east = nock('https://wafv2.us-east-1.amazonaws.com')
    .post('/', (asked) => asked['Scope'] === 'CLOUDFRONT')
    .reply(200, '{"SampledRequests":[],"PopulationSize":0}')
    .post('/', (asked) => asked['ARN'] === global)
    .reply(200, '{"WebACL":{"Name":"edge"}}');
  expect((await ask(samples, { arn: global, metric: 'all', from, to })).value.requests).toEqual([]);
  expect((await ask(webAcl, { arn: global })).value).toMatchObject({ name: 'edge', rules: [] });
  expect(east.pendingMocks()).toEqual([]);
});
