import { createHash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-wafv2';
import type { IPSet, Rule, Scope, WebACL } from '@aws-sdk/client-wafv2';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { AnswerContext, Answers } from './answers.ts';
import { page } from './page.ts';
import { sampleOf } from './wafv2-sample.ts';

export const wafv2: Answers<typeof sdk> = {
  ListWebACLs(account, input, context) {
    const scope = scopeOf(input.Scope, context);
    const { items, next } = page(account, webAcls(account, scope, context), {
      token: input.NextMarker,
      asked: input.Limit,
      usual: 100,
      badToken: () => invalid('NEXT_MARKER', input.NextMarker ?? ''),
    });
    const WebACLs = items.map((acl) => ({
      Name: acl.Name,
      Id: acl.Id,
      ARN: acl.ARN,
      Description: acl.Description ?? '',
      LockToken: lockTokenOf(acl),
    }));
    return { WebACLs, NextMarker: next };
  },

  GetWebACL(account, { ARN, Name, Id, Scope }, context) {
    const all = ARN ? allWebAcls(account, context) : webAcls(account, scopeOf(Scope, context), context);
    const found = existing(all.find((acl) => (ARN ? acl.ARN === ARN : acl.Name === Name && acl.Id === Id)));
    return { WebACL: found, LockToken: lockTokenOf(found) };
  },

  GetWebACLForResource(account, { ResourceArn: resource = '' }, context) {
    const [, , service] = resource.split(':');
    if (service === 'cloudfront') throw invalid('RESOURCE_ARN', resource);
    const protects = Object.entries(account.wafv2?.protects ?? {});
    const arn = protects.find(([, resources]) => resources.includes(resource))?.[0];
    return { WebACL: allWebAcls(account, context).find((acl) => acl.ARN === arn) };
  },

  ListResourcesForWebACL(account, { WebACLArn: arn = '', ResourceType = 'APPLICATION_LOAD_BALANCER' }, context) {
    existing(allWebAcls(account, context).find((acl) => acl.ARN === arn));
    if (isGlobal(arn)) throw invalid('RESOURCE_ARN', arn);
    const all = account.wafv2?.protects?.[arn] ?? [];
    return { ResourceArns: all.filter((resource) => typeOf(resource) === ResourceType) };
  },

  GetSampledRequests(account, input, context) {
    const { WebAclArn: arn = '', RuleMetricName: metric = '' } = input;
    scopeOf(input.Scope, context);
    const acl = existing(allWebAcls(account, context).find((one) => one.ARN === arn));
    const watched = watchedIn(acl).find(({ VisibilityConfig }) => VisibilityConfig?.MetricName === metric);
    if (!watched) throw absent();
    const name = watched === acl ? 'default' : (watched.Name ?? '');
    const on = watched.VisibilityConfig?.SampledRequestsEnabled;
    const all = on ? (account.wafv2?.requests?.[arn]?.[name] ?? []) : [];
    return sampleOf(all, input, context.now);
  },

  GetLoggingConfiguration(account, { ResourceArn: arn }) {
    const found = account.wafv2?.logging?.find((one) => one.ResourceArn === arn);
    return { LoggingConfiguration: existing(found) };
  },

  GetRateBasedStatementManagedKeys(account, input, context) {
    const all = webAcls(account, scopeOf(input.Scope, context), context);
    const acl = existing(all.find(({ Name, Id }) => Name === input.WebACLName && Id === input.WebACLId));
    const rule = existing(rateRule(account, acl, input.RuleName, input.RuleGroupRuleName));
    const key = rule.Statement?.RateBasedStatement?.AggregateKeyType;
    if (key !== 'IP' && key !== 'FORWARDED_IP') {
      throw new AwsError(
        'WAFUnsupportedAggregateKeyTypeException',
        'The rule that you’ve named doesn’t aggregate solely on the IP address or solely on the forwarded IP address.',
      );
    }
    const held = account.wafv2?.rateKeys?.[acl.ARN ?? '']?.[rule.Name ?? ''] ?? [];
    return {
      ManagedKeysIPV4: { IPAddressVersion: 'IPV4', Addresses: held.filter((cidr) => !cidr.includes(':')) },
      ManagedKeysIPV6: { IPAddressVersion: 'IPV6', Addresses: held.filter((cidr) => cidr.includes(':')) },
    };
  },

  GetRuleGroup(account, { ARN, Name, Id }) {
    const found = account.wafv2?.ruleGroups?.find((group) =>
      ARN ? group.ARN === ARN : group.Name === Name && group.Id === Id,
    );
    return { RuleGroup: existing(found), LockToken: lockTokenOf(found) };
  },

  DescribeManagedRuleGroup(account, { VendorName, Name, Scope, VersionName }, context) {
    scopeOf(Scope, context);
    const found = existing(account.wafv2?.managedRuleGroups?.[`${VendorName}#${Name}`]);
    return { ...found, ...(VersionName === undefined ? {} : { VersionName }) };
  },

  GetIPSet(account, { Name, Id, Scope }, context) {
    const found = ipSet(account, { Name, Id, Scope }, context);
    return { IPSet: found, LockToken: lockTokenOf(found) };
  },

  ListTagsForResource(account, { ResourceARN: arn = '' }, { region }) {
    const { webAcls = [], ruleGroups = [], ipSets = [], tags = {} } = account.wafv2 ?? {};
    const known = [...webAcls, ...ruleGroups, ...ipSets].some(({ ARN }) => ARN === arn);
    if (!known || arn.split(':')[3] !== region) throw absent();
    const TagList = Object.entries(tags[arn] ?? {}).map(([Key, Value]) => ({ Key, Value }));
    return { TagInfoForResource: { ResourceARN: arn, TagList } };
  },
};

interface Named {
  readonly Name?: string | undefined;
  readonly Id?: string | undefined;
  readonly Scope?: Scope | undefined;
}

export function webAcl(account: Account, { Name, Id, Scope }: Named, context: AnswerContext): WebACL {
  const all = webAcls(account, scopeOf(Scope, context), context);
  return existing(all.find((acl) => acl.Name === Name && acl.Id === Id));
}

export function ipSet(account: Account, { Name, Id, Scope }: Named, context: AnswerContext): IPSet {
  const scope = scopeOf(Scope, context);
  return existing(
    account.wafv2?.ipSets?.find(
      (set) => set.Name === Name && set.Id === Id && isGlobal(set.ARN ?? '') === (scope === 'CLOUDFRONT'),
    ),
  );
}

/** Another state has another token. */
export function lockTokenOf(state: object | undefined): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(state ?? null))
    .digest('hex');
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function isGlobal(arn: string): boolean {
  return arn.split(':')[5]?.startsWith('global/') ?? false;
}

function allWebAcls(account: Account, { region }: AnswerContext): readonly WebACL[] {
  return (account.wafv2?.webAcls ?? []).filter(({ ARN }) => ARN?.split(':')[3] === region);
}

function webAcls(account: Account, scope: Scope, context: AnswerContext): readonly WebACL[] {
  return allWebAcls(account, context).filter(({ ARN = '' }) => isGlobal(ARN) === (scope === 'CLOUDFRONT'));
}

/** CloudFront's are to be asked for in us-east-1 only. */
function scopeOf(scope: Scope | undefined, { region }: AnswerContext): Scope {
  if (scope === 'REGIONAL' || (scope === 'CLOUDFRONT' && region === 'us-east-1')) return scope;
  throw new AwsError(
    'WAFInvalidParameterException',
    `Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: ${scope ?? ''}`,
  );
}

function invalid(field: string, parameter: string): AwsError {
  return new AwsError(
    'WAFInvalidParameterException',
    `Error reason: The parameter contains formatting that is not valid., field: ${field}, parameter: ${parameter}`,
  );
}

function absent(): AwsError {
  return new AwsError(
    'WAFNonexistentItemException',
    'AWS WAF couldn’t perform the operation because your resource doesn’t exist.',
  );
}

function existing<T>(found: T | undefined): T {
  if (found === undefined) throw absent();
  return found;
}

/** Everything of a web ACL that has a metric: itself, its rules, and those of Firewall Manager. */
function watchedIn(acl: WebACL) {
  const groups = [
    ...(acl.PreProcessFirewallManagerRuleGroups ?? []),
    ...(acl.PostProcessFirewallManagerRuleGroups ?? []),
  ];
  return [...(acl.Rules ?? []), ...groups, acl];
}

function rateRule(account: Account, acl: WebACL, name: string | undefined, group: string | undefined) {
  const own = acl.Rules ?? [];
  const arn = own.find((rule) => rule.Name === group)?.Statement?.RuleGroupReferenceStatement?.ARN;
  const rules: readonly Rule[] = group ? (account.wafv2?.ruleGroups?.find((one) => one.ARN === arn)?.Rules ?? []) : own;
  return rules.find((rule) => rule.Name === name && rule.Statement?.RateBasedStatement);
}

/** The kinds of resources by the service in their ARN. */
function typeOf(arn: string): string {
  const [, , service = '', , , resource = ''] = arn.split(':');
  const types: Readonly<Record<string, string>> = {
    elasticloadbalancing: 'APPLICATION_LOAD_BALANCER',
    apigateway: 'API_GATEWAY',
    appsync: 'APPSYNC',
    'cognito-idp': 'COGNITO_USER_POOL',
    apprunner: 'APP_RUNNER_SERVICE',
    amplify: 'AMPLIFY',
    ec2: resource.startsWith('verified-access-instance') ? 'VERIFIED_ACCESS_INSTANCE' : '',
  };
  return types[service] ?? '';
}
