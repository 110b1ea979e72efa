import { expect, test } from 'vitest';
import { disableActions } from '#remediations/alarms/disable-actions';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { alarmArn, shop, turned, withAlarms } from './shop-alarms.ts';

const row = (alarm: string) => ({ resource: alarmArn(alarm), field: 'ActionsEnabled', before: true, after: false });

describeRemediation(
  disableActions,
  [
    {
      title: 'one alarm',
      given: { alarms: 'checkout-5xx' },
      account: shop(),
      changes: [row('checkout-5xx')],
      made: turned(false, 'checkout-5xx'),
      drift: turned(false, 'checkout-5xx'),
      others: null,
    },
    {
      title: 'three, of which one was off before and stays so',
      given: { alarms: 'checkout-off, checkout, checkout-5xx' },
      account: shop(),
      changes: [row('checkout'), row('checkout-5xx')],
      made: turned(false, 'checkout', 'checkout-5xx'),
      drift: turned(true, 'checkout-off'),
      others: null,
    },
  ],
  [
    { title: 'no such alarm', given: { alarms: 'gone' }, account: shop(), says: /no alarm "gone"/ },
    { title: 'off already', given: { alarms: 'checkout-off' }, account: shop(), says: /off already/ },
    {
      title: 'one that also scales',
      given: { alarms: 'checkout-cpu' },
      account: shop(),
      says: /does more than notify/,
    },
  ],
);

test('of three alarms of which one did not go along, it says which', async () => {
  const own = await approved(
    disableActions,
    { alarms: 'checkout, checkout-5xx, checkout-latency' },
    { account: shop() },
  );
  await own.bound.apply(await own.doing(disableActions, own.resources));
  await own.others(turned(true, 'checkout-5xx'));
  const says = 'Still on: "checkout-5xx". Off: "checkout", "checkout-latency".';
  expect(await own.bound.readBack(await own.look(disableActions))).toEqual({ outcome: 'partly', says });
  expect(await own.bound.verify(own.now(), await own.look(disableActions))).toEqual({
    effect: 'not-seen',
    says: 'Still on: "checkout-5xx". 3 of 3 in ALARM just now.',
  });
  await own.bound.undo?.(await own.doing(disableActions, own.resources, 'undo'));
  expect(await own.bound.undone(await own.look(disableActions))).toMatchObject({ outcome: 'took-effect' });
});

test('an alarm that was deleted meanwhile holds nothing up', async () => {
  const own = await approved(disableActions, { alarms: 'checkout, checkout-5xx' }, { account: shop() });
  await own.bound.apply(await own.doing(disableActions, own.resources));
  await own.others((account) => withAlarms(account, () => ({ compositeAlarms: [] })));
  await own.bound.undo?.(await own.doing(disableActions, own.resources, 'undo'));
  expect(await own.bound.undone(await own.look(disableActions))).toEqual({
    outcome: 'took-effect',
    says: 'The actions of "checkout-5xx" are on.',
    othersValue: false,
  });
});

test('its credentials are good for no alarm that is off already', async () => {
  const own = await approved(disableActions, { alarms: 'checkout-off, checkout' }, { account: shop() });
  expect(own.resources).toEqual([alarmArn('checkout')]);
});
