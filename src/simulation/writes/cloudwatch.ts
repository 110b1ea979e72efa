import type * as sdk from '@aws-sdk/client-cloudwatch';
import type { CompositeAlarm, LogAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Account } from '../account.ts';
import type { CloudWatch } from '../account/cloudwatch.ts';
import { muteRuleArn } from '../answers/cloudwatch-alarms.ts';
import { durationMs, startsAt } from '../answers/mute-window.ts';
import { AwsError } from '../aws-error.ts';
import type { WriteAnswers } from './writes.ts';

const MINUTE = 60_000;
/** PT1M to P15D (Schedule, CloudWatch API reference). */
const LONGEST = 15 * 24 * 60 * MINUTE;

export const cloudwatchWrites: WriteAnswers<typeof sdk> = {
  PutAlarmMuteRule: {
    needs: (account, { Name = '', MuteTargets }) => ({
      'cloudwatch:PutAlarmMuteRule': [
        muteRuleArn(account, { Name }),
        ...arnsOf(account, MuteTargets?.AlarmNames ?? alarms(account).map(({ AlarmName = '' }) => AlarmName)),
      ],
    }),
    make(account, { Tags: _tags, ...rule }, { now }) {
      const { Name = '', Rule: { Schedule } = {}, MuteTargets } = rule;
      if (Name === '' || Name.length > 255) throw invalid('The Name provided is not valid.');
      const lasts = durationMs(Schedule?.Duration);
      // In these words: awsdocs/aws-doc-sdk-examples pull request 8113.
      if (lasts === null || lasts < MINUTE || lasts > LONGEST) throw invalid('The Duration provided is not valid.');
      if (startsAt({ Rule: rule.Rule }) === null && !/^cron\(\S+ \S+ \S+ \S+ \S+\)$/.test(Schedule?.Expression ?? ''))
        throw invalid('The Expression provided is not valid.');
      const named = MuteTargets?.AlarmNames ?? [];
      if (named.length > 100) throw invalid('The collection AlarmNames must not have a size greater than 100.');
      const known = alarms(account).map(({ AlarmName }) => AlarmName);
      const unknown = named.filter((name) => !known.includes(name));
      if (unknown.length > 0) throw invalid(`The following alarms do not exist: ${unknown.join(', ')}`);
      const others = (account.cloudwatch?.muteRules ?? []).filter((each) => each.Name !== Name);
      return { account: withCloudWatch(account, { muteRules: [...others, { ...rule, updatedAt: now }] }), output: {} };
    },
  },

  DeleteAlarmMuteRule: {
    needs: (account, { AlarmMuteRuleName: Name = '' }) => ({
      'cloudwatch:DeleteAlarmMuteRule': [muteRuleArn(account, { Name })],
    }),
    make(account, { AlarmMuteRuleName: name }) {
      const { muteRules } = account.cloudwatch ?? {};
      // "If you delete a mute rule that does not exist, the operation succeeds" (API reference).
      if (!muteRules) return { account, output: {} };
      return {
        account: withCloudWatch(account, { muteRules: muteRules.filter(({ Name }) => Name !== name) }),
        output: {},
      };
    },
  },

  DisableAlarmActions: {
    needs: (account, { AlarmNames = [] }) => ({ 'cloudwatch:DisableAlarmActions': arnsOf(account, AlarmNames) }),
    make: (account, { AlarmNames }) => ({ account: withActions(account, AlarmNames, false), output: {} }),
  },

  EnableAlarmActions: {
    needs: (account, { AlarmNames = [] }) => ({ 'cloudwatch:EnableAlarmActions': arnsOf(account, AlarmNames) }),
    make: (account, { AlarmNames }) => ({ account: withActions(account, AlarmNames, true), output: {} }),
  },
};

function alarms({ cloudwatch }: Account): readonly (MetricAlarm | CompositeAlarm | LogAlarm)[] {
  const { metricAlarms = [], compositeAlarms = [], logAlarms = [] } = cloudwatch ?? {};
  return [...metricAlarms, ...compositeAlarms, ...logAlarms];
}

function arnsOf({ partition = 'aws', region, id }: Account, names: readonly string[]): readonly string[] {
  return names.map((name) => `arn:${partition}:cloudwatch:${region}:${id}:alarm:${name}`);
}

/** Names that no alarm has are passed over. */
function withActions(account: Account, names: readonly string[] = [], ActionsEnabled: boolean): Account {
  if (names.length > 100) throw invalid('The collection AlarmNames must not have a size greater than 100.');
  const set = <A extends { readonly AlarmName?: string | undefined }>(all: readonly A[] | undefined) =>
    all?.map((alarm) => (names.includes(alarm.AlarmName ?? '') ? { ...alarm, ActionsEnabled } : alarm));
  const { metricAlarms, compositeAlarms, logAlarms } = account.cloudwatch ?? {};
  return withCloudWatch(account, {
    ...(metricAlarms && { metricAlarms: set(metricAlarms) ?? [] }),
    ...(compositeAlarms && { compositeAlarms: set(compositeAlarms) ?? [] }),
    ...(logAlarms && { logAlarms: set(logAlarms) ?? [] }),
  });
}

function withCloudWatch(account: Account, part: CloudWatch): Account {
  return { ...account, cloudwatch: { ...account.cloudwatch, ...part } };
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
