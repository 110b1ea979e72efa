import type {
  AlarmHistoryItem,
  AlarmMuteRuleStatus,
  CompositeAlarm,
  LogAlarm,
  MetricAlarm,
  PutAlarmMuteRuleInput,
} from '@aws-sdk/client-cloudwatch';

/** Alarms and what mutes them; metrics stand in `Account.metrics`. */
export interface CloudWatch {
  readonly metricAlarms?: readonly MetricAlarm[];
  readonly compositeAlarms?: readonly CompositeAlarm[];
  readonly logAlarms?: readonly LogAlarm[];
  readonly muteRules?: readonly AlarmMuteRule[];
  /** What happened to alarms, in any order. */
  readonly alarmHistory?: readonly AlarmHistoryItem[];
  /** By ARN of an alarm or a mute rule. */
  readonly tags?: { readonly [arn: string]: { readonly [key: string]: string } };
}

/** A mute rule as it was put. `status` for recurring ones: the simulation does not evaluate cron expressions. */
export interface AlarmMuteRule extends Omit<PutAlarmMuteRuleInput, 'Tags'> {
  readonly updatedAt?: Date;
  readonly status?: AlarmMuteRuleStatus;
}
