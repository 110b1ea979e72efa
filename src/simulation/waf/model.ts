import type { DistributionSummary } from '@aws-sdk/client-cloudfront';
import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IPSet, LoggingConfiguration, Rule, RuleGroup, WebACL } from '@aws-sdk/client-wafv2';
import type { Fault, MetricSeries, TrailEvent } from '../account.ts';
import type { Place } from '../shop/place.ts';

/**
 * A site behind a web ACL, as a model of who asks for what and what WAF does with it. Samples, metrics of WAF, of the
 * load balancer or the distribution, and access logs are all derived from the same requests, so that they agree.
 * Times are in minutes before `now`, so larger is earlier.
 */
export interface Site {
  readonly now: Date;
  readonly seed: string;
  readonly place: Place;
  /** Where the web ACL is: us-east-1 for CloudFront. */
  readonly aclPlace: Place;
  readonly domain: string;
  readonly acl: Acl;
  readonly streams: Stream[];
  readonly ipSets: IPSet[];
  readonly ruleGroups: RuleGroup[];
  readonly logging: LoggingConfiguration[];
  /** Addresses that rate-based rules hold off now, by rule. */
  readonly rateKeys: Record<string, string[]>;
  readonly balancers: Balancer[];
  readonly distributions: Partial<DistributionSummary>[];
  /** ARNs of what else it protects. */
  readonly protects: string[];
  readonly trail: TrailEvent[];
  readonly series: MetricSeries[];
  readonly denies: string[];
  readonly faults: Fault[];
  /** `edgeMetrics`: 403s of the distribution are counted on their own. */
  readonly settings: { pageSize: number | undefined; metricLag: number; edgeMetrics: boolean };
}

/** A web ACL whose rules may still be changed. */
export type Acl = WebACL & { Name: string; ARN: string; Rules: Rule[] };

export interface Balancer {
  readonly raw: LoadBalancer;
  readonly arn: string;
  /** `app/name/id` */
  readonly path: string;
  /** Whether it writes an access log, and to which bucket. */
  logs: boolean;
  readonly bucket: string;
}

export interface Client {
  readonly ip: string;
  readonly country: string;
}

/** Requests of one kind of caller. */
export interface Stream {
  readonly who: string;
  /** Requests a minute; may be less than one. */
  readonly perMinute: number;
  /** From when until when it comes. */
  readonly from: number;
  readonly until: number;
  readonly clients: readonly Client[];
  readonly agents: readonly string[];
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** Header names in lower case; `cookie` and `authorization` make a session. */
  readonly headers: Readonly<Record<string, string>>;
  /** Announced bytes of the body, from and to; of other methods than GET. */
  readonly body: readonly [number, number] | null;
  readonly host: string;
  /** What rules of WAF do with it; the first that ends a request is the last to see it. */
  readonly stops: readonly Stop[];
  /** What the application answers when it gets there. */
  readonly status: number;
  /** WAF gives the load balancer no answer, for this reason: the request ends with a 500. */
  readonly unguarded: { readonly reason: string; readonly since: number; readonly until: number } | null;
}

/** What a rule does with the requests of a stream. */
export interface Stop {
  /** Its name in the web ACL. */
  readonly rule: string;
  /** The rule within a rule group. */
  readonly within?: string;
  readonly action: 'BLOCK' | 'COUNT' | 'CAPTCHA' | 'CHALLENGE' | 'ALLOW';
  /** Minutes before now; default for as long as there is history. */
  readonly since?: number;
  readonly until?: number;
  /** Part of the requests, default all. */
  readonly part?: number;
  readonly labels?: readonly string[];
  /** `TOKEN_MISSING` and the like, for challenges and CAPTCHAs. */
  readonly failure?: 'TOKEN_MISSING' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID' | 'TOKEN_DOMAIN_MISMATCH';
  /** Status that WAF answers with, default 403, of challenges 202 and of CAPTCHAs 405. */
  readonly status?: number;
}
