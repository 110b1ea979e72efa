import { describe, expect, test } from 'vitest';
import { ben } from '../changes/office.ts';
import { balanced, arns as balancing, changed as balancedOtherwise } from './load-balancing/balanced.ts';
import { zonal } from './load-balancing/zonal.ts';
import { privateSubnets } from './network/private-subnets.ts';
import { arns as waf, changed as guardedOtherwise, guarded } from './waf/guarded.ts';
import { lastsMs, wholeWay } from './whole-way.ts';

const { api, rule } = balancing;
const minutes = lastsMs / 60_000;

describe('what is undone at its end', () => {
  test.each([
    [
      'alb.idle-timeout',
      { loadBalancer: 'checkout', seconds: '120' },
      balanced({ attributes: {} }),
      'ModifyLoadBalancerAttributes',
    ],
    ['alb.health-check', { targetGroup: api, path: '/healthz', matcher: '200-299' }, balanced(), 'ModifyTargetGroup'],
    ['alb.rule-weights', { rule, weights: 'checkout-api=1 checkout-next=0' }, balanced(), 'ModifyRule'],
    ['waf.count-rule', { webAcl: waf.webAcl, rule: 'countries' }, guarded(), 'UpdateWebACL'],
    ['waf.allow-ip', { webAcl: waf.webAcl, address: '203.0.113.7' }, guarded(), 'UpdateIPSet'],
  ])('%s: the account is as it was, by two requests', async (remedy, given, account, operation) => {
    const way = await wholeWay(account);
    const id = await way.approved(remedy, given);
    await way.work();
    expect(await way.state(id)).toBe('applied');
    expect(way.account()).not.toEqual(account);
    await way.pass(minutes);
    expect(await way.state(id)).toBe('reverted');
    expect(way.account()).toEqual(account);
    expect(way.writes()).toEqual([operation, operation]);
  });

  test('a target is registered again', async () => {
    const way = await wholeWay(balanced());
    const id = await way.approved('alb.deregister-target', { targetGroup: 'checkout-api', target: '10.0.1.11' });
    await way.work();
    await way.pass(minutes);
    expect(await way.state(id)).toBe('reverted');
    expect(way.account()).toEqual(balanced());
    expect(way.writes()).toEqual(['DeregisterTargets', 'RegisterTargets']);
  });

  test('a route that is the only way waits for a person', async () => {
    const account = privateSubnets();
    const way = await wholeWay(account);
    const id = await way.approved('network.attach-gateway-endpoint', {
      endpoint: 'vpce-s3',
      routeTable: 'rtb-private',
    });
    await way.work();
    await way.pass(minutes);
    expect(await way.state(id)).toBe('revert-stopped');
    await way.changes.undo(id, ben);
    await way.work();
    expect(await way.state(id)).toBe('reverted');
    expect(way.account()).toEqual(account);
  });

  test('what somebody else set since is left as it is', async () => {
    const way = await wholeWay(guarded());
    const id = await way.approved('waf.count-rule', { webAcl: waf.webAcl, rule: 'countries' });
    await way.work();
    const blocking = guardedOtherwise((acl) => ({
      ...acl,
      Rules: (acl.Rules ?? []).map((one) => (one.Name === 'countries' ? { ...one, Action: { Block: {} } } : one)),
    }));
    await way.others(blocking);
    await way.pass(minutes);
    expect(await way.state(id)).toBe('revert-stopped');
    expect(way.account()).toEqual(blocking(guarded()));
  });
});

test('a zonal shift ends by itself, by one request', async () => {
  const way = await wholeWay(zonal());
  const id = await way.approved('alb.zonal-shift', { loadBalancer: 'checkout', zone: 'eu-west-1a' });
  await way.work();
  expect(await way.state(id)).toBe('applied');
  await way.pass(minutes + 4);
  expect(await way.state(id)).toBe('reverted');
  expect(way.writes()).toEqual(['StartZonalShift']);
});

test.each([
  [
    'alb.idle-timeout',
    { loadBalancer: 'checkout', seconds: '120' },
    balanced(),
    balancedOtherwise(() => ({ attributes: { [balancing.balancer]: { 'idle_timeout.timeout_seconds': '90' } } })),
  ],
  [
    'waf.count-rule',
    { webAcl: waf.webAcl, rule: 'countries' },
    guarded(),
    guardedOtherwise((acl) => ({ ...acl, TokenDomains: ['other.example.com'] })),
  ],
])('%s: what changed before it was made is left alone', async (remedy, given, account, drift) => {
  const way = await wholeWay(account);
  const id = await way.approved(remedy, given);
  await way.others(drift);
  await way.work();
  expect(await way.state(id)).toMatch(/^(stale|failed)$/);
  expect(way.writes()).toEqual([]);
});
