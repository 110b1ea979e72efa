import type { Place } from '#playbook';
import { writeCall } from './write-call.ts';

/** Alarms, by name and ARN. */
interface OfAlarms {
  readonly alarms: readonly { readonly name: string; readonly arn: string }[];
}

/** A window in which the actions of some alarms are muted. */
export interface Mute extends OfAlarms {
  /** Of the rule. A rule of this name is replaced, whoever made it. */
  readonly name: string;
  readonly description: string;
  /** When it begins: CloudWatch knows whole minutes only. */
  readonly from: Date;
  /** When it ends, to the second. */
  readonly until: Date;
}

/** Mutes the actions of alarms for a while; they are evaluated as before. CloudWatch ends it by itself. */
export const putMuteRule = writeCall(
  'cloudwatch',
  'PutAlarmMuteRule',
  ({ name, alarms }: Mute, place) => [muteRuleArn(name, place), ...alarms.map(({ arn }) => arn)],
  async (send, { name, description, alarms, from, until }) => {
    await send({
      Name: name,
      Description: description,
      Rule: { Schedule: muteSchedule(from, until) },
      MuteTargets: { AlarmNames: alarms.map((alarm) => alarm.name) },
      ExpireDate: new Date(Math.ceil(until.getTime() / SECOND) * SECOND),
    });
  },
);

/** Unmutes what a rule mutes; an alarm that is in ALARM then runs its actions. No harm where there is no such rule. */
export const deleteMuteRule = writeCall(
  'cloudwatch',
  'DeleteAlarmMuteRule',
  ({ name }: { readonly name: string }, place) => [muteRuleArn(name, place)],
  async (send, { name }) => {
    await send({ AlarmMuteRuleName: name });
  },
);

/** Alarms do nothing any more when their state changes, until they are enabled again. A hundred at most. */
export const disableAlarmActions = writeCall(
  'cloudwatch',
  'DisableAlarmActions',
  ({ alarms }: OfAlarms) => alarms.map(({ arn }) => arn),
  async (send, { alarms }) => {
    await send({ AlarmNames: alarms.map(({ name }) => name) });
  },
);

/** Alarms do again what they are there for. A hundred at most. */
export const enableAlarmActions = writeCall(
  'cloudwatch',
  'EnableAlarmActions',
  ({ alarms }: OfAlarms) => alarms.map(({ arn }) => arn),
  async (send, { alarms }) => {
    await send({ AlarmNames: alarms.map(({ name }) => name) });
  },
);

const MINUTE = 60_000;
const SECOND = 1_000;

/** Once, from the minute in which `from` lies, for as many minutes as `until` needs. */
export function muteSchedule(from: Date, until: Date) {
  const start = new Date(Math.floor(from.getTime() / MINUTE) * MINUTE);
  const minutes = Math.max(1, Math.ceil((until.getTime() - start.getTime()) / MINUTE));
  return { Expression: `at(${start.toISOString().slice(0, 16)})`, Duration: durationOf(minutes), Timezone: 'UTC' };
}

/** ISO 8601: `PT45M`, `P1DT2H`. */
function durationOf(minutes: number): string {
  const days = Math.floor(minutes / 1_440);
  const hours = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60;
  const time = `${hours ? `${hours}H` : ''}${rest ? `${rest}M` : ''}`;
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
}

export function muteRuleArn(name: string, { partition, region, account }: Place): string {
  return `arn:${partition}:cloudwatch:${region}:${account ?? ''}:alarm-mute-rule:${name}`;
}
