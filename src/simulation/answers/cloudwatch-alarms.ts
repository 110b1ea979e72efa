import type * as sdk from '@aws-sdk/client-cloudwatch';
import type { CompositeAlarm, LogAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Account } from '../account.ts';
import type { AlarmMuteRule } from '../account/cloudwatch.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { startsAt, statusOf } from './mute-window.ts';
import { page } from './page.ts';

export const cloudwatchAlarms: Answers<typeof sdk> = {
  DescribeAlarms(account, input) {
    const { AlarmNames: named, AlarmNamePrefix: prefix, AlarmTypes: types = ['MetricAlarm'], StateValue } = input;
    if (named && named.length > 100) {
      throw invalid('The collection AlarmNames must not have a size greater than 100.');
    }
    if (named && prefix !== undefined) {
      throw new AwsError('InvalidParameterCombination', 'AlarmNames and AlarmNamePrefix cannot be used together.');
    }
    const { metricAlarms = [], compositeAlarms = [], logAlarms = [] } = account.cloudwatch ?? {};
    const all: readonly Kinded[] = [
      ...compositeAlarms.map((alarm) => ({ kind: 'CompositeAlarm', alarm }) as const),
      ...metricAlarms.map((alarm) => ({ kind: 'MetricAlarm', alarm }) as const),
      ...logAlarms.map((alarm) => ({ kind: 'LogAlarm', alarm }) as const),
    ];
    const wanted = all.filter(
      ({ kind, alarm: { AlarmName = '', StateValue: state, AlarmActions = [] } }) =>
        types.includes(kind) &&
        (!named || named.length === 0 || named.includes(AlarmName)) &&
        (prefix === undefined || AlarmName.startsWith(prefix)) &&
        (StateValue === undefined || state === StateValue) &&
        (input.ActionPrefix === undefined || AlarmActions.some((arn) => arn.startsWith(input.ActionPrefix ?? ''))),
    );
    const { items, next } = paged(account, wanted, input, 100);
    return {
      CompositeAlarms: items.flatMap((one) => (one.kind === 'CompositeAlarm' ? one.alarm : [])),
      MetricAlarms: items.flatMap((one) => (one.kind === 'MetricAlarm' ? one.alarm : [])),
      LogAlarms: items.flatMap((one) => (one.kind === 'LogAlarm' ? one.alarm : [])),
      NextToken: next,
    };
  },

  GetAlarmMuteRule(account, { AlarmMuteRuleName: name }, { now }) {
    const found = account.cloudwatch?.muteRules?.find(({ Name }) => Name === name);
    if (!found) throw new AwsError('ResourceNotFoundException', `Alarm mute rule ${name} does not exist`);
    const { updatedAt, status: _, ...rule } = found;
    return {
      ...rule,
      AlarmMuteRuleArn: muteRuleArn(account, found),
      Status: statusOf(found, now),
      LastUpdatedTimestamp: updatedAt,
      MuteType: typeOf(found),
    };
  },

  ListAlarmMuteRules(account, input, { now }) {
    const { AlarmName, Statuses } = input;
    const found = (account.cloudwatch?.muteRules ?? []).filter(
      (rule) =>
        (AlarmName === undefined || (rule.MuteTargets?.AlarmNames ?? [AlarmName]).includes(AlarmName)) &&
        (!Statuses || Statuses.length === 0 || Statuses.includes(statusOf(rule, now))),
    );
    const { items, next } = paged(account, found, input, 50);
    return {
      AlarmMuteRuleSummaries: items.map((rule) => ({
        AlarmMuteRuleArn: muteRuleArn(account, rule),
        ExpireDate: rule.ExpireDate,
        Status: statusOf(rule, now),
        MuteType: typeOf(rule),
        LastUpdatedTimestamp: rule.updatedAt,
      })),
      NextToken: next,
    };
  },

  ListTagsForResource(account, { ResourceARN: arn = '' }) {
    const { metricAlarms = [], compositeAlarms = [], logAlarms = [], muteRules = [], tags } = account.cloudwatch ?? {};
    const known = [
      ...[...metricAlarms, ...compositeAlarms, ...logAlarms].map(({ AlarmArn }) => AlarmArn),
      ...muteRules.map((rule) => muteRuleArn(account, rule)),
    ];
    if (!known.includes(arn)) throw new AwsError('ResourceNotFoundException', `Unknown resource ${arn}`);
    return { Tags: Object.entries(tags?.[arn] ?? {}).map(([Key, Value]) => ({ Key, Value })) };
  },
};

type Kinded =
  | { readonly kind: 'MetricAlarm'; readonly alarm: MetricAlarm }
  | { readonly kind: 'CompositeAlarm'; readonly alarm: CompositeAlarm }
  | { readonly kind: 'LogAlarm'; readonly alarm: LogAlarm };

export function muteRuleArn(
  { partition = 'aws', region, id }: Account,
  { Name = '' }: Pick<AlarmMuteRule, 'Name'>,
): string {
  return `arn:${partition}:cloudwatch:${region}:${id}:alarm-mute-rule:${Name}`;
}

function typeOf(rule: AlarmMuteRule): string {
  return startsAt(rule) === null ? 'RECURRING' : 'ONE_TIME';
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

function paged<T>(
  account: Account,
  list: readonly T[],
  { NextToken, MaxRecords }: { NextToken?: string | undefined; MaxRecords?: number | undefined },
  most: number,
) {
  const badToken = () => new AwsError('InvalidNextToken', 'The next token specified is invalid.');
  return page(account, list, { token: NextToken, asked: MaxRecords, usual: 50, most, badToken });
}
