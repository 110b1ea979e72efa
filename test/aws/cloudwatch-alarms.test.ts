import { expect, test } from 'vitest';
import { alarms, alarmTags, muteRule, muteRules } from '../../src/aws/cloudwatch-alarms.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const arn = (what: string) => `arn:aws:cloudwatch:eu-west-1:123456789012:${what}`;
const topic = 'arn:aws:sns:eu-west-1:123456789012:pages';
const seconds = (iso: string) => Date.parse(iso) / 1000;
const AlarmTypes = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];

describeCall('alarms of every kind, by name', {
  call: alarms,
  input: { names: ['checkout-5xx', 'checkout', 'checkout-errors'] },
  exchanges: [
    {
      asks: {
        AlarmNames: ['checkout-5xx', 'checkout', 'checkout-errors'],
        AlarmTypes,
        MaxRecords: 100,
        NextToken: undefined,
      },
      answer: JSON.stringify({
        NextToken: 'more',
        CompositeAlarms: [
          { AlarmName: 'checkout', AlarmArn: arn('alarm:checkout'), StateValue: 'OK', ActionsEnabled: false },
        ],
      }),
    },
    {
      asks: { AlarmTypes, NextToken: 'more' },
      answer: JSON.stringify({
        MetricAlarms: [
          {
            AlarmName: 'checkout-5xx',
            AlarmArn: arn('alarm:checkout-5xx'),
            StateValue: 'ALARM',
            ActionsEnabled: true,
            AlarmActions: [topic, 'arn:aws:automate:eu-west-1:ec2:recover'],
            OKActions: [topic],
            StateUpdatedTimestamp: seconds('2026-11-22T10:00:00Z'),
            StateTransitionedTimestamp: seconds('2026-11-22T09:58:00Z'),
            AlarmConfigurationUpdatedTimestamp: seconds('2026-11-01T00:00:00Z'),
          },
        ],
        LogAlarms: [{ AlarmName: 'checkout-errors', AlarmArn: arn('alarm:checkout-errors'), StateValue: 'OK' }],
      }),
    },
  ],
  gives: [
    {
      name: 'checkout',
      arn: arn('alarm:checkout'),
      kind: 'composite',
      state: 'OK',
      since: null,
      actionsEnabled: false,
      actions: [],
      editedAt: null,
    },
    {
      name: 'checkout-5xx',
      arn: arn('alarm:checkout-5xx'),
      kind: 'metric',
      state: 'ALARM',
      since: new Date('2026-11-22T09:58:00Z'),
      actionsEnabled: true,
      actions: [topic, 'arn:aws:automate:eu-west-1:ec2:recover'],
      editedAt: new Date('2026-11-01T00:00:00Z'),
    },
    {
      name: 'checkout-errors',
      arn: arn('alarm:checkout-errors'),
      kind: 'log',
      state: 'OK',
      since: null,
      actionsEnabled: true,
      actions: [],
      editedAt: null,
    },
  ],
});

test('all alarms are asked for without names, and none at all for an empty list of names', async () => {
  answerOnce('cloudwatch', [
    { asks: { operation: 'DescribeAlarms', AlarmNames: undefined, AlarmTypes }, answer: '{}' },
  ]);
  expect((await ask(alarms, { names: null })).value).toEqual([]);
  expect((await ask(alarms, { names: [] })).value).toEqual([]);
});

describeCall('a mute rule', {
  call: muteRule,
  input: { name: 'opsmedic-R1' },
  exchanges: [
    {
      asks: { AlarmMuteRuleName: 'opsmedic-R1' },
      answer: JSON.stringify({
        Name: 'opsmedic-R1',
        AlarmMuteRuleArn: arn('alarm-mute-rule:opsmedic-R1'),
        Rule: { Schedule: { Expression: 'at(2026-11-22T10:31)', Duration: 'PT45M' } },
        MuteTargets: { AlarmNames: ['checkout-5xx'] },
        ExpireDate: seconds('2026-11-22T11:16:00Z'),
        Status: 'ACTIVE',
        LastUpdatedTimestamp: seconds('2026-11-22T10:31:07Z'),
        MuteType: 'ONE_TIME',
      }),
    },
  ],
  gives: {
    name: 'opsmedic-R1',
    arn: arn('alarm-mute-rule:opsmedic-R1'),
    description: null,
    expression: 'at(2026-11-22T10:31)',
    duration: 'PT45M',
    timezone: 'UTC',
    alarms: ['checkout-5xx'],
    expiresAt: new Date('2026-11-22T11:16:00Z'),
    status: 'ACTIVE',
    updatedAt: new Date('2026-11-22T10:31:07Z'),
  },
});

test('a mute rule that is not there is an answer', async () => {
  answerOnce('cloudwatch', [
    {
      asks: { operation: 'GetAlarmMuteRule' },
      answer: JSON.stringify({ __type: 'ResourceNotFoundException', message: 'not found' }),
      status: 404,
    },
  ]);
  expect((await ask(muteRule, { name: 'opsmedic-R1' })).value).toBeNull();
});

describeCall('the mute rules in force and to come', {
  call: muteRules,
  input: {},
  exchanges: [
    {
      asks: { Statuses: ['SCHEDULED', 'ACTIVE'], NextToken: undefined },
      answer: JSON.stringify({
        AlarmMuteRuleSummaries: [
          {
            AlarmMuteRuleArn: arn('alarm-mute-rule:weekly: batch'),
            Status: 'SCHEDULED',
            MuteType: 'RECURRING',
            LastUpdatedTimestamp: seconds('2026-11-01T00:00:00Z'),
          },
        ],
        NextToken: 'more',
      }),
    },
    {
      asks: { NextToken: 'more' },
      answer: JSON.stringify({
        AlarmMuteRuleSummaries: [
          {
            AlarmMuteRuleArn: arn('alarm-mute-rule:by-hand'),
            Status: 'ACTIVE',
            MuteType: 'ONE_TIME',
            ExpireDate: seconds('2026-11-22T12:00:00Z'),
          },
        ],
      }),
    },
  ],
  gives: [
    {
      name: 'weekly: batch',
      arn: arn('alarm-mute-rule:weekly: batch'),
      status: 'SCHEDULED',
      recurring: true,
      expiresAt: null,
      updatedAt: new Date('2026-11-01T00:00:00Z'),
    },
    {
      name: 'by-hand',
      arn: arn('alarm-mute-rule:by-hand'),
      status: 'ACTIVE',
      recurring: false,
      expiresAt: new Date('2026-11-22T12:00:00Z'),
      updatedAt: null,
    },
  ],
});

describeCall('tags of an alarm', {
  call: alarmTags,
  input: { arn: arn('alarm:checkout-5xx') },
  exchanges: [
    {
      asks: { ResourceARN: arn('alarm:checkout-5xx') },
      answer: JSON.stringify({ Tags: [{ Key: 'aws:cloudformation:stack-name', Value: 'shop' }] }),
    },
  ],
  gives: { 'aws:cloudformation:stack-name': 'shop' },
});
