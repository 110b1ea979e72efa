import type { FirewallManagerRuleGroup, Rule as WireRule, VisibilityConfig, WebACL } from '@aws-sdk/client-wafv2';
import { actionOf, statementOf } from './wafv2-statements.ts';
import type { Action, Statement } from './wafv2-statements.ts';

/** Where a rule sits: Firewall Manager puts groups of its own before and after those of the web ACL. */
export type RulePlace = 'first-by-firewall-manager' | 'own' | 'last-by-firewall-manager';

/** How a rule or web ACL can be watched. */
export interface Watched {
  /** Its name in CloudWatch, and in GetSampledRequests. */
  readonly metric: string;
  readonly sampled: boolean;
  readonly measured: boolean;
}

export interface Rule extends Watched {
  readonly name: string;
  /** The lower runs first, within its place. */
  readonly priority: number;
  readonly place: RulePlace;
  /** Null for rule groups, whose rules have actions of their own. */
  readonly action: Action | null;
  /** Everything that the group would do only counts. */
  readonly countOnly: boolean;
  readonly statement: Statement;
  readonly labels: readonly string[];
}

/** A web ACL as far as it decides about requests. */
export interface WebAcl extends Watched {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly defaultAction: 'Allow' | 'Block';
  /** In the order in which they run. */
  readonly rules: readonly Rule[];
  readonly managedByFirewallManager: boolean;
  /** Kilobytes of body that are inspected, by kind of resource, where that was set: `KB_16` is 16. */
  readonly bodyLimits: Readonly<Record<string, number>>;
}

export interface OwnGroup {
  readonly arn: string;
  readonly name: string;
  readonly rules: readonly Rule[];
}

export function webAclOf(wire: WebACL | undefined): WebAcl {
  const first = (wire?.PreProcessFirewallManagerRuleGroups ?? []).map((group) =>
    managerRule(group, 'first-by-firewall-manager'),
  );
  const last = (wire?.PostProcessFirewallManagerRuleGroups ?? []).map((group) =>
    managerRule(group, 'last-by-firewall-manager'),
  );
  return {
    arn: wire?.ARN ?? '',
    name: wire?.Name ?? '',
    id: wire?.Id ?? '',
    ...watched(wire?.VisibilityConfig),
    defaultAction: wire?.DefaultAction?.Block ? 'Block' : 'Allow',
    rules: [...inOrder(first), ...inOrder((wire?.Rules ?? []).map((rule) => ruleOf(rule))), ...inOrder(last)],
    managedByFirewallManager: wire?.ManagedByFirewallManager ?? false,
    bodyLimits: Object.fromEntries(
      Object.entries(wire?.AssociationConfig?.RequestBody ?? {}).map(([kind, limit]) => [
        kind,
        Number(limit.DefaultSizeInspectionLimit?.slice('KB_'.length)),
      ]),
    ),
  };
}

export function ruleOf(wire: WireRule): Rule {
  return {
    name: wire.Name ?? '',
    priority: wire.Priority ?? 0,
    place: 'own',
    ...watched(wire.VisibilityConfig),
    action: wire.Action ? actionOf(wire.Action) : null,
    countOnly: wire.OverrideAction?.Count !== undefined,
    statement: statementOf(wire.Statement),
    labels: (wire.RuleLabels ?? []).flatMap(({ Name }) => Name ?? []),
  };
}

function managerRule(wire: FirewallManagerRuleGroup, place: RulePlace): Rule {
  return {
    name: wire.Name ?? '',
    priority: wire.Priority ?? 0,
    place,
    ...watched(wire.VisibilityConfig),
    action: null,
    countOnly: wire.OverrideAction?.Count !== undefined,
    statement: statementOf(wire.FirewallManagerStatement),
    labels: [],
  };
}

function watched(wire: VisibilityConfig | undefined): Watched {
  return {
    metric: wire?.MetricName ?? '',
    sampled: wire?.SampledRequestsEnabled ?? false,
    measured: wire?.CloudWatchMetricsEnabled ?? false,
  };
}

function inOrder(rules: readonly Rule[]): readonly Rule[] {
  return rules.toSorted((a, b) => a.priority - b.priority);
}
