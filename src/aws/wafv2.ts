import type { ResourceType, Scope, WebACLSummary } from '@aws-sdk/client-wafv2';
import { ReadFailure } from '#playbook';
import { pages } from './pages.ts';
import { read } from './service.ts';
import { ruleOf, webAclOf } from './wafv2-rules.ts';
import type { OwnGroup, WebAcl } from './wafv2-rules.ts';
import { sampledRequest } from './wafv2-samples.ts';
import type { SampledRequest } from './wafv2-samples.ts';
import { actionOf } from './wafv2-statements.ts';
import type { Override } from './wafv2-statements.ts';

export type { OwnGroup, Rule, RulePlace, WebAcl } from './wafv2-rules.ts';
export type { SampledRequest } from './wafv2-samples.ts';
export type { Action, Field, ManagedGroup, Override, Rate, Statement } from './wafv2-statements.ts';

/** What a web ACL, rule group or IP set is for: resources of its region, or CloudFront, whose are all in one region. */
export type WafScope = Scope;

/**
 * Where something of WAF is asked for: in the region of its ARN, whatever the region looked at. Those for CloudFront
 * are in us-east-1. https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACL.html
 */
export function placeOf(arn: string): { readonly region: string | undefined; readonly scope: Scope } {
  const [, , , region, , resource = ''] = arn.split(':');
  return { region: region || undefined, scope: resource.startsWith('global/') ? 'CLOUDFRONT' : 'REGIONAL' };
}

/** `…:regional/ipset/offices/a1b2` → name and id. */
export function nameAndId(arn: string): { readonly Name: string; readonly Id: string } {
  const [Name = '', Id = ''] = arn.split('/').slice(-2);
  return { Name, Id };
}

interface ByArn {
  readonly arn: string;
}

export const webAcl = read('wafv2', 'GetWebACL', async (send, { arn }: ByArn): Promise<WebAcl> => {
  const { WebACL } = await send({ ARN: arn }, placeOf(arn).region);
  return webAclOf(WebACL);
});

export interface WebAclName {
  readonly name: string;
  readonly arn: string;
}

/** All web ACLs of one scope. `region` where that is not the one looked at: CloudFront's are in us-east-1. */
export const webAcls = read(
  'wafv2',
  'ListWebACLs',
  async (
    send,
    { scope, region }: { readonly scope: Scope; readonly region?: string },
  ): Promise<readonly WebAclName[]> => {
    const all = await pages(
      (NextMarker) => send({ Scope: scope, Limit: 100, NextMarker }, region),
      (page) => page.NextMarker,
      (page) => page.WebACLs,
    );
    return all.map(nameOf);
  },
);

function nameOf({ Name = '', ARN = '' }: WebACLSummary): WebAclName {
  return { name: Name, arn: ARN };
}

/** The web ACL of a load balancer, an API stage and the like, or null: one call a second. Not for CloudFront. */
export const webAclFor = read(
  'wafv2',
  'GetWebACLForResource',
  async (send, { resource }: { readonly resource: string }): Promise<WebAclName | null> => {
    const { WebACL } = await send({ ResourceArn: resource });
    return WebACL ? { name: WebACL.Name ?? '', arn: WebACL.ARN ?? '' } : null;
  },
);

/** ARNs of the protected resources of one type: one call a second. Not for CloudFront. */
export const protectedResources = read(
  'wafv2',
  'ListResourcesForWebACL',
  async (send, { arn, type }: ByArn & { readonly type: ResourceType }): Promise<readonly string[]> => {
    const { ResourceArns } = await send({ WebACLArn: arn, ResourceType: type }, placeOf(arn).region);
    return ResourceArns ?? [];
  },
);

/** Requests that matched one rule, or that no rule decided about, by the name of its metric. */
export interface SamplesAsk {
  readonly arn: string;
  readonly metric: string;
  /** Of the last three hours. */
  readonly from: Date;
  readonly to: Date;
}

export interface Samples {
  readonly requests: readonly SampledRequest[];
  /** Requests that the sample was taken from: at most the first 5,000 of the time. */
  readonly population: number;
  /** The time that the sample really covers: less than was asked for where 5,000 requests came earlier. */
  readonly from: Date;
  readonly to: Date;
}

/** As many as AWS gives at once. */
const mostSamples = 500;

export const samples = read(
  'wafv2',
  'GetSampledRequests',
  async (send, { arn, metric, from, to }: SamplesAsk): Promise<Samples> => {
    const { region, scope } = placeOf(arn);
    const answer = await send(
      {
        WebAclArn: arn,
        RuleMetricName: metric,
        Scope: scope,
        TimeWindow: { StartTime: from, EndTime: to },
        MaxItems: mostSamples,
      },
      region,
    );
    const requests = (answer.SampledRequests ?? []).map(sampledRequest);
    return {
      requests: requests.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
      population: answer.PopulationSize ?? requests.length,
      from: answer.TimeWindow?.StartTime ?? from,
      to: answer.TimeWindow?.EndTime ?? to,
    };
  },
);

/** Where WAF writes its log. */
export interface Logging {
  /** ARNs of a log group, a bucket or a delivery stream; their names begin with `aws-waf-logs-`. */
  readonly destinations: readonly string[];
  /** Not every request is kept. */
  readonly filtered: boolean;
}

/** Null where no log is written. */
export const logging = read(
  'wafv2',
  'GetLoggingConfiguration',
  async (send, { arn }: ByArn): Promise<Logging | null> => {
    const answer = await orNone(send({ ResourceArn: arn }, placeOf(arn).region));
    const config = answer?.LoggingConfiguration;
    if (!config) return null;
    return { destinations: config.LogDestinationConfigs ?? [], filtered: config.LoggingFilter !== undefined };
  },
);

/** WAF answers with WAFNonexistentItemException where nothing was configured. */
async function orNone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent') return null;
    throw error;
  }
}

/**
 * Addresses that a rate-based rule holds off now, up to 10,000. Only for rules that count by address; `group` is the
 * name of the rule that references the rule group in which it stands.
 */
export const rateKeys = read(
  'wafv2',
  'GetRateBasedStatementManagedKeys',
  async (send, { arn, rule, group }: ByArn & { readonly rule: string; readonly group?: string }) => {
    const { region, scope } = placeOf(arn);
    const { Name: WebACLName, Id: WebACLId } = nameAndId(arn);
    const answer = await send({ Scope: scope, WebACLName, WebACLId, RuleName: rule, RuleGroupRuleName: group }, region);
    return [...(answer.ManagedKeysIPV4?.Addresses ?? []), ...(answer.ManagedKeysIPV6?.Addresses ?? [])];
  },
);

export const ruleGroup = read('wafv2', 'GetRuleGroup', async (send, { arn }: ByArn): Promise<OwnGroup> => {
  const { RuleGroup } = await send({ ARN: arn }, placeOf(arn).region);
  return { arn, name: RuleGroup?.Name ?? '', rules: (RuleGroup?.Rules ?? []).map((rule) => ruleOf(rule)) };
});

/** A rule group of a vendor: its rules with the actions that the vendor gave them, and the labels that they add. */
export interface VendorGroup {
  readonly version: string | null;
  readonly rules: readonly Override[];
  readonly labels: readonly string[];
}

export const managedRuleGroup = read(
  'wafv2',
  'DescribeManagedRuleGroup',
  async (
    send,
    ask: ByArn & { readonly vendor: string; readonly name: string; readonly version: string | null },
  ): Promise<VendorGroup> => {
    const { region, scope } = placeOf(ask.arn);
    const answer = await send(
      { VendorName: ask.vendor, Name: ask.name, Scope: scope, VersionName: ask.version ?? undefined },
      region,
    );
    return {
      version: answer.VersionName ?? null,
      rules: (answer.Rules ?? []).map(({ Name = '', Action }) => ({ rule: Name, action: actionOf(Action) })),
      labels: (answer.AvailableLabels ?? []).flatMap(({ Name }) => Name ?? []),
    };
  },
);

export interface IpSet {
  readonly arn: string;
  readonly name: string;
  /** CIDR blocks. */
  readonly addresses: readonly string[];
}

export const ipSet = read('wafv2', 'GetIPSet', async (send, { arn }: ByArn): Promise<IpSet> => {
  const { region, scope } = placeOf(arn);
  const { IPSet } = await send({ ...nameAndId(arn), Scope: scope }, region);
  return { arn, name: IPSet?.Name ?? nameAndId(arn).Name, addresses: IPSet?.Addresses ?? [] };
});
