import type { Rule, RuleActionOverride, WebACL } from '@aws-sdk/client-wafv2';
import type { Account } from '#simulation/account';

const regional = 'arn:aws:wafv2:eu-west-1:123456789012:regional';

export const arns = {
  webAcl: `${regional}/webacl/shop/a1b2c3d4`,
  edge: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/e5f6',
  bots: `${regional}/rulegroup/bots/77aa`,
  partners: `${regional}/ipset/partners/99bb`,
  partners6: `${regional}/ipset/partners-v6/99cc`,
  blocked: `${regional}/ipset/blocked/99dd`,
  balancer: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/checkout/50dc6c495c0c9188',
  api: 'arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/prod',
};

export const watched = (MetricName: string) => ({
  MetricName,
  SampledRequestsEnabled: true,
  CloudWatchMetricsEnabled: true,
});

const blockSorry = { Block: { CustomResponse: { ResponseCode: 451, CustomResponseBodyKey: 'sorry' } } };

export function common(overrides: readonly RuleActionOverride[]): Rule {
  return {
    Name: 'common',
    Priority: 10,
    OverrideAction: { None: {} },
    VisibilityConfig: watched('common'),
    Statement: {
      ManagedRuleGroupStatement: {
        VendorName: 'AWS',
        Name: 'AWSManagedRulesCommonRuleSet',
        Version: 'Version_1.4',
        ScopeDownStatement: {
          ByteMatchStatement: {
            SearchString: new TextEncoder().encode('/api'),
            FieldToMatch: { UriPath: {} },
            PositionalConstraint: 'STARTS_WITH',
            TextTransformations: [{ Priority: 0, Type: 'NONE' }],
          },
        },
        ...(overrides.length > 0 && { RuleActionOverrides: [...overrides] }),
      },
    },
  };
}

export const captcha: RuleActionOverride = { Name: 'GenericLFI_BODY', ActionToUse: { Captcha: {} } };

/** A web ACL with many settings that are all to be left as they are. */
export const shop: WebACL = {
  Name: 'shop',
  Id: 'a1b2c3d4',
  ARN: arns.webAcl,
  Description: 'in front of the shop',
  DefaultAction: { Allow: { CustomRequestHandling: { InsertHeaders: [{ Name: 'x-waf', Value: 'seen' }] } } },
  VisibilityConfig: watched('shop'),
  Capacity: 740,
  LabelNamespace: 'awswaf:123456789012:webacl:shop:',
  CustomResponseBodies: { sorry: { ContentType: 'TEXT_PLAIN', Content: 'not here' } },
  CaptchaConfig: { ImmunityTimeProperty: { ImmunityTime: 300 } },
  ChallengeConfig: { ImmunityTimeProperty: { ImmunityTime: 600 } },
  TokenDomains: ['shop.example.com'],
  AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: 'KB_48' } } },
  DataProtectionConfig: {
    DataProtections: [{ Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization'] }, Action: 'HASH' }],
  },
  OnSourceDDoSProtectionConfig: { ALBLowReputationMode: 'ACTIVE_UNDER_DDOS' },
  ApplicationConfig: { Attributes: [{ Name: 'kind', Values: ['shop'] }] },
  ManagedByFirewallManager: false,
  PostProcessFirewallManagerRuleGroups: [
    {
      Name: 'company',
      Priority: 0,
      FirewallManagerStatement: { RuleGroupReferenceStatement: { ARN: `${regional}/rulegroup/company/1` } },
      OverrideAction: { None: {} },
      VisibilityConfig: watched('company'),
    },
  ],
  Rules: [
    {
      Name: 'allow-partners',
      Priority: 0,
      Action: { Allow: {} },
      Statement: { IPSetReferenceStatement: { ARN: arns.partners } },
      VisibilityConfig: watched('allow-partners'),
    },
    {
      Name: 'allow-partners-v6',
      Priority: 1,
      Action: { Allow: {} },
      Statement: { IPSetReferenceStatement: { ARN: arns.partners6 } },
      VisibilityConfig: watched('allow-partners-v6'),
    },
    common([captcha]),
    {
      Name: 'bots',
      Priority: 11,
      OverrideAction: { None: {} },
      Statement: { RuleGroupReferenceStatement: { ARN: arns.bots } },
      VisibilityConfig: watched('bots'),
    },
    {
      Name: 'countries',
      Priority: 12,
      Action: blockSorry,
      RuleLabels: [{ Name: 'shop:abroad' }],
      Statement: { GeoMatchStatement: { CountryCodes: ['KP'] } },
      VisibilityConfig: watched('countries'),
    },
    {
      Name: 'blocked',
      Priority: 13,
      Action: { Block: {} },
      Statement: { IPSetReferenceStatement: { ARN: arns.blocked } },
      VisibilityConfig: watched('blocked'),
    },
    {
      Name: 'inputs',
      Priority: 14,
      OverrideAction: { Count: {} },
      Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesKnownBadInputsRuleSet' } },
      VisibilityConfig: watched('inputs'),
    },
  ],
};

export function guarded(acl: WebACL = shop, rest: Partial<Account> = {}): Account {
  return {
    id: '123456789012',
    region: 'eu-west-1',
    wafv2: {
      webAcls: [acl],
      protects: { [arns.webAcl]: [arns.balancer, arns.api] },
      ruleGroups: [
        {
          Name: 'bots',
          Id: '77aa',
          ARN: arns.bots,
          Capacity: 50,
          VisibilityConfig: watched('bots'),
          Rules: [
            {
              Name: 'empty-agent',
              Priority: 0,
              Action: { Challenge: {} },
              Statement: { GeoMatchStatement: { CountryCodes: ['KP'] } },
              VisibilityConfig: watched('empty-agent'),
            },
          ],
        },
      ],
      ipSets: [
        ipSet(arns.partners, 'IPV4', ['192.0.2.0/24', '198.51.100.7/32']),
        ipSet(arns.partners6, 'IPV6', ['2001:db8:0:0:0:0:0:0/64']),
        ipSet(arns.blocked, 'IPV4', ['203.0.113.0/24']),
      ],
      managedRuleGroups: {
        'AWS#AWSManagedRulesCommonRuleSet': {
          Rules: [
            { Name: 'SizeRestrictions_BODY', Action: { Block: {} } },
            { Name: 'GenericLFI_BODY', Action: { Block: {} } },
            { Name: 'EC2MetaDataSSRF_BODY', Action: { Count: {} } },
            { Name: 'Log4JRCE_HEADER', Action: { Block: {} } },
          ],
        },
      },
      tags: { [arns.webAcl]: { 'managed-by': 'terraform' } },
    },
    ...rest,
  };
}

function ipSet(ARN: string, IPAddressVersion: 'IPV4' | 'IPV6', Addresses: string[]) {
  const [, , Name = '', Id = ''] = ARN.split('/');
  return { ARN, Name, Id, IPAddressVersion, Addresses, Description: 'by the web team' };
}

/** The account with another web ACL. */
export function changed(change: (acl: WebACL) => WebACL): (account: Account) => Account {
  return (account) => ({
    ...account,
    wafv2: { ...account.wafv2, webAcls: (account.wafv2?.webAcls ?? []).map(change) },
  });
}

/** The account with one rule of its web ACL changed. */
export function rule(name: string, change: (rule: Rule) => Rule): (account: Account) => Account {
  return changed((acl) => ({
    ...acl,
    Rules: (acl.Rules ?? []).map((one) => (one.Name === name ? change(one) : one)),
  }));
}
