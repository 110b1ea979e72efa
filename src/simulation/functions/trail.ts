import { hex, uuid } from '../shop/dice.ts';
import { ago } from '../shop/time.ts';
import type { Doing } from '../shop/trail.ts';
import type { Fleet } from './model.ts';

/** Writes an event into CloudTrail, as LookupEvents gives it. Names of Lambda's events carry the date of its API. */
export function note(fleet: Fleet, doing: Doing): void {
  const { place, seed } = fleet;
  const when = ago(fleet, doing.minutesAgo);
  const role = doing.by === 'ci' ? 'deployer' : 'engineer';
  fleet.trail.push({
    EventId: uuid(`${seed}/trail/${doing.name}/${doing.minutesAgo}/${doing.by}/${fleet.trail.length}`),
    EventName: doing.name,
    EventSource: `${doing.source}.amazonaws.com`,
    // CloudTrail knows seconds only.
    EventTime: new Date(Math.floor(when.getTime() / 1_000) * 1_000),
    Username: doing.by,
    ReadOnly: String(doing.readOnly ?? false),
    AccessKeyId: `ASIA${hex(doing.by, 16).toUpperCase()}`,
    Resources: (doing.resources ?? []).map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
    callerArn: `arn:${place.partition}:sts::${place.account}:assumed-role/${role}/${doing.by}`,
    ...(doing.parameters === undefined ? {} : { requestParameters: doing.parameters }),
    ...(doing.errorCode === undefined ? {} : { errorCode: doing.errorCode }),
  });
}
