import type {
  FieldToMatch,
  ManagedRuleGroupStatement,
  RateBasedStatement,
  RateBasedStatementCustomKey,
  RuleAction,
  RuleActionOverride,
  Statement as WireStatement,
} from '@aws-sdk/client-wafv2';

/** What a rule does with a request that it matches. */
export type Action = 'Allow' | 'Block' | 'Count' | 'Captcha' | 'Challenge' | 'Other';

/** Another action for one rule of a group than the group's owner gave it. */
export interface Override {
  readonly rule: string;
  readonly action: Action;
}

/** Which part of a request is looked at, and what is done when there is more of it than WAF inspects. */
export interface Field {
  /** `body`, `uri-path`, `query`, `header user-agent`, `cookies`, … */
  readonly part: string;
  readonly oversize: 'CONTINUE' | 'MATCH' | 'NO_MATCH' | null;
}

/** What a rule matches. Statements that we do not know are `other`, with the name that the API gives them. */
export type Statement =
  | ManagedGroup
  | { readonly kind: 'own-group'; readonly arn: string; readonly overrides: readonly Override[] }
  | Rate
  | { readonly kind: 'geo'; readonly countries: readonly string[]; readonly forwarded: boolean }
  | { readonly kind: 'ip-set'; readonly arn: string; readonly forwarded: boolean }
  | { readonly kind: 'label'; readonly scope: string; readonly key: string }
  | { readonly kind: 'text'; readonly field: Field; readonly position: string; readonly text: string }
  | { readonly kind: 'regex'; readonly field: Field; readonly pattern: string }
  | { readonly kind: 'size'; readonly field: Field; readonly comparison: string; readonly bytes: number }
  | { readonly kind: 'injection'; readonly of: 'sqli' | 'xss'; readonly field: Field }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Statement[] }
  | { readonly kind: 'not'; readonly part: Statement }
  | { readonly kind: 'other'; readonly name: string };

export interface ManagedGroup {
  readonly kind: 'managed-group';
  readonly vendor: string;
  readonly name: string;
  /** Null where it is not pinned: AWS may change the rules at any time. */
  readonly version: string | null;
  readonly overrides: readonly Override[];
  readonly scopeDown: Statement | null;
}

export interface Rate {
  readonly kind: 'rate';
  /** Requests of one key within the window. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** `IP`, `FORWARDED_IP`, `CUSTOM_KEYS` or `CONSTANT`. */
  readonly key: string;
  /** The header of a forwarded address. */
  readonly header: string | null;
  /** What custom keys are made of: `header x-api-key`, `path`, `ip`, … */
  readonly keys: readonly string[];
  readonly scopeDown: Statement | null;
}

/** AWS's own when a rate-based statement does not say: five minutes. */
const usualWindow = 300;

export function actionOf(action: RuleAction | undefined): Action {
  if (action?.Block) return 'Block';
  if (action?.Allow) return 'Allow';
  if (action?.Count) return 'Count';
  if (action?.Captcha) return 'Captcha';
  return action?.Challenge ? 'Challenge' : 'Other';
}

export function statementOf(wire: WireStatement | undefined): Statement {
  if (wire?.ManagedRuleGroupStatement) return managedGroup(wire.ManagedRuleGroupStatement);
  if (wire?.RateBasedStatement) return rate(wire.RateBasedStatement);
  const group = wire?.RuleGroupReferenceStatement;
  if (group) return { kind: 'own-group', arn: group.ARN ?? '', overrides: overridesOf(group) };
  if (wire?.AndStatement) return { kind: 'and', parts: (wire.AndStatement.Statements ?? []).map(statementOf) };
  if (wire?.OrStatement) return { kind: 'or', parts: (wire.OrStatement.Statements ?? []).map(statementOf) };
  if (wire?.NotStatement) return { kind: 'not', part: statementOf(wire.NotStatement.Statement) };
  return wire ? singleStatement(wire) : { kind: 'other', name: 'none' };
}

function singleStatement(wire: WireStatement): Statement {
  const { GeoMatchStatement: geo, IPSetReferenceStatement: ips, LabelMatchStatement: label } = wire;
  if (geo) return { kind: 'geo', countries: geo.CountryCodes ?? [], forwarded: geo.ForwardedIPConfig !== undefined };
  if (ips) return { kind: 'ip-set', arn: ips.ARN ?? '', forwarded: ips.IPSetForwardedIPConfig !== undefined };
  if (label) return { kind: 'label', scope: label.Scope ?? '', key: label.Key ?? '' };
  return matchStatement(wire);
}

function matchStatement(wire: WireStatement): Statement {
  const { ByteMatchStatement: bytes, SizeConstraintStatement: size, RegexMatchStatement: regex } = wire;
  if (bytes) {
    const text = new TextDecoder().decode(bytes.SearchString ?? new Uint8Array());
    return { kind: 'text', field: fieldOf(bytes.FieldToMatch), position: bytes.PositionalConstraint ?? '', text };
  }
  if (size) {
    const comparison = size.ComparisonOperator ?? '';
    return { kind: 'size', field: fieldOf(size.FieldToMatch), comparison, bytes: size.Size ?? 0 };
  }
  if (regex) return { kind: 'regex', field: fieldOf(regex.FieldToMatch), pattern: regex.RegexString ?? '' };
  const set = wire.RegexPatternSetReferenceStatement;
  if (set) return { kind: 'regex', field: fieldOf(set.FieldToMatch), pattern: set.ARN ?? '' };
  if (wire.SqliMatchStatement)
    return { kind: 'injection', of: 'sqli', field: fieldOf(wire.SqliMatchStatement.FieldToMatch) };
  if (wire.XssMatchStatement)
    return { kind: 'injection', of: 'xss', field: fieldOf(wire.XssMatchStatement.FieldToMatch) };
  return { kind: 'other', name: Object.keys(wire)[0] ?? 'none' };
}

function managedGroup(wire: ManagedRuleGroupStatement): ManagedGroup {
  return {
    kind: 'managed-group',
    vendor: wire.VendorName ?? '',
    name: wire.Name ?? '',
    version: wire.Version ?? null,
    overrides: overridesOf(wire),
    scopeDown: wire.ScopeDownStatement ? statementOf(wire.ScopeDownStatement) : null,
  };
}

/** Excluded rules are the older way to set a rule to Count. */
function overridesOf(wire: {
  readonly ExcludedRules?: readonly { readonly Name?: string | undefined }[] | undefined;
  readonly RuleActionOverrides?: readonly RuleActionOverride[] | undefined;
}): Override[] {
  return [
    ...(wire.ExcludedRules ?? []).map(({ Name = '' }): Override => ({ rule: Name, action: 'Count' })),
    ...(wire.RuleActionOverrides ?? []).map(({ Name = '', ActionToUse }) => ({
      rule: Name,
      action: actionOf(ActionToUse),
    })),
  ];
}

function rate(wire: RateBasedStatement): Rate {
  return {
    kind: 'rate',
    limit: wire.Limit ?? 0,
    windowSeconds: wire.EvaluationWindowSec ?? usualWindow,
    key: wire.AggregateKeyType ?? '',
    header: wire.ForwardedIPConfig?.HeaderName ?? null,
    keys: (wire.CustomKeys ?? []).map(customKey),
    scopeDown: wire.ScopeDownStatement ? statementOf(wire.ScopeDownStatement) : null,
  };
}

function customKey(wire: RateBasedStatementCustomKey): string {
  const named = wire.Header ?? wire.Cookie ?? wire.QueryArgument;
  const kind = Object.keys(wire)[0] ?? 'unknown';
  return named ? `${kind} ${named.Name ?? ''}` : kind;
}

function fieldOf(wire: FieldToMatch | undefined): Field {
  const oversize = [wire?.Body, wire?.JsonBody, wire?.Headers, wire?.Cookies].find((part) => part)?.OversizeHandling;
  return { part: partOf(wire), oversize: oversize ?? null };
}

function partOf(wire: FieldToMatch | undefined): string {
  if (wire?.Body || wire?.JsonBody) return 'body';
  if (wire?.UriPath) return 'uri-path';
  if (wire?.QueryString || wire?.AllQueryArguments) return 'query';
  if (wire?.SingleQueryArgument) return `query argument ${wire.SingleQueryArgument.Name ?? ''}`;
  if (wire?.SingleHeader) return `header ${(wire.SingleHeader.Name ?? '').toLowerCase()}`;
  if (wire?.Headers) return 'headers';
  if (wire?.Cookies) return 'cookies';
  if (wire?.Method) return 'method';
  return Object.keys(wire ?? {})[0] ?? 'unknown';
}
