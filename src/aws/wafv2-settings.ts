import type {
  ManagedRuleGroupStatement,
  Rule,
  RuleAction,
  RuleActionOverride,
  RuleGroupReferenceStatement,
  WebACL,
} from '@aws-sdk/client-wafv2';
import type { Plain } from '#playbook';
import { actionOf } from './wafv2-statements.ts';
import type { Action } from './wafv2-statements.ts';

/** A rule of a web ACL; with `inGroup`, one rule of the rule group that it uses. */
export interface RuleName {
  readonly rule: string;
  readonly inGroup: string | null;
}

/** What a rule is told to do with what it matches, by this web ACL. */
export interface Setting {
  /** Null for a rule in a group that nothing is said of: it does what its group says. */
  readonly action: Action | null;
  /** As AWS writes it, with custom responses and the like, to be put back. */
  readonly wire: Plain;
}

export const count: Setting = { action: 'Count', wire: { Count: {} } };

/** What a web ACL has under the name of a rule. */
export type Place =
  | { readonly kind: 'none' }
  /** Firewall Manager put it there: it is not to be changed here. */
  | { readonly kind: 'firewall-manager' }
  /** A rule of its own. */
  | { readonly kind: 'own'; readonly setting: Setting }
  /** It uses a rule group: a vendor's, or one of the account's own by its ARN. */
  | { readonly kind: 'group'; readonly group: Group; readonly countsAll: boolean };

export interface Group {
  readonly vendor: string | null;
  readonly name: string | null;
  readonly version: string | null;
  readonly arn: string | null;
  /** Rules whose action is another than the group's own: by name, and in the older way, which only counts. */
  readonly overrides: readonly { readonly rule: string; readonly setting: Setting }[];
  readonly excluded: readonly string[];
}

export function placeOfRule(acl: WebACL, name: string): Place {
  const rule = acl.Rules?.find((one) => one.Name === name);
  if (!rule) {
    const managers = [
      ...(acl.PreProcessFirewallManagerRuleGroups ?? []),
      ...(acl.PostProcessFirewallManagerRuleGroups ?? []),
    ];
    return { kind: managers.some((one) => one.Name === name) ? 'firewall-manager' : 'none' };
  }
  const group = groupIn(rule);
  if (!group) return { kind: 'own', setting: settingOf(rule.Action) };
  const managed = rule.Statement?.ManagedRuleGroupStatement;
  return {
    kind: 'group',
    countsAll: rule.OverrideAction?.Count !== undefined,
    group: {
      vendor: managed?.VendorName ?? null,
      name: managed?.Name ?? null,
      version: managed?.Version ?? null,
      arn: rule.Statement?.RuleGroupReferenceStatement?.ARN ?? null,
      overrides: (group.RuleActionOverrides ?? []).map((one) => ({
        rule: one.Name ?? '',
        setting: settingOf(one.ActionToUse),
      })),
      excluded: (group.ExcludedRules ?? []).flatMap(({ Name }) => Name ?? []),
    },
  };
}

/** What the web ACL says of this rule now; null where it has no such rule. */
export function settingIn(acl: WebACL, { rule, inGroup }: RuleName): Setting | null {
  const place = placeOfRule(acl, rule);
  if (place.kind === 'own') return inGroup === null ? place.setting : null;
  if (place.kind !== 'group' || inGroup === null) return null;
  return place.group.overrides.find((one) => one.rule === inGroup)?.setting ?? { action: null, wire: null };
}

/** The web ACL with one rule told something else, and everything else as it was. */
export function withSetting(acl: WebACL, { rule, inGroup }: RuleName, { wire }: Setting): WebACL {
  // What a setting holds came from AWS, or is `count`.
  const action = wire as RuleAction | null;
  const Rules = acl.Rules?.map((one) => {
    if (one.Name !== rule) return one;
    return inGroup === null ? { ...one, Action: action ?? undefined } : withOverride(one, inGroup, action);
  });
  return { ...acl, ...(Rules && { Rules }) };
}

function withOverride(rule: Rule, name: string, action: RuleAction | null): Rule {
  const { Statement } = rule;
  const managed = Statement?.ManagedRuleGroupStatement;
  if (managed)
    return { ...rule, Statement: { ...Statement, ManagedRuleGroupStatement: overridden(managed, name, action) } };
  const own = Statement?.RuleGroupReferenceStatement;
  if (!own) return rule;
  return { ...rule, Statement: { ...Statement, RuleGroupReferenceStatement: overridden(own, name, action) } };
}

function overridden<G extends { RuleActionOverrides?: RuleActionOverride[] | undefined }>(
  group: G,
  name: string,
  action: RuleAction | null,
): G {
  const { RuleActionOverrides: before = [], ...rest } = group;
  const has = before.some((one) => one.Name === name);
  const after = action
    ? has
      ? before.map((one) => (one.Name === name ? { ...one, ActionToUse: action } : one))
      : [...before, { Name: name, ActionToUse: action }]
    : before.filter((one) => one.Name !== name);
  // An empty list is none: AWS gives back what it had before there was one.
  return { ...group, ...rest, RuleActionOverrides: after.length > 0 ? after : undefined };
}

function groupIn({ Statement }: Rule): ManagedRuleGroupStatement | RuleGroupReferenceStatement | undefined {
  return Statement?.ManagedRuleGroupStatement ?? Statement?.RuleGroupReferenceStatement;
}

function settingOf(wire: RuleAction | undefined): Setting {
  return wire
    ? { action: actionOf(wire), wire: JSON.parse(JSON.stringify(wire)) as Plain }
    : { action: null, wire: null };
}
