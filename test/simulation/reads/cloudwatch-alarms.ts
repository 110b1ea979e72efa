import { alarmArns } from '../small-account-alarms.ts';
import type { CasesOf } from './case.ts';

export const cloudwatchAlarms: Omit<CasesOf<'cloudwatch'>, 'GetMetricData' | 'DescribeAlarmHistory'> = {
  DescribeAlarms: {
    input: { AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] },
    found: { MetricAlarms: [{ AlarmName: 'checkout-5xx' }], CompositeAlarms: [{ AlarmName: 'checkout' }] },
    nothing: { MetricAlarms: [], CompositeAlarms: [], LogAlarms: [] },
  },
  GetAlarmMuteRule: {
    input: { AlarmMuteRuleName: 'nightly' },
    found: { Name: 'nightly', AlarmMuteRuleArn: alarmArns.muteRule, Status: 'ACTIVE', MuteType: 'ONE_TIME' },
    nothing: { name: 'ResourceNotFoundException' },
  },
  ListAlarmMuteRules: {
    input: { AlarmName: 'checkout-5xx' },
    found: { AlarmMuteRuleSummaries: [{ AlarmMuteRuleArn: alarmArns.muteRule, Status: 'ACTIVE' }] },
    nothing: { AlarmMuteRuleSummaries: [] },
  },
  ListTagsForResource: {
    input: { ResourceARN: alarmArns.alarm },
    found: { Tags: [{ Key: 'Team', Value: 'checkout' }] },
    nothing: { name: 'ResourceNotFoundException' },
  },
};
