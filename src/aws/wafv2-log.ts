import type { SampledHTTPRequest } from '@aws-sdk/client-wafv2';
import { logFailure } from './log-lines.ts';
import { read } from './service.ts';
import { sampledRequest } from './wafv2-samples.ts';
import type { SampledRequest } from './wafv2-samples.ts';

/** Requests that one rule ended, from the log of a web ACL. */
export interface LoggedAsk {
  /** Name of the log group; it begins with `aws-waf-logs-`. */
  readonly group: string;
  /** Where that is not the region looked at: the log of a web ACL for CloudFront is in us-east-1. */
  readonly region: string;
  /** The rule's name in the web ACL, or `Default_Action`. */
  readonly rule: string;
  readonly from: Date;
  readonly to: Date;
}

/** As many as a sample has. */
const most = 500;
const mostPages = 4;

/**
 * What WAF logged of requests that a rule turned away, with the same things left out as in a sample.
 * https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html
 */
export const logged = read(
  'logs',
  'FilterLogEvents',
  async (send, { group, region, rule, from, to }: LoggedAsk): Promise<readonly SampledRequest[]> => {
    const requests: SampledRequest[] = [];
    let nextToken: string | undefined;
    try {
      for (let page = 0; page < mostPages && requests.length < most; page++) {
        const answer = await send(
          {
            logGroupName: group,
            filterPattern: `{ $.terminatingRuleId = "${rule.replaceAll(/[^\w-]/gu, '*')}" && $.action != "ALLOW" }`,
            startTime: from.getTime(),
            endTime: to.getTime(),
            limit: most - requests.length,
            nextToken,
          },
          region,
        );
        requests.push(...(answer.events ?? []).flatMap(({ message = '' }) => recordOf(message)));
        nextToken = answer.nextToken || undefined;
        if (nextToken === undefined) break;
      }
    } catch (error) {
      throw logFailure(error);
    }
    return requests.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  },
);

interface WireRecord {
  readonly timestamp?: number;
  readonly action?: string;
  readonly ruleGroupList?: readonly {
    readonly ruleGroupId?: string;
    readonly terminatingRule?: { readonly ruleId?: string } | null;
  }[];
  readonly httpRequest?: {
    readonly clientIp?: string;
    readonly country?: string;
    readonly uri?: string;
    readonly httpMethod?: string;
    readonly headers?: readonly { readonly name?: string; readonly value?: string }[];
  };
  readonly labels?: readonly { readonly name?: string }[];
  readonly responseCodeSent?: number | null;
  readonly captchaResponse?: { readonly failureReason?: string };
  readonly challengeResponse?: { readonly failureReason?: string };
}

/** One line of the log as a sample, so that there is one place where things are left out. */
function recordOf(line: string): readonly SampledRequest[] {
  const wire = parsed(line);
  if (wire?.httpRequest === undefined) return [];
  const { httpRequest: request } = wire;
  const group = wire.ruleGroupList?.find(({ terminatingRule }) => terminatingRule?.ruleId);
  const within = group ? `${group.ruleGroupId ?? ''}#${group.terminatingRule?.ruleId ?? ''}` : undefined;
  const failure = wire.captchaResponse?.failureReason ?? wire.challengeResponse?.failureReason;
  const sample = {
    Weight: 1,
    Timestamp: new Date(wire.timestamp ?? 0),
    Action: wire.action,
    RuleNameWithinRuleGroup: within,
    ResponseCodeSent: wire.responseCodeSent ?? undefined,
    Labels: wire.labels?.map(({ name }) => ({ Name: name })),
    CaptchaResponse: failure === undefined ? undefined : { FailureReason: failure },
    Request: {
      ClientIP: request.clientIp,
      Country: request.country,
      URI: request.uri,
      Method: request.httpMethod,
      Headers: request.headers?.map(({ name, value }) => ({ Name: name, Value: value })),
    },
  } as SampledHTTPRequest;
  return [sampledRequest(sample)];
}

/** The log of WAF is JSON; a line that is none is somebody else's. */
function parsed(line: string): WireRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}
