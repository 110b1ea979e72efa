import { now } from '../small-account.ts';
import { wafArns } from '../small-account-waf.ts';
import type { CasesOf } from './case.ts';

const absent = { name: 'WAFNonexistentItemException' };

export const wafv2: CasesOf<'wafv2'> = {
  DescribeManagedRuleGroup: {
    input: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet', Scope: 'REGIONAL' },
    found: { Rules: [{ Name: 'NoUserAgent_HEADER' }] },
    nothing: absent,
  },
  GetIPSet: {
    input: { Name: 'offices', Id: '99bb', Scope: 'REGIONAL' },
    found: { IPSet: { Addresses: ['81.4.2.0/24'] } },
    nothing: absent,
  },
  GetLoggingConfiguration: {
    input: { ResourceArn: wafArns.webAcl },
    found: { LoggingConfiguration: { LogDestinationConfigs: ['arn:aws:s3:::aws-waf-logs-shop'] } },
    nothing: absent,
  },
  GetRateBasedStatementManagedKeys: {
    input: { Scope: 'REGIONAL', WebACLName: 'shop', WebACLId: 'a1b2c3d4', RuleName: 'rate' },
    found: { ManagedKeysIPV4: { Addresses: ['81.4.2.9/32'] } },
    nothing: absent,
  },
  GetRuleGroup: { input: { ARN: wafArns.ruleGroup }, found: { RuleGroup: { Name: 'own' } }, nothing: absent },
  GetSampledRequests: {
    input: {
      WebAclArn: wafArns.webAcl,
      RuleMetricName: 'rate',
      Scope: 'REGIONAL',
      TimeWindow: { StartTime: new Date(now.getTime() - 3_600_000), EndTime: now },
      MaxItems: 100,
    },
    found: { SampledRequests: [{ Request: { ClientIP: '81.4.2.9' }, Weight: 1 }], PopulationSize: 1 },
    nothing: absent,
  },
  GetWebACL: { input: { ARN: wafArns.webAcl }, found: { WebACL: { Name: 'shop' } }, nothing: absent },
  GetWebACLForResource: {
    input: { ResourceArn: wafArns.balancer },
    found: { WebACL: { Name: 'shop' } },
    nothing: {},
  },
  ListResourcesForWebACL: {
    input: { WebACLArn: wafArns.webAcl, ResourceType: 'APPLICATION_LOAD_BALANCER' },
    found: { ResourceArns: [wafArns.balancer] },
    nothing: absent,
  },
  ListTagsForResource: {
    input: { ResourceARN: wafArns.webAcl },
    found: { TagInfoForResource: { TagList: [{ Key: 'team', Value: 'shop' }] } },
    nothing: absent,
  },
  ListWebACLs: { input: { Scope: 'REGIONAL' }, found: { WebACLs: [{ Name: 'shop' }] }, nothing: { WebACLs: [] } },
};
