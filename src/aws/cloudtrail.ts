import type { Event as WireEvent, LookupAttributeKey } from '@aws-sdk/client-cloudtrail';
import { read } from './service.ts';

/** What CloudTrail recorded of one call. It lags behind by up to about fifteen minutes. */
export interface TrailEvent {
  readonly id: string;
  readonly at: Date;
  /** `UpdateService`; Lambda's names carry the API version: `UpdateFunctionCode20150331v2`. */
  readonly name: string;
  /** `ecs.amazonaws.com` */
  readonly source: string;
  /** Role session or user name; for AWS itself the service that acted. */
  readonly user: string | null;
  /** ARNs, names and ids that CloudTrail lists as touched. */
  readonly resources: readonly string[];
  /** As the caller sent them; null where the event has none or could not be read. */
  readonly requestParameters: unknown;
  /** Set when AWS refused the call: nothing was changed. */
  readonly errorCode: string | null;
  readonly readOnly: boolean | null;
}

/** The newest events first. `cut` when older ones were left unread. */
export interface TrailEvents {
  readonly events: readonly TrailEvent[];
  readonly cut: boolean;
}

/** CloudTrail looks up by one attribute at a time: `{ EventName: 'UpdateService' }`. */
export type Lookup = { readonly [K in LookupAttributeKey]: { readonly [P in K]: string } }[LookupAttributeKey];

/** Fifty events a page, and two calls a second for the whole account: ask for few pages. */
export const events = read(
  'cloudtrail',
  'LookupEvents',
  async (
    send,
    ask: {
      readonly lookup: Lookup;
      readonly from: Date;
      readonly to: Date;
      readonly maxPages: number;
      /** Where that is not the region looked at: what is done to CloudFront is recorded in us-east-1. */
      readonly region?: string;
    },
  ): Promise<TrailEvents> => {
    const LookupAttributes = Object.entries(ask.lookup).map(([key, AttributeValue]) => ({
      AttributeKey: key as LookupAttributeKey,
      AttributeValue,
    }));
    const found: TrailEvent[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < ask.maxPages; page++) {
      const answer = await send(
        { LookupAttributes, StartTime: ask.from, EndTime: ask.to, MaxResults: 50, NextToken },
        ask.region,
      );
      found.push(...(answer.Events ?? []).map(eventOf));
      NextToken = answer.NextToken || undefined;
      if (NextToken === undefined) break;
    }
    return { events: found.toSorted((a, b) => b.at.getTime() - a.at.getTime()), cut: NextToken !== undefined };
  },
);

function eventOf(wire: WireEvent): TrailEvent {
  const record = recordOf(wire.CloudTrailEvent);
  const resources = (wire.Resources ?? []).flatMap(({ ResourceName }) => ResourceName ?? []);
  return {
    id: wire.EventId ?? '',
    at: wire.EventTime ?? new Date(0),
    name: wire.EventName ?? '',
    source: wire.EventSource ?? '',
    user: wire.Username ?? userOf(record['userIdentity']),
    resources: [...new Set(resources)],
    requestParameters: record['requestParameters'] ?? null,
    errorCode: textOf(record['errorCode']),
    readOnly: wire.ReadOnly === 'true' ? true : wire.ReadOnly === 'false' ? false : null,
  };
}

/** Events made by AWS have no user name: then the service or the end of the caller's ARN stands for it. */
function userOf(identity: unknown): string | null {
  const { invokedBy, arn, principalId } = fieldsOf(identity);
  return textOf(invokedBy) ?? textOf(arn)?.split('/').at(-1) ?? textOf(principalId)?.split(':').at(-1) ?? null;
}

function recordOf(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text ?? '{}'));
  } catch {
    // The event is still worth its name and time.
    return {};
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
