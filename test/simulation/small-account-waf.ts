import type { Account } from '../../src/simulation/account.ts';

const waf = 'arn:aws:wafv2:eu-west-1:123456789012:regional';

export const wafArns = {
  webAcl: `${waf}/webacl/shop/a1b2c3d4`,
  ruleGroup: `${waf}/rulegroup/own/77aa`,
  ipSet: `${waf}/ipset/offices/99bb`,
  balancer: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/checkout/50dc6c495c0c9188',
};

/** A web ACL with a rate-based rule that has held off one request, and what it refers to. */
export function smallWaf(now: Date): Pick<Account, 'wafv2' | 'cloudfront'> {
  const watched = (MetricName: string) => ({
    MetricName,
    SampledRequestsEnabled: true,
    CloudWatchMetricsEnabled: true,
  });
  return {
    wafv2: {
      webAcls: [
        {
          Name: 'shop',
          Id: 'a1b2c3d4',
          ARN: wafArns.webAcl,
          DefaultAction: { Allow: {} },
          VisibilityConfig: watched('shop'),
          Rules: [
            {
              Name: 'rate',
              Priority: 0,
              Action: { Block: {} },
              Statement: { RateBasedStatement: { Limit: 100, AggregateKeyType: 'IP' } },
              VisibilityConfig: watched('rate'),
            },
          ],
        },
      ],
      protects: { [wafArns.webAcl]: [wafArns.balancer] },
      requests: {
        [wafArns.webAcl]: {
          rate: [{ Request: { ClientIP: '81.4.2.9' }, Timestamp: new Date(now.getTime() - 60_000), Action: 'BLOCK' }],
        },
      },
      logging: [{ ResourceArn: wafArns.webAcl, LogDestinationConfigs: ['arn:aws:s3:::aws-waf-logs-shop'] }],
      rateKeys: { [wafArns.webAcl]: { rate: ['81.4.2.9/32'] } },
      ruleGroups: [
        { Name: 'own', Id: '77aa', ARN: wafArns.ruleGroup, Capacity: 10, Rules: [], VisibilityConfig: watched('own') },
      ],
      tags: { [wafArns.webAcl]: { team: 'shop' } },
      ipSets: [
        { Name: 'offices', Id: '99bb', ARN: wafArns.ipSet, IPAddressVersion: 'IPV4', Addresses: ['81.4.2.0/24'] },
      ],
      managedRuleGroups: {
        'AWS#AWSManagedRulesCommonRuleSet': { Rules: [{ Name: 'NoUserAgent_HEADER', Action: { Block: {} } }] },
      },
    },
    cloudfront: {
      distributions: [{ Id: 'E1', DomainName: 'e1.cloudfront.net', WebACLId: wafArns.webAcl }],
    },
  };
}
