import type {
  Action as WireAction,
  Rule as WireRule,
  RuleCondition as WireCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** One rule of a listener. */
export interface Rule {
  readonly arn: string;
  /** A number as text, or `default` for the rule that is tried last. */
  readonly priority: string;
  /** What a request must be for the rule to apply, each as a phrase: `path /api/* or /v2/*`. Empty: any request. */
  readonly conditions: readonly string[];
  readonly actions: readonly Action[];
}

/** What a rule does, in the order AWS does it. */
export interface Action {
  /** `forward`, `fixed-response`, `redirect`, `authenticate-oidc`, `authenticate-cognito`, `jwt-validation`, … */
  readonly type: string;
  /** Of `forward`; otherwise empty. */
  readonly targetGroups: readonly WeightedTarget[];
  /** Of `fixed-response` and `redirect`: `503`, `HTTP_301`. */
  readonly statusCode: string | null;
  /** Of `fixed-response`: what the client is shown. */
  readonly body: string | null;
  /** Of `redirect`, with AWS's placeholders: `https://#{host}:443/#{path}?#{query}`. */
  readonly redirectTo: string | null;
}

/** A target group by ARN, and its share of the rule's requests relative to the other weights. */
export interface WeightedTarget {
  readonly arn: string;
  readonly weight: number;
}

export function ruleOf(wire: WireRule): Rule {
  return {
    arn: wire.RuleArn ?? '',
    priority: wire.IsDefault ? 'default' : (wire.Priority ?? 'default'),
    conditions: (wire.Conditions ?? []).map(conditionOf),
    actions: actionsOf(wire.Actions),
  };
}

export function actionsOf(wire: readonly WireAction[] | undefined): readonly Action[] {
  return (wire ?? []).toSorted((a, b) => (a.Order ?? 0) - (b.Order ?? 0)).map(actionOf);
}

function actionOf(wire: WireAction): Action {
  const { FixedResponseConfig: fixed, RedirectConfig: to } = wire;
  return {
    type: wire.Type ?? '',
    targetGroups: targetsOf(wire),
    statusCode: fixed?.StatusCode ?? to?.StatusCode ?? null,
    body: fixed?.MessageBody || null,
    redirectTo: to
      ? `${(to.Protocol ?? '#{protocol}').toLowerCase()}://${to.Host ?? '#{host}'}:${to.Port ?? '#{port}'}` +
        `${to.Path ?? '/#{path}'}?${to.Query ?? '#{query}'}`
      : null,
  };
}

/** A single group stands in `TargetGroupArn` and in `ForwardConfig`, several only in the latter. */
function targetsOf(wire: WireAction): readonly WeightedTarget[] {
  const weighted = wire.ForwardConfig?.TargetGroups ?? [];
  const [only] = weighted;
  if (!only) return wire.TargetGroupArn ? [{ arn: wire.TargetGroupArn, weight: 1 }] : [];
  return weighted.flatMap(({ TargetGroupArn, Weight }) =>
    TargetGroupArn ? { arn: TargetGroupArn, weight: Weight ?? 1 } : [],
  );
}

/** What each kind of condition looks at, as a word, and what it looks for. */
const fields: Readonly<Record<string, (wire: WireCondition) => readonly [string, readonly string[] | undefined]>> = {
  'host-header': (wire) => ['host', wire.HostHeaderConfig?.Values],
  'path-pattern': (wire) => ['path', wire.PathPatternConfig?.Values],
  'http-header': ({ HttpHeaderConfig: header }) => [`header ${header?.HttpHeaderName ?? ''}`, header?.Values],
  'query-string': (wire) => ['query', wire.QueryStringConfig?.Values?.map(queryOf)],
  'http-request-method': (wire) => ['method', wire.HttpRequestMethodConfig?.Values],
  'source-ip': (wire) => ['source', wire.SourceIpConfig?.Values],
};

function conditionOf(wire: WireCondition): string {
  const field = wire.Field ?? 'unknown';
  const [word, values] = fields[field]?.(wire) ?? [field, undefined];
  return `${word} ${(values ?? wire.Values ?? []).join(' or ')}`.trim();
}

function queryOf({ Key, Value }: { readonly Key?: string | undefined; readonly Value?: string | undefined }): string {
  return Key ? `${Key}=${Value ?? ''}` : (Value ?? '');
}
