import type {
  AlarmType,
  CompositeAlarm,
  GetAlarmMuteRuleOutput,
  LogAlarm,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { ReadFailure } from '#playbook';
import { inBatches, pages } from './pages.ts';
import { read } from './service.ts';

/** An alarm, and what it does when its state changes. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly kind: 'metric' | 'composite' | 'log';
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** When it came into that state. */
  readonly since: Date | null;
  /** False: nothing is done, whatever its state. */
  readonly actionsEnabled: boolean;
  /** ARNs of what it does, whichever state it comes into. */
  readonly actions: readonly string[];
  /** When it was last edited, enabling and disabling its actions included. */
  readonly editedAt: Date | null;
}

/** Without this only metric alarms are returned. */
const AlarmTypes: AlarmType[] = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];

/**
 * Alarms by name, any number of them, or all there are; those that do not exist are missing from the answer. Composite
 * alarms are returned only to roles that may describe alarms on `*`.
 */
export const alarms = read(
  'cloudwatch',
  'DescribeAlarms',
  async (send, { names }: { readonly names: readonly string[] | null }): Promise<readonly Alarm[]> => {
    const described = (AlarmNames: string[] | undefined) =>
      pages(
        (NextToken) => send({ AlarmNames, AlarmTypes, MaxRecords: 100, NextToken }),
        (page) => page.NextToken,
        (page) => [
          ...(page.MetricAlarms ?? []).map((wire) => alarmOf(wire, 'metric')),
          ...(page.CompositeAlarms ?? []).map((wire) => alarmOf(wire, 'composite')),
          ...(page.LogAlarms ?? []).map((wire) => alarmOf(wire, 'log')),
        ],
      );
    return names === null ? described(undefined) : inBatches(names, 100, described);
  },
);

/** A window in which the actions of some alarms are muted. */
export interface MuteRule {
  readonly name: string;
  readonly arn: string;
  readonly description: string | null;
  /** `at(2026-11-22T10:31)`, or `cron(…)` for one that comes again. */
  readonly expression: string;
  /** ISO 8601: `PT45M`. */
  readonly duration: string;
  readonly timezone: string;
  /** Names. None: it mutes every alarm of the account and region. */
  readonly alarms: readonly string[];
  readonly expiresAt: Date | null;
  /** `SCHEDULED`, `ACTIVE` or `EXPIRED`. */
  readonly status: string;
  readonly updatedAt: Date | null;
}

/** A mute rule by name; null when there is none. */
export const muteRule = read(
  'cloudwatch',
  'GetAlarmMuteRule',
  async (send, { name }: { readonly name: string }): Promise<MuteRule | null> => {
    try {
      return muteRuleOf(await send({ AlarmMuteRuleName: name }));
    } catch (error) {
      if (error instanceof ReadFailure && error.why === 'absent') return null;
      throw error;
    }
  },
);

/** Of a mute rule, what a list of them tells. */
export interface ListedMuteRule {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  /** It comes again and again. */
  readonly recurring: boolean;
  readonly expiresAt: Date | null;
  readonly updatedAt: Date | null;
}

/** The mute rules of an account and region that are in force or will be. */
export const muteRules = read('cloudwatch', 'ListAlarmMuteRules', async (send): Promise<readonly ListedMuteRule[]> => {
  const found = await pages(
    (NextToken) => send({ Statuses: ['SCHEDULED', 'ACTIVE'], NextToken }),
    (page) => page.NextToken,
    (page) => page.AlarmMuteRuleSummaries,
  );
  return found.map((wire) => ({
    name: nameIn(wire.AlarmMuteRuleArn),
    arn: wire.AlarmMuteRuleArn ?? '',
    status: wire.Status ?? 'UNKNOWN',
    recurring: wire.MuteType === 'RECURRING',
    expiresAt: wire.ExpireDate ?? null,
    updatedAt: wire.LastUpdatedTimestamp ?? null,
  }));
});

/** The tags of an alarm or a mute rule. */
export const alarmTags = read(
  'cloudwatch',
  'ListTagsForResource',
  async (send, { arn }: { readonly arn: string }): Promise<Readonly<Record<string, string>>> => {
    const { Tags = [] } = await send({ ResourceARN: arn });
    return Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  },
);

function alarmOf(wire: MetricAlarm | CompositeAlarm | LogAlarm, kind: Alarm['kind']): Alarm {
  const { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = wire;
  return {
    name: wire.AlarmName ?? '',
    arn: wire.AlarmArn ?? '',
    kind,
    state: wire.StateValue ?? 'UNKNOWN',
    since: wire.StateTransitionedTimestamp ?? wire.StateUpdatedTimestamp ?? null,
    actionsEnabled: wire.ActionsEnabled ?? true,
    actions: [...new Set([...AlarmActions, ...OKActions, ...InsufficientDataActions])],
    editedAt: wire.AlarmConfigurationUpdatedTimestamp ?? null,
  };
}

function muteRuleOf(wire: GetAlarmMuteRuleOutput): MuteRule {
  const schedule = wire.Rule?.Schedule;
  return {
    name: wire.Name ?? nameIn(wire.AlarmMuteRuleArn),
    arn: wire.AlarmMuteRuleArn ?? '',
    description: wire.Description || null,
    expression: schedule?.Expression ?? '',
    duration: schedule?.Duration ?? '',
    timezone: schedule?.Timezone ?? 'UTC',
    alarms: wire.MuteTargets?.AlarmNames ?? [],
    expiresAt: wire.ExpireDate ?? null,
    status: wire.Status ?? 'UNKNOWN',
    updatedAt: wire.LastUpdatedTimestamp ?? null,
  };
}

/** `arn:aws:cloudwatch:eu-west-1:123456789012:alarm-mute-rule:<name>` */
function nameIn(arn: string | undefined): string {
  return arn?.split(':').slice(6).join(':') ?? '';
}
