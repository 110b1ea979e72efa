import { expect, test } from 'vitest';
import { zonalShift } from '#remediations/load-balancing/zonal-shift';
import type { Account } from '#simulation/account';
import { describeRemediation } from '../every-remediation.ts';
import { approved, change } from '../practice.ts';
import { arns, changed } from './balanced.ts';
import { target, zonal } from './zonal.ts';

const minute = 60_000;

const shift = (more: object = {}) => ({
  zonalShiftId: '9f0a0c5e-0000-4000-8000-000000000001',
  resourceIdentifier: arns.balancer,
  awayFrom: 'euw1-az1',
  startTime: new Date('2026-11-22T10:00:30Z'),
  expiryTime: new Date('2026-11-22T11:00:30Z'),
  status: 'ACTIVE',
  comment: `opsmedic ${change}`,
  shiftType: 'ZONAL_SHIFT',
  ...more,
});
const shifted =
  (...shifts: readonly ReturnType<typeof shift>[]) =>
  (account: Account): Account => ({
    ...account,
    'arc-zonal-shift': { shifts },
  });
const given = (zone: string, loadBalancer = 'checkout') => ({ loadBalancer, zone });
/** What is cancelled stays in AWS's list. */
const inForce = ({ 'arc-zonal-shift': own, ...account }: Account) => ({
  ...account,
  faults: [],
  denies: [],
  shifts: (own?.shifts ?? []).filter(({ status }) => status === 'ACTIVE'),
});

describeRemediation(
  zonalShift,
  ['eu-west-1a', 'euw1-az1'].map((zone) => ({
    title: `a zone known as ${zone}`,
    given: given(zone, zone === 'euw1-az1' ? arns.balancer : 'checkout'),
    account: zonal(),
    changes: [{ resource: arns.balancer, field: 'Requests to eu-west-1a (euw1-az1)', before: 'on', after: 'off' }],
    made: shifted(shift()),
    drift: shifted(shift({ comment: 'by hand' })),
    others: null,
    compared: inForce,
  })),
  [
    {
      title: 'where it is not enabled',
      given: given('eu-west-1a'),
      account: zonal({ attributes: {} }),
      says: /not enabled for checkout: attribute zonal_shift\.config\.enabled/,
    },
    {
      title: 'a zone in which it is not',
      given: given('eu-west-1c'),
      account: zonal(),
      says: /checkout is not in eu-west-1c, but in eu-west-1a and eu-west-1b/,
    },
    {
      title: 'the zone with all healthy targets',
      given: given('eu-west-1a'),
      account: zonal({
        targetHealth: { [arns.api]: [target('10.0.1.10', 'a'), target('10.0.2.10', 'b', 'unhealthy')] },
      }),
      says: /All healthy targets of checkout-api are in eu-west-1a/,
    },
    {
      title: 'where there is a shift already',
      given: given('eu-west-1b'),
      account: shifted(shift({ comment: 'by hand' }))(zonal()),
      says: /checkout has a shift already\. Requests stay away from euw1-az1 until 11:00 UTC\./,
    },
    {
      title: 'no such load balancer',
      given: given('eu-west-1a', 'basket'),
      account: zonal(),
      says: /no load balancer basket/,
    },
  ],
);

test('what the other zones have to bear is said, and when it ends', async () => {
  const { preview } = await approved(zonalShift, given('eu-west-1a'), { account: zonal() });
  expect(preview).toMatchObject({
    blastRadius:
      'No requests of checkout reach eu-west-1a: 1 of 2 healthy targets of checkout-api take them all. Names in DNS change within a minute or so.',
    call: `aws arc-zonal-shift start-zonal-shift --resource-identifier ${arns.balancer} --away-from euw1-az1 --expires-in 60m --comment 'opsmedic CHANGE' --region eu-west-1`,
    found: { arn: arns.balancer, zone: 'euw1-az1', zones: ['euw1-az1', 'euw1-az2'] },
  });
});

test('it ends by itself, when nobody of us is there', async () => {
  const own = await approved(zonalShift, given('eu-west-1a'), { account: zonal() });
  const until = new Date(own.now().getTime() + 30 * minute);
  await own.bound.apply({ ...(await own.doing(zonalShift, own.resources)), until });
  own.pass(30 * minute - 1);
  expect(await own.bound.undone(await own.look(zonalShift))).toMatchObject({ outcome: 'did-not' });
  own.pass(1);
  expect(await own.bound.undone(await own.look(zonalShift))).toMatchObject({ outcome: 'took-effect' });
  expect(await own.bound.readBack(await own.look(zonalShift))).toEqual({
    outcome: 'took-effect',
    says: 'Requests were kept away from euw1-az1, and that has ended.',
  });
});

test('a later end is set on the same shift', async () => {
  const own = await approved(zonalShift, given('eu-west-1a'), { account: zonal() });
  const later = (by: number) => new Date(own.now().getTime() + by * minute);
  await own.bound.apply({ ...(await own.doing(zonalShift, own.resources)), until: later(20) });
  own.pass(15 * minute);
  await own.bound.extend?.({ ...(await own.doing(zonalShift, own.resources, 'extend')), until: later(20) });
  expect(own.account()['arc-zonal-shift']?.shifts).toEqual([shift({ expiryTime: new Date('2026-11-22T10:35:30Z') })]);
});

test('the shift that somebody else began meanwhile is not ours, and ours is refused', async () => {
  const own = await approved(zonalShift, given('eu-west-1a'), { account: zonal() });
  const doing = await own.doing(zonalShift, own.resources);
  await own.others(shifted(shift({ comment: 'by hand' })));
  await expect(own.bound.apply(doing)).rejects.toMatchObject({ name: 'WriteFailure', outcome: 'refused' });
  expect(await own.bound.readBack(await own.look(zonalShift))).toMatchObject({ outcome: 'did-not' });
});

test('targets of the other zones may belong to several groups', async () => {
  const account = changed(({ targetHealth = {} }) => ({
    targetHealth: { ...targetHealth, [arns.next]: [target('10.0.1.20', 'a')] },
  }))(zonal());
  await expect(approved(zonalShift, given('eu-west-1a'), { account })).rejects.toThrow(
    'All healthy targets of checkout-next are in eu-west-1a.',
  );
});
