import { describe, expect, test } from 'vitest';
import {
  deleteMuteRule,
  disableAlarmActions,
  enableAlarmActions,
  muteSchedule,
  putMuteRule,
} from '../../src/aws/cloudwatch-writes.ts';
import { sentBy } from './sent.ts';

const arn = (what: string) => `arn:aws:cloudwatch:eu-west-1:123456789012:${what}`;
const alarms = ['checkout-5xx', 'checkout'].map((name) => ({ name, arn: arn(`alarm:${name}`) }));

test('a mute rule, as CloudWatch takes it', async () => {
  const sent = await sentBy(putMuteRule, {
    name: 'opsmedic-R1',
    description: 'Muted by OpsMedic, change R1.',
    alarms,
    from: new Date('2026-11-22T10:31:45.200Z'),
    until: new Date('2026-11-22T11:16:45.200Z'),
  });
  expect(sent).toEqual({
    operation: 'PutAlarmMuteRule',
    members: {
      Name: 'opsmedic-R1',
      Description: 'Muted by OpsMedic, change R1.',
      Rule: { Schedule: { Expression: 'at(2026-11-22T10:31)', Duration: 'PT46M', Timezone: 'UTC' } },
      MuteTargets: { AlarmNames: ['checkout-5xx', 'checkout'] },
      ExpireDate: Date.parse('2026-11-22T11:16:46Z') / 1000,
    },
    resources: [arn('alarm-mute-rule:opsmedic-R1'), arn('alarm:checkout-5xx'), arn('alarm:checkout')],
  });
});

test('its end', async () => {
  expect(await sentBy(deleteMuteRule, { name: 'opsmedic-R1' })).toEqual({
    operation: 'DeleteAlarmMuteRule',
    members: { AlarmMuteRuleName: 'opsmedic-R1' },
    resources: [arn('alarm-mute-rule:opsmedic-R1')],
  });
});

test.each([
  [disableAlarmActions, 'DisableAlarmActions'],
  [enableAlarmActions, 'EnableAlarmActions'],
])('actions of alarms, all in one request: %#', async (call, operation) => {
  expect(await sentBy(call, { alarms })).toEqual({
    operation,
    members: { AlarmNames: ['checkout-5xx', 'checkout'] },
    resources: [arn('alarm:checkout-5xx'), arn('alarm:checkout')],
  });
});

describe('the schedule of a mute rule', () => {
  test.each([
    ['10:00:00', '2026-11-22T10:45:00Z', 'PT45M'],
    ['10:00:59', '2026-11-22T10:01:00Z', 'PT1M'],
    ['10:00:30', '2026-11-22T10:00:10Z', 'PT1M'],
    ['10:00:30', '2026-11-22T12:00:30Z', 'PT2H1M'],
    ['10:00:00', '2026-11-22T12:00:00Z', 'PT2H'],
    ['10:00:00', '2026-11-24T10:00:00Z', 'P2D'],
    ['10:00:30', '2026-11-29T10:00:30Z', 'P7DT1M'],
  ])('from %s until %s lasts %s', (from, until, Duration) => {
    expect(muteSchedule(new Date(`2026-11-22T${from}Z`), new Date(until))).toEqual({
      Expression: 'at(2026-11-22T10:00)',
      Duration,
      Timezone: 'UTC',
    });
  });
});
