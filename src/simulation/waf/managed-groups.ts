import type { DescribeManagedRuleGroupResponse } from '@aws-sdk/client-wafv2';

function group(version: string, namespace: string, rules: readonly string[]): DescribeManagedRuleGroupResponse {
  return {
    VersionName: version,
    LabelNamespace: `awswaf:managed:aws:${namespace}:`,
    Rules: rules.map((Name) => ({ Name, Action: { Block: {} } })),
    AvailableLabels: rules.map((Name) => ({ Name: `awswaf:managed:aws:${namespace}:${labelOf(Name)}` })),
  };
}

/** Labels spell the last word of a rule in another way: `SizeRestrictions_BODY` is `SizeRestrictions_Body`. */
export function labelOf(rule: string): string {
  return rule.replace(/_([A-Z]+)$/, (_, last: string) => `_${last.charAt(0)}${last.slice(1).toLowerCase()}`);
}

/** What AWS tells of its groups. Rules as in "AWS Managed Rules rule groups list"; a part of them. */
export const managedRuleGroups: { readonly [group: string]: DescribeManagedRuleGroupResponse } = {
  'AWS#AWSManagedRulesCommonRuleSet': group('Version_1.18', 'core-rule-set', [
    'NoUserAgent_HEADER',
    'UserAgent_BadBots_HEADER',
    'SizeRestrictions_QUERYSTRING',
    'SizeRestrictions_Cookie_HEADER',
    'SizeRestrictions_BODY',
    'SizeRestrictions_URIPATH',
    'EC2MetaDataSSRF_BODY',
    'GenericLFI_QUERYARGUMENTS',
    'GenericLFI_BODY',
    'RestrictedExtensions_URIPATH',
    'GenericRFI_BODY',
    'CrossSiteScripting_COOKIE',
    'CrossSiteScripting_BODY',
  ]),
  'AWS#AWSManagedRulesKnownBadInputsRuleSet': group('Version_1.22', 'known-bad-inputs', [
    'JavaDeserializationRCE_BODY',
    'Host_localhost_HEADER',
    'PROPFIND_METHOD',
    'ExploitablePaths_URIPATH',
    'Log4JRCE_HEADER',
    'Log4JRCE_BODY',
  ]),
  'AWS#AWSManagedRulesSQLiRuleSet': group('Version_2.0', 'sql-database', [
    'SQLi_QUERYARGUMENTS',
    'SQLi_BODY',
    'SQLi_COOKIE',
    'SQLiExtendedPatterns_BODY',
  ]),
  'AWS#AWSManagedRulesAmazonIpReputationList': group('Version_1.0', 'amazon-ip-list', [
    'AWSManagedIPReputationList',
    'AWSManagedReconnaissanceList',
    'AWSManagedIPDDoSList',
  ]),
  'AWS#AWSManagedRulesAnonymousIpList': group('Version_1.0', 'anonymous-ip-list', [
    'AnonymousIPList',
    'HostingProviderIPList',
  ]),
  'AWS#AWSManagedRulesBotControlRuleSet': group('Version_3.2', 'bot-control', [
    'CategoryHttpLibrary',
    'CategoryMonitoring',
    'SignalNonBrowserUserAgent',
    'TGT_VolumetricIpTokenAbsent',
  ]),
};
