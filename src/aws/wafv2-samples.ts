import type { HTTPHeader, SampledHTTPRequest } from '@aws-sdk/client-wafv2';

/**
 * A request that WAF sampled. Cookies, authorization, query strings and every header that is not named here are left
 * out before anything of ours sees them: of cookies, authorization and API keys only that there was one is kept.
 */
export interface SampledRequest {
  readonly at: Date;
  /** How many requests it stands for, relative to the others of its answer. */
  readonly weight: number;
  /** `ALLOW`, `BLOCK`, `COUNT`, `CAPTCHA`, `CHALLENGE`. */
  readonly action: string;
  /** The rule within a rule group, as AWS writes it: `AWS#AWSManagedRulesCommonRuleSet#SizeRestrictions_BODY`. */
  readonly ruleWithinGroup: string | null;
  /** What the rule would have done, were it not overridden. */
  readonly overridden: string | null;
  readonly clientIp: string;
  readonly country: string;
  /** Without its query string. */
  readonly path: string;
  readonly method: string;
  readonly host: string | null;
  readonly userAgent: string | null;
  readonly accept: string | null;
  /** Addresses that proxies have noted, as they stand in `X-Forwarded-For`. */
  readonly forwardedFor: string | null;
  /** Bytes of the body as announced, or null where they were not. */
  readonly contentLength: number | null;
  /** It carried a cookie, an authorization header or an API key. */
  readonly session: boolean;
  readonly labels: readonly string[];
  /** Status that WAF answered with, where it says so. */
  readonly answered: number | null;
  /** Why a CAPTCHA or a challenge was not passed: `TOKEN_MISSING`, … */
  readonly failure: string | null;
}

export function sampledRequest(wire: SampledHTTPRequest): SampledRequest {
  const { Request: request } = wire;
  const header = headersOf(request?.Headers ?? []);
  const length = Number(header.get('content-length') ?? NaN);
  return {
    at: wire.Timestamp ?? new Date(0),
    weight: wire.Weight ?? 1,
    action: wire.Action ?? '',
    ruleWithinGroup: wire.RuleNameWithinRuleGroup || null,
    overridden: wire.OverriddenAction || null,
    clientIp: request?.ClientIP ?? '',
    country: request?.Country ?? '',
    path: request?.URI?.split(/[?#;]/u, 1)[0] || '/',
    method: request?.Method ?? '',
    host: header.get('host')?.toLowerCase() ?? null,
    userAgent: header.get('user-agent') || null,
    accept: header.get('accept') ?? null,
    forwardedFor: header.get('x-forwarded-for') ?? null,
    contentLength: Number.isFinite(length) ? length : null,
    session: ['cookie', 'authorization', 'x-api-key'].some((name) => header.has(name)),
    labels: (wire.Labels ?? []).flatMap(({ Name }) => Name ?? []),
    answered: wire.ResponseCodeSent ?? null,
    failure: wire.CaptchaResponse?.FailureReason ?? wire.ChallengeResponse?.FailureReason ?? null,
  };
}

function headersOf(headers: readonly HTTPHeader[]): ReadonlyMap<string, string> {
  return new Map(headers.map(({ Name = '', Value = '' }) => [Name.toLowerCase(), Value]));
}
