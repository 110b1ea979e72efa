import { hex, uuid } from './dice.ts';
import type { Shop } from './model.ts';
import { ago } from './time.ts';

export interface Doing {
  readonly name: string;
  readonly source: string;
  readonly by: string;
  readonly minutesAgo: number;
  readonly parameters?: unknown;
  readonly resources?: readonly { readonly type: string; readonly name: string }[];
  readonly errorCode?: string;
  readonly readOnly?: boolean;
}

/** Writes an event into CloudTrail, as LookupEvents gives it. */
export function record(shop: Pick<Shop, 'place' | 'seed' | 'now' | 'trail'>, doing: Doing): void {
  const { place, seed } = shop;
  const when = ago(shop, doing.minutesAgo);
  shop.trail.push({
    EventId: uuid(`${seed}/trail/${doing.name}/${doing.minutesAgo}/${doing.by}/${shop.trail.length}`),
    EventName: doing.name,
    EventSource: `${doing.source}.amazonaws.com`,
    // CloudTrail knows seconds only.
    EventTime: new Date(Math.floor(when.getTime() / 1_000) * 1_000),
    Username: doing.by,
    ReadOnly: String(doing.readOnly ?? false),
    AccessKeyId: `ASIA${hex(doing.by, 16).toUpperCase()}`,
    Resources: (doing.resources ?? []).map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
    callerArn: `arn:${place.partition}:sts::${place.account}:assumed-role/${doing.by === 'ci' ? 'deployer' : 'engineer'}/${doing.by}`,
    ...(doing.parameters === undefined ? {} : { requestParameters: doing.parameters }),
    ...(doing.errorCode === undefined ? {} : { errorCode: doing.errorCode }),
  });
}
