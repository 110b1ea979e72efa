import { describe, expect, test } from 'vitest';
import { ben } from '../changes/office.ts';
import { shop as shopAlarms, turned } from './alarms/shop-alarms.ts';
import { cluster, limits, shop as shopCluster } from './aurora/shop-cluster.ts';
import { desired, settings, shop as shopService, taskArn } from './ecs/shop-service.ts';
import { aliased, mapped, mappingId, shop as shopFunctions } from './lambda/functions.ts';
import { lastsMs, wholeWay } from './whole-way.ts';

const service = { service: 'shop/checkout' };

describe('what ends by itself', () => {
  test('is put once, and its end is seen and not made', async () => {
    const way = await wholeWay(shopAlarms());
    const id = await way.approved('alarms.mute', { alarms: 'checkout-5xx' });
    await way.work();
    expect(await way.state(id)).toBe('applied');
    expect(way.account().cloudwatch?.muteRules).toMatchObject([{ Name: `opsmedic-${id}` }]);
    await way.pass(34);
    expect(await way.state(id)).toBe('reverted');
    expect(way.writes()).toEqual(['PutAlarmMuteRule']);
  });

  test('is ended before its time when somebody says so', async () => {
    const way = await wholeWay(shopAlarms());
    const id = await way.approved('alarms.mute', { alarms: 'checkout-5xx' });
    await way.work();
    await way.changes.undo(id, ben);
    await way.work();
    expect(await way.state(id)).toBe('reverted');
    expect(way.account()).toEqual(shopAlarms());
    expect(way.writes()).toEqual(['PutAlarmMuteRule', 'DeleteAlarmMuteRule']);
  });

  test('is put off by an approval of its own, under the same name', async () => {
    const way = await wholeWay(shopAlarms());
    const id = await way.approved('alarms.mute', { alarms: 'checkout-5xx' });
    await way.work();
    const before = way.account().cloudwatch?.muteRules?.[0]?.ExpireDate?.getTime() ?? 0;
    await way.pass(10);
    await way.approved('alarms.mute', { alarms: 'checkout-5xx' }, { extends: id });
    await way.work();
    const { muteRules = [] } = way.account().cloudwatch ?? {};
    expect(muteRules.map(({ Name }) => Name)).toEqual([`opsmedic-${id}`]);
    expect((muteRules[0]?.ExpireDate?.getTime() ?? 0) - before).toBe(10 * 60_000);
    await way.pass(24);
    expect(await way.state(id)).toBe('applied');
    await way.pass(10);
    expect(await way.state(id)).toBe('reverted');
    expect(way.writes()).toEqual(['PutAlarmMuteRule', 'PutAlarmMuteRule']);
  });
});

describe('what is undone at its end', () => {
  test.each([
    [
      'alarms.disable-actions',
      { alarms: 'checkout, checkout-off' },
      shopAlarms(),
      'DisableAlarmActions',
      'EnableAlarmActions',
    ],
    ['ecs.set-desired-count', { ...service, count: '6' }, shopService(), 'UpdateService', 'UpdateService'],
    [
      'aurora.raise-minimum',
      { cluster: 'orders', min: '1' },
      shopCluster({ cluster: limits(0, 4, 600) }),
      'ModifyDBCluster',
      'ModifyDBCluster',
    ],
    [
      'lambda.limit-concurrency',
      { function: 'checkout', limit: '5' },
      shopFunctions({ reservedConcurrency: { search: 20 } }),
      'PutFunctionConcurrency',
      'DeleteFunctionConcurrency',
    ],
    [
      'lambda.lift-limit',
      { function: 'checkout' },
      shopFunctions({ reservedConcurrency: { search: 20, checkout: 0 } }),
      'DeleteFunctionConcurrency',
      'PutFunctionConcurrency',
    ],
    [
      'lambda.limit-event-source',
      { source: mappingId, limit: '5' },
      mapped(),
      'UpdateEventSourceMapping',
      'UpdateEventSourceMapping',
    ],
  ])('%s: the account is as it was, by two requests', async (remedy, given, account, ...operations) => {
    const way = await wholeWay(account);
    const id = await way.approved(remedy, given);
    await way.work();
    expect(await way.state(id)).toBe('applied');
    expect(way.account()).not.toEqual(account);
    await way.pass(lastsMs / 60_000);
    expect(await way.state(id)).toBe('reverted');
    expect(way.account()).toEqual(account);
    expect(way.writes()).toEqual(operations);
  });

  test('is left where somebody else set another value since', async () => {
    const way = await wholeWay(shopService());
    const id = await way.approved('ecs.set-desired-count', { ...service, count: '6' });
    await way.work();
    await way.others(desired(9));
    await way.pass(lastsMs / 60_000);
    expect(await way.state(id)).toBe('revert-stopped');
    expect(settings(way.account())).toMatchObject([{ desiredCount: 9 }]);
  });

  test.each([
    ['ecs.roll-back', service, shopService()],
    ['ecs.stop-deployment', service, shopService({ status: 'IN_PROGRESS' })],
    ['aurora.start-cluster', { cluster: 'orders' }, shopCluster({ cluster: { Status: 'stopped' } })],
    ['aurora.raise-capacity', { cluster: 'orders', max: '8' }, shopCluster({ cluster: limits(0.5, 4) })],
    ['lambda.roll-back-alias', { function: 'checkout', alias: 'live', version: '41' }, aliased()],
  ])('%s waits for a person, and is undone when one says so', async (remedy, given, account) => {
    const way = await wholeWay(account);
    const id = await way.approved(remedy, given);
    await way.work();
    await way.pass(lastsMs / 60_000);
    expect(await way.state(id)).toBe('revert-stopped');
    expect(way.writes()).toHaveLength(1);
    await way.changes.undo(id, ben);
    await way.work();
    expect(await way.state(id)).toBe('reverted');
    expect(way.writes()).toHaveLength(2);
  });
});

describe('what leaves nothing to be undone', () => {
  test.each([
    ['ecs.force-new-deployment', service, 'UpdateService'],
    ['ecs.stop-task', { task: taskArn(1) }, 'StopTask'],
  ])('%s is done, and that is all', async (remedy, given, operation) => {
    const way = await wholeWay(shopService());
    const id = await way.approved(remedy, given);
    await way.work();
    expect(await way.state(id)).toBe('done');
    await way.pass(lastsMs / 60_000);
    expect(way.writes()).toEqual([operation]);
  });
});

describe('what changed before it was made', () => {
  test.each([
    ['alarms.mute', { alarms: 'checkout' }, shopAlarms(), turned(false, 'checkout')],
    ['ecs.set-desired-count', { ...service, count: '6' }, shopService(), desired(5)],
    [
      'aurora.raise-capacity',
      { cluster: 'orders', max: '8' },
      shopCluster({ cluster: limits(0.5, 4) }),
      cluster(limits(0.5, 6)),
    ],
  ])('%s: nothing is done', async (remedy, given, account, drift) => {
    const way = await wholeWay(account);
    const id = await way.approved(remedy, given);
    await way.others(drift);
    await way.work();
    expect(await way.state(id)).toMatch(/^(stale|failed)$/);
    expect(way.writes()).toEqual([]);
  });
});

describe('what cannot be done ends in a sentence, and changes nothing', () => {
  const given = { ...service, count: '6' };

  test.each([
    ['denied', { denies: ['ecs:UpdateService'] }, /not authorized to perform: ecs:UpdateService/],
    ['throttled', { faults: [{ kind: 'throttling' as const, operation: 'UpdateService' }] }, /Rate exceeded/],
    ['lost', { faults: [{ kind: 'drop' as const, operation: 'UpdateService' }] }, /still to run 4 tasks/],
  ])('%s', async (_title, trouble, says) => {
    const way = await wholeWay({ ...shopService(), ...trouble });
    const id = await way.approved('ecs.set-desired-count', given);
    await way.work();
    await way.pass(5);
    const { standing } = await way.find(id);
    expect(standing).toMatchObject({ state: 'failed', says: expect.stringMatching(says) });
    expect(way.writes()).toEqual([]);
  });

  test('gone since it was approved', async () => {
    const way = await wholeWay(shopService());
    const id = await way.approved('ecs.set-desired-count', given);
    await way.others((account) => ({ ...account, ecs: { clusters: [], ...account.ecs, services: [] } }));
    await way.work();
    const { standing } = await way.find(id);
    expect(standing).toMatchObject({ says: expect.stringMatching(/no service checkout in the cluster shop/) });
    expect(way.writes()).toEqual([]);
  });
});

test('of three alarms one does not go along: it says which, and undoes the two', async () => {
  const way = await wholeWay(shopAlarms(), turned(true, 'checkout-5xx'));
  const id = await way.approved('alarms.disable-actions', { alarms: 'checkout, checkout-5xx, checkout-latency' });
  await way.work();
  expect((await way.find(id)).standing).toMatchObject({
    state: 'applied',
    note: 'Still on: "checkout-5xx". Off: "checkout", "checkout-latency".',
  });
  await way.changes.undo(id, ben);
  await way.work();
  expect(await way.state(id)).toBe('reverted');
  expect(way.account()).toEqual(shopAlarms());
});

test('a lost answer is not asked for twice', async () => {
  const account = {
    ...shopService(),
    faults: [{ kind: 'lost-answer' as const, operation: 'UpdateService', first: 1 }],
  };
  const way = await wholeWay(account);
  const id = await way.approved('ecs.force-new-deployment', service);
  await way.work();
  await way.pass(3);
  expect(await way.state(id)).toBe('done');
  expect(way.writes()).toEqual(['UpdateService']);
});
