import { expect, test } from 'vitest';
import { alarmsNamed, ringingAlarms, rings } from '../../src/aws/cloudwatch-ringing.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const arn = (what: string) => `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${what}`;
const at = (time: string) => new Date(`2026-11-22T${time}:00Z`);
const seconds = (time: string) => at(time).getTime() / 1000;
const AlarmTypes = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];

describeCall('the alarms that ring', {
  call: ringingAlarms,
  input: {},
  exchanges: [
    {
      asks: { AlarmTypes, StateValue: 'ALARM', MaxRecords: 100, NextToken: undefined },
      answer: JSON.stringify({
        NextToken: 'more',
        CompositeAlarms: [{ AlarmName: 'checkout', AlarmArn: arn('checkout'), ActionsEnabled: false }],
      }),
    },
    {
      asks: { StateValue: 'ALARM', NextToken: 'more' },
      answer: JSON.stringify({
        MetricAlarms: [
          {
            AlarmName: 'checkout-5xx',
            AlarmArn: arn('checkout-5xx'),
            ActionsEnabled: true,
            StateReason: 'Threshold Crossed: 1 datapoint [41.0] was greater than the threshold (5.0).',
            StateUpdatedTimestamp: seconds('10:00'),
            StateTransitionedTimestamp: seconds('09:58'),
            Namespace: 'AWS/ApplicationELB',
            MetricName: 'HTTPCode_ELB_502_Count',
            Dimensions: [{ Name: 'LoadBalancer', Value: 'app/checkout/50dc6c495c0c9188' }],
          },
          {
            AlarmName: 'rate',
            AlarmArn: arn('rate'),
            ActionsEnabled: true,
            Metrics: [
              { Id: 'e', Expression: 'a/b' },
              {
                Id: 'a',
                MetricStat: {
                  Metric: { Dimensions: [{ Name: 'FunctionName', Value: 'worker' }] },
                  Period: 60,
                  Stat: 'Sum',
                },
              },
            ],
          },
        ],
      }),
    },
  ],
  gives: [
    {
      name: 'checkout',
      arn: arn('checkout'),
      since: null,
      reason: '',
      namespace: null,
      about: [],
      actionsEnabled: false,
    },
    {
      name: 'checkout-5xx',
      arn: arn('checkout-5xx'),
      since: at('09:58'),
      reason: 'Threshold Crossed: 1 datapoint [41.0] was greater than the threshold (5.0).',
      namespace: 'AWS/ApplicationELB',
      about: [{ name: 'LoadBalancer', value: 'app/checkout/50dc6c495c0c9188' }],
      actionsEnabled: true,
    },
    {
      name: 'rate',
      arn: arn('rate'),
      since: null,
      reason: '',
      namespace: null,
      about: [{ name: 'FunctionName', value: 'worker' }],
      actionsEnabled: true,
    },
  ],
});

test('alarms are asked for by a hundred names at once, whatever their state', async () => {
  const names = Array.from({ length: 101 }, (_, index) => `alarm-${index}`);
  const answerOf = (name: string) => JSON.stringify({ MetricAlarms: [{ AlarmName: name, AlarmArn: arn(name) }] });
  answerOnce('cloudwatch', [
    { asks: { operation: 'DescribeAlarms', AlarmNames: names.slice(0, 100), AlarmTypes }, answer: answerOf('alarm-7') },
    { asks: { operation: 'DescribeAlarms', AlarmNames: names.slice(100), AlarmTypes }, answer: answerOf('alarm-100') },
  ]);
  expect((await ask(alarmsNamed, { names })).value.map(({ name }) => name)).toEqual(['alarm-7', 'alarm-100']);
});

const update = (alarm: string, time: string, to: string) => ({
  AlarmName: alarm,
  AlarmType: 'MetricAlarm',
  HistoryItemType: 'StateUpdate',
  Timestamp: seconds(time),
  HistorySummary: `Alarm updated from ${to === 'ALARM' ? 'OK' : 'ALARM'} to ${to}`,
});

describeCall('when alarms began to ring', {
  call: rings,
  input: { from: at('09:00'), to: at('11:00') },
  exchanges: [
    {
      asks: {
        AlarmTypes,
        HistoryItemType: 'StateUpdate',
        StartDate: seconds('09:00'),
        EndDate: seconds('11:00'),
        MaxRecords: 100,
        ScanBy: 'TimestampDescending',
      },
      answer: JSON.stringify({
        NextToken: 'more',
        AlarmHistoryItems: [update('a', '10:30', 'ALARM'), update('a', '10:20', 'OK')],
      }),
    },
    { asks: { NextToken: 'more' }, answer: JSON.stringify({ AlarmHistoryItems: [update('a', '10:10', 'ALARM')] }) },
  ],
  gives: {
    rings: [
      { alarm: 'a', at: at('10:30') },
      { alarm: 'a', at: at('10:10') },
    ],
    cut: false,
  },
});

test('the history of alarms is read up to a limit, and it is told that there was more', async () => {
  const answers = Array.from({ length: 20 }, (_, page) => ({
    asks: { operation: 'DescribeAlarmHistory' },
    answer: JSON.stringify({ NextToken: `page ${page}`, AlarmHistoryItems: [update('a', '10:30', 'ALARM')] }),
  }));
  answerOnce('cloudwatch', answers);
  const { value } = await ask(rings, { from: at('09:00'), to: at('11:00') });
  expect([value.rings.length, value.cut]).toEqual([20, true]);
});
