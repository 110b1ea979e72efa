import { expect, test } from 'vitest';
import { ReadFailure } from '#playbook';
import { muteAlarms } from '#remediations/alarms/mute';
import { describeRemediation } from '../every-remediation.ts';
import { approved, change, practice } from '../practice.ts';
import { alarmArn, ruleArn, shop, turned, withAlarms } from './shop-alarms.ts';

const name = `opsmedic-${change}`;

/** The rule as it is put at 10:00:30 for an hour. */
const rule = (...alarms: string[]) => ({
  Name: name,
  Description: `Muted by OpsMedic, change ${change}.`,
  Rule: { Schedule: { Expression: 'at(2026-11-22T10:00)', Duration: 'PT1H1M', Timezone: 'UTC' } },
  MuteTargets: { AlarmNames: alarms },
  ExpireDate: new Date('2026-11-22T11:00:30Z'),
  updatedAt: new Date('2026-11-22T10:00:30Z'),
});

const night = {
  Name: 'night work',
  Rule: { Schedule: { Expression: 'at(2026-11-22T09:00)', Duration: 'PT4H' } },
  MuteTargets: { AlarmNames: ['checkout-latency'] },
  ExpireDate: new Date('2026-11-22T12:30:00Z'),
};

const row = (alarm: string, before: string) => ({
  resource: alarmArn(alarm),
  field: 'notifications',
  before,
  after: 'muted',
});

describeRemediation(
  muteAlarms,
  [
    {
      title: 'one alarm',
      given: { alarms: 'checkout-5xx' },
      account: shop(),
      changes: [row('checkout-5xx', 'on')],
      made: (account) => withAlarms(account, () => ({ muteRules: [rule('checkout-5xx')] })),
      drift: turned(false, 'checkout-5xx'),
      others: (account) => withAlarms(account, () => ({ muteRules: [rule('checkout-5xx', 'checkout-cpu')] })),
    },
    {
      title: 'several, of which one is muted already and one is off',
      given: { alarms: 'checkout, checkout-latency,checkout-off' },
      account: shop({ muteRules: [night] }),
      changes: [
        row('checkout', 'on'),
        row('checkout-latency', 'muted by night work until 2026-11-22 12:30 UTC'),
        row('checkout-off', 'off'),
      ],
      made: (account) =>
        withAlarms(account, () => ({ muteRules: [night, rule('checkout', 'checkout-latency', 'checkout-off')] })),
      drift: turned(true, 'checkout-off'),
      others: (account) => withAlarms(account, () => ({ muteRules: [rule('checkout')] })),
    },
    {
      title: 'one that scales, when that is said',
      given: { alarms: 'checkout-cpu', acting: 'silence' },
      account: shop(),
      changes: [row('checkout-cpu', 'on')],
      made: (account) => withAlarms(account, () => ({ muteRules: [rule('checkout-cpu')] })),
      drift: turned(false, 'checkout-cpu'),
      others: (account) => withAlarms(account, () => ({ muteRules: [rule('checkout')] })),
    },
  ],
  [
    { title: 'no such alarm', given: { alarms: 'checkout-5xx, gone' }, account: shop(), says: /no alarm "gone"/ },
    {
      title: 'one that also scales',
      given: { alarms: 'checkout-cpu' },
      account: shop(),
      says: /checkout-cpu does more than notify: the scaling policy cpu-high/,
    },
    {
      title: 'none that anybody hears',
      given: { alarms: 'checkout-off, checkout-idle' },
      account: shop(),
      says: /notify nobody as it is/,
    },
    {
      title: 'more than the credentials can be narrowed to',
      given: { alarms: names(20).join('\n') },
      account: shop({ metricAlarms: names(20).map((each) => ({ AlarmName: each, AlarmArn: alarmArn(each) })) }),
      says: /more alarms than AWS lets one change be narrowed to/,
    },
  ],
);

function names(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `checkout-${n}-${'x'.repeat(50)}`);
}

const minutes = (count: number) => count * 60_000;

test('it ends by itself, at the time it was told, when nobody of us is there', async () => {
  const own = await approved(muteAlarms, { alarms: 'checkout-5xx' }, { account: shop() });
  const until = new Date(own.now().getTime() + minutes(30));
  await own.bound.apply({ ...(await own.doing(muteAlarms, own.resources)), until });
  own.pass(minutes(30) - 1_000);
  expect(await own.bound.undone(await own.look(muteAlarms))).toMatchObject({ outcome: 'did-not' });
  own.pass(1_000);
  expect(await own.bound.undone(await own.look(muteAlarms))).toMatchObject({ outcome: 'took-effect' });
  expect(own.simulation.record().calls.filter((call) => call.wrote)).toHaveLength(1);
});

test('a later end is put under the same name, so that there is one rule', async () => {
  const own = await approved(muteAlarms, { alarms: 'checkout-5xx' }, { account: shop() });
  const later = (by: number) => new Date(own.now().getTime() + minutes(by));
  await own.bound.apply({ ...(await own.doing(muteAlarms, own.resources)), until: later(20) });
  own.pass(minutes(15));
  await own.bound.extend?.({ ...(await own.doing(muteAlarms, own.resources, 'extend')), until: later(20) });
  expect(own.account().cloudwatch?.muteRules).toMatchObject([
    { Name: name, ExpireDate: new Date('2026-11-22T10:35:30Z') },
  ]);
  own.pass(minutes(19));
  expect(await own.bound.readBack(await own.look(muteAlarms))).toEqual({
    outcome: 'took-effect',
    says: 'The rule is ACTIVE until 2026-11-22 10:35 UTC.',
  });
});

test('its credentials are good for this rule and these alarms alone', async () => {
  const own = await approved(muteAlarms, { alarms: 'checkout-5xx' }, { account: shop() });
  expect(own.resources).toEqual([alarmArn('checkout-5xx'), ruleArn(name)]);
});

test('what is read back names alarms that the rule does not hold', async () => {
  const own = await approved(muteAlarms, { alarms: 'checkout, checkout-5xx' }, { account: shop() });
  await own.bound.apply(await own.doing(muteAlarms, own.resources));
  await own.others((account) => withAlarms(account, () => ({ muteRules: [rule('checkout')] })));
  expect(await own.bound.readBack(await own.look(muteAlarms))).toEqual({
    outcome: 'partly',
    says: 'Not muted: "checkout-5xx".',
  });
});

test('an approver reads who hears nothing, and what else is not done', async () => {
  const { preview } = await approved(
    muteAlarms,
    { alarms: 'checkout-cpu,checkout-latency', acting: 'silence' },
    { account: shop({ tags: { [alarmArn('checkout-cpu')]: { ManagedBy: 'terraform' } } }) },
  );
  expect(preview.blastRadius).toBe(
    '2 alarms still change state, but nothing is sent to the topic pages, the function tell; not done either: the scaling policy cpu-high.',
  );
  expect(preview.managedBy).toBe('Terraform');
  expect(preview.call).toBe(
    `aws cloudwatch put-alarm-mute-rule --name opsmedic-CHANGE --rule '{"Schedule":{"Expression":"at(2026-11-22T10:00)","Duration":"PT1H1M","Timezone":"UTC"}}' --mute-targets '{"AlarmNames":["checkout-cpu","checkout-latency"]}' --expire-date 2026-11-22T11:00:30.000Z --region eu-west-1`,
  );
});

test('muting what also acts is of high risk', () => {
  const risk = (given: Record<string, string>) => {
    const parsed = muteAlarms.parse(given);
    return parsed.ok ? muteAlarms.risk(parsed.params) : null;
  };
  expect([risk({ alarms: 'a' }), risk({ alarms: 'a', acting: 'silence' })]).toEqual(['low', 'high']);
});

test.each([
  [{}, /at least one/],
  [{ alarms: ' , ' }, /at least one/],
  [{ alarms: 'checkout-*' }, /not the name of one alarm/],
  [{ alarms: Array.from({ length: 21 }, (_, n) => `a${n}`).join(',') }, /20 alarms at most/],
])('a form that is wrong says so: %j', (given, says) => {
  expect(muteAlarms.parse(given)).toEqual({ ok: false, wrong: { alarms: expect.stringMatching(says) } });
});

test('on lines of their own, names may hold commas', () => {
  const parsed = muteAlarms.parse({ alarms: 'cpu, high\nmemory\nmemory' });
  expect(parsed).toMatchObject({ ok: true, params: { alarms: ['cpu, high', 'memory'] } });
});

test('where there are no mute rules, it says what can be had instead', async () => {
  const own = await practice({ account: shop() });
  const parsed = muteAlarms.parse({ alarms: 'checkout' });
  if (!parsed.ok) throw new TypeError('the form is wrong');
  const look = await own.look(muteAlarms);
  const read: typeof look.read = async (call, input) => {
    if (call.id !== 'cloudwatch.ListAlarmMuteRules') return look.read(call, input);
    throw new ReadFailure('failed', 'UnknownOperationException', call.action);
  };
  await expect(muteAlarms.preview(parsed.params, own.now(), { ...look, read })).rejects.toThrow(
    'There are no mute rules in eu-west-1: alarms.disable-actions can be had there.',
  );
});
