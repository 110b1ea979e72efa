import type { Account } from '../../src/simulation/account.ts';

const place = 'eu-west-1:123456789012';

export const alarmArns = {
  alarm: `arn:aws:cloudwatch:${place}:alarm:checkout-5xx`,
  composite: `arn:aws:cloudwatch:${place}:alarm:checkout`,
  muteRule: `arn:aws:cloudwatch:${place}:alarm-mute-rule:nightly`,
  topic: `arn:aws:sns:${place}:pages`,
};

/** A metric alarm, a composite one, and a rule that mutes the first for the hour that has begun. */
export const smallAlarms: Required<Pick<Account, 'cloudwatch'>> = {
  cloudwatch: {
    metricAlarms: [
      {
        AlarmName: 'checkout-5xx',
        AlarmArn: alarmArns.alarm,
        StateValue: 'ALARM',
        ActionsEnabled: true,
        AlarmActions: [alarmArns.topic],
      },
    ],
    compositeAlarms: [
      { AlarmName: 'checkout', AlarmArn: alarmArns.composite, AlarmRule: 'ALARM("checkout-5xx")', StateValue: 'ALARM' },
    ],
    muteRules: [
      {
        Name: 'nightly',
        Rule: { Schedule: { Expression: 'at(2026-11-22T10:00)', Duration: 'PT1H' } },
        MuteTargets: { AlarmNames: ['checkout-5xx'] },
      },
    ],
    alarmHistory: [
      {
        AlarmName: 'checkout-5xx',
        AlarmType: 'MetricAlarm',
        HistoryItemType: 'StateUpdate',
        Timestamp: new Date('2026-11-22T09:55:00Z'),
        HistorySummary: 'Alarm updated from OK to ALARM',
      },
    ],
    tags: { [alarmArns.alarm]: { Team: 'checkout' } },
  },
};
