import { expect, test } from 'vitest';
import type { Bearing, Change, Layer } from '#playbook';
import { onset, run, seen, stands } from './world.ts';

const service = 'arn:aws:ecs:eu-west-1:123456789012:service/production/checkout';

function change(minutesBefore: number, more: Partial<Change> = {}): Change {
  return {
    at: new Date(onset.getTime() - minutesBefore * 60_000),
    what: `changed ${minutesBefore} min before`,
    who: 'ana',
    event: 'UpdateService',
    resources: [service],
    ...more,
  };
}

/** What of these changes is named the trigger of a confirmed cause about the service. */
async function triggerOf(
  changes: readonly Change[],
  bearing: Bearing & { readonly layer?: Layer } = { resources: [service] },
  symptom = seen,
): Promise<string | null> {
  const report = await run([stands('broken', 'confirmed', bearing)], { changes, symptom });
  const named = report.changes.filter(({ trigger }) => trigger);
  expect(named.length).toBeLessThanOrEqual(1);
  return named[0]?.what ?? null;
}

test('a change to what the root cause names, shortly before, is its trigger', async () => {
  expect(await triggerOf([change(5)])).toBe('changed 5 min before');
});

test('of several the latest before the symptom is', async () => {
  expect(await triggerOf([change(25), change(5), change(-10)])).toBe('changed 5 min before');
});

test('what came after the symptom is none, save within the minute that metrics cannot tell apart', async () => {
  expect(await triggerOf([change(-2)])).toBeNull();
  expect(await triggerOf([change(-0.5)])).not.toBeNull();
});

test('what came long before is none', async () => {
  expect(await triggerOf([change(29)])).not.toBeNull();
  expect(await triggerOf([change(31)])).toBeNull();
});

test('what touches something else is none', async () => {
  const other = `${service}-worker`;
  expect(await triggerOf([change(5, { resources: [other, 'sg-0other'] })])).toBeNull();
});

test('what AWS refused is none: nothing was changed', async () => {
  expect(await triggerOf([change(5, { refused: true })])).toBeNull();
});

test('a change to what is affected will do, when it came soon before', async () => {
  const affecting = (minutes: number) => change(minutes, { resources: ['a-part'] });
  const symptom = { ...seen, scope: ['a-part'] };
  expect(await triggerOf([affecting(10)], { resources: ['sg-0abc'] }, symptom)).toBe('changed 10 min before');
  expect(await triggerOf([affecting(30)], { resources: ['sg-0abc'] }, symptom)).toBeNull();
});

test('a change to the root cause’s own resource comes before one to what is affected', async () => {
  const changes = [change(15, { resources: ['sg-0abc'] }), change(2, { resources: ['a-part'] })];
  const symptom = { ...seen, scope: ['a-part'] };
  expect(await triggerOf(changes, { resources: ['sg-0abc'] }, symptom)).toBe('changed 15 min before');
});

test('a change to what is most to blame comes before one to what is named beside it', async () => {
  const detached = change(20, {
    resources: ['checkout-execution'],
    what: 'DetachRolePolicy',
    event: 'DetachRolePolicy',
  });
  const role = 'arn:aws:iam::123456789012:role/checkout-execution';
  expect(await triggerOf([detached, change(1)], { resources: [role, service] })).toBe('DetachRolePolicy');
});

test('scaling shows faults, and sets off only what capacity is wanting for', async () => {
  const scaled = change(5, { scales: true });
  expect(await triggerOf([scaled], { resources: [service], layer: 'config' })).toBeNull();
  expect(await triggerOf([scaled], { resources: [service], layer: 'capacity' })).not.toBeNull();
});

test('of one change seen twice, the call that names who is shown', async () => {
  const rollout = change(4, { who: null, event: null, what: 'checkout was deployed' });
  expect(await triggerOf([change(5), rollout])).toBe('changed 5 min before');
});

test.each([
  ['a service by its name', service, 'checkout'],
  ['a function by its name', 'arn:aws:lambda:eu-west-1:123456789012:function:resize:live', 'resize'],
  ['a role by its name', 'arn:aws:iam::123456789012:role/service/checkout-execution', 'checkout-execution'],
  ['a secret without the suffix', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf', 'prod/db'],
  ['a log group by its path', 'arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/checkout', '/ecs/checkout'],
  ['a cluster by its id', 'arn:aws:rds:eu-west-1:123456789012:cluster:orders', 'orders'],
])('a call may name %s', async (_, resource, name) => {
  expect(await triggerOf([change(5, { resources: [name] })], { resources: [resource] })).not.toBeNull();
});

test.each([
  ['the cluster around a service', service, 'production'],
  ['another alias of that name', 'arn:aws:lambda:eu-west-1:123456789012:function:resize:live', 'live'],
  ['a port', 'arn:aws:ecs:eu-west-1:123456789012:task/production/80', '80'],
])('%s is not the resource itself', async (_, resource, name) => {
  expect(await triggerOf([change(5, { resources: [name] })], { resources: [resource] })).toBeNull();
});

test('without a root cause nothing is named', async () => {
  const report = await run([stands('maybe', 'possible', { resources: [service] })], { changes: [change(5)] });
  expect(report.diagnosis.rootCause).toBeNull();
  expect(report.changes).toMatchObject([{ what: 'changed 5 min before' }]);
  expect(report.changes[0]).not.toHaveProperty('trigger');
});

test('a change to what the root cause’s resource rests on will do, when it came soon before', async () => {
  const group = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/checkout/73e2d6bc24d8a067';
  const deployed = (minutes: number) => change(minutes, { affects: [group] });
  expect(await triggerOf([deployed(10)], { resources: [group] })).toBe('changed 10 min before');
  expect(await triggerOf([deployed(30)], { resources: [group] })).toBeNull();
});

test('the call wins over what came of it minutes later', async () => {
  const stopped = change(0, { what: 'stopped', who: null, event: null });
  expect(await triggerOf([change(4, { what: 'asked to stop' }), stopped])).toBe('asked to stop');
  expect(await triggerOf([change(30, { what: 'something else' }), stopped])).toBe('stopped');
});
