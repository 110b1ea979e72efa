import type {
  OverrideAction,
  Rule,
  RuleAction,
  RuleActionOverride,
  Statement,
  VisibilityConfig,
} from '@aws-sdk/client-wafv2';

/** Metrics and samples are on unless said otherwise. */
export function watched(MetricName: string, off: Partial<VisibilityConfig> = {}): VisibilityConfig {
  return { MetricName, SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, ...off };
}

interface Spec {
  readonly name: string;
  readonly priority: number;
  readonly watch?: Partial<VisibilityConfig>;
}

export interface ManagedSpec extends Spec {
  /** `AWSManagedRulesCommonRuleSet` */
  readonly group: string;
  readonly vendor?: string;
  readonly version?: string;
  /** Rules of the group that only count. */
  readonly counted?: readonly string[];
  /** Rules of the group that do something else than its owner wants. */
  readonly overrides?: readonly RuleActionOverride[];
  /** The whole group only counts. */
  readonly countOnly?: true;
  readonly scopeDown?: Statement;
}

/** A group of a vendor's rules. */
export function managed(spec: ManagedSpec): Rule {
  const OverrideAction: OverrideAction = spec.countOnly ? { Count: {} } : { None: {} };
  return {
    Name: spec.name,
    Priority: spec.priority,
    OverrideAction,
    Statement: {
      ManagedRuleGroupStatement: {
        VendorName: spec.vendor ?? 'AWS',
        Name: spec.group,
        ...(spec.version === undefined ? {} : { Version: spec.version }),
        ...(spec.scopeDown === undefined ? {} : { ScopeDownStatement: spec.scopeDown }),
        RuleActionOverrides: [
          ...(spec.counted ?? []).map((Name) => ({ Name, ActionToUse: { Count: {} } })),
          ...(spec.overrides ?? []),
        ],
      },
    },
    VisibilityConfig: watched(spec.name, spec.watch),
  };
}

/** A rule of one's own; it blocks unless said otherwise. */
export function own(spec: Spec & { readonly statement: Statement; readonly action?: RuleAction }): Rule {
  return {
    Name: spec.name,
    Priority: spec.priority,
    Action: spec.action ?? { Block: {} },
    Statement: spec.statement,
    VisibilityConfig: watched(spec.name, spec.watch),
  };
}

/** A reference to a rule group of one's own. */
export function groupOf(spec: Spec & { readonly arn: string }): Rule {
  return {
    Name: spec.name,
    Priority: spec.priority,
    OverrideAction: { None: {} },
    Statement: { RuleGroupReferenceStatement: { ARN: spec.arn, RuleActionOverrides: [] } },
    VisibilityConfig: watched(spec.name, spec.watch),
  };
}

/** Statements in the words of the API. */
export const statements = {
  rate: (Limit: number, more: Partial<NonNullable<Statement['RateBasedStatement']>> = {}): Statement => ({
    RateBasedStatement: { Limit, AggregateKeyType: 'IP', EvaluationWindowSec: 300, ...more },
  }),
  geo: (...CountryCodes: NonNullable<NonNullable<Statement['GeoMatchStatement']>['CountryCodes']>): Statement => ({
    GeoMatchStatement: { CountryCodes },
  }),
  ipSet: (ARN: string): Statement => ({ IPSetReferenceStatement: { ARN } }),
  label: (Key: string): Statement => ({ LabelMatchStatement: { Scope: 'LABEL', Key } }),
  path: (text: string): Statement => ({
    ByteMatchStatement: {
      SearchString: Buffer.from(text),
      FieldToMatch: { UriPath: {} },
      PositionalConstraint: 'STARTS_WITH',
      TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }],
    },
  }),
  bodyLargerThan: (Size: number, OversizeHandling: 'CONTINUE' | 'MATCH' | 'NO_MATCH'): Statement => ({
    SizeConstraintStatement: {
      FieldToMatch: { Body: { OversizeHandling } },
      ComparisonOperator: 'GT',
      Size,
      TextTransformations: [{ Priority: 0, Type: 'NONE' }],
    },
  }),
  not: (Statement: Statement): Statement => ({ NotStatement: { Statement } }),
  all: (...Statements: readonly Statement[]): Statement => ({ AndStatement: { Statements: [...Statements] } }),
};
