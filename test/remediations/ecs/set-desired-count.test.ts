import { expect, test } from 'vitest';
import { setDesired } from '#remediations/ecs/set-desired-count';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { desired, service, serviceArn, shop } from './shop-service.ts';

const row = (before: number, after: number) => [{ resource: serviceArn, field: 'desiredCount', before, after }];

const oldArn = serviceArn.replace('/shop/', '/');

describeRemediation(
  setDesired,
  [
    {
      title: 'more tasks',
      given: { service: 'shop/checkout', count: '8' },
      account: shop(),
      changes: row(4, 8),
      made: desired(8),
      drift: desired(5),
      others: desired(6),
    },
    {
      title: 'fewer tasks, by ARN, of a service that is scaled',
      given: { service: serviceArn, count: '2' },
      account: shop({ bounds: [3, 10] }),
      changes: row(4, 2),
      made: desired(2),
      drift: (account) => ({
        ...account,
        'application-autoscaling': shop({ bounds: [1, 10] })['application-autoscaling'] ?? { scalableTargets: [] },
      }),
      others: desired(3),
    },
    {
      title: 'none at all',
      given: { service: 'shop/checkout', count: '0' },
      account: shop({ service: { deploymentController: { type: 'CODE_DEPLOY' } } }),
      changes: row(4, 0),
      made: desired(0),
      drift: desired(3),
      others: desired(1),
    },
    {
      title: 'of an old service, whose ARN does not name its cluster',
      given: { service: 'shop/checkout', count: '5' },
      account: shop({ service: { serviceArn: oldArn } }),
      changes: [{ resource: oldArn, field: 'desiredCount', before: 4, after: 5 }],
      made: desired(5),
      drift: desired(3),
      others: desired(1),
    },
  ],
  [
    { title: 'the same', given: { service: 'shop/checkout', count: '4' }, account: shop(), says: /4 tasks already/ },
    { title: 'too many', given: { service: 'shop/checkout', count: '15' }, account: shop(), says: /14 at most/ },
    {
      title: 'no such service',
      given: { service: 'shop/basket', count: '4' },
      account: shop(),
      says: /no service basket/,
    },
    {
      title: 'no such cluster',
      given: { service: 'mall/checkout', count: '4' },
      account: shop(),
      says: /no cluster mall/,
    },
    {
      title: 'another account',
      given: { service: serviceArn.replace('123456789012', '999999999999'), count: '5' },
      account: shop(),
      says: /is not in account 123456789012/,
    },
    {
      title: 'a daemon',
      given: { service: 'shop/checkout', count: '5' },
      account: shop({ service: { schedulingStrategy: 'DAEMON' } }),
      says: /one task on each instance/,
    },
    {
      title: 'a service that is being deleted',
      given: { service: 'shop/checkout', count: '5' },
      account: shop({ service: { status: 'DRAINING' } }),
      says: /DRAINING/,
    },
  ],
);

test.each([
  [{ count: '2' }, /2 of 4 tasks of checkout end.* between 3 and 10: 2 is outside of that, and may not stay\.$/],
  [{ count: '6' }, /checkout runs 2 tasks more: cost and connections .* between 3 and 10 and may set it again\.$/],
  [{ count: '0' }, /stops altogether/],
])('an approver reads what scales the service: %j', async (given, says) => {
  const { preview } = await approved(
    setDesired,
    { service: 'shop/checkout', ...given },
    { account: shop({ bounds: [3, 10] }) },
  );
  expect(preview.blastRadius).toMatch(says);
  expect(preview.managedBy).toBe('Terraform');
});

test('stopping a service is of high risk', () => {
  const risk = (count: string) => {
    const parsed = setDesired.parse({ service: 'a/b', count });
    return parsed.ok ? setDesired.risk(parsed.params) : null;
  };
  expect([risk('0'), risk('1')]).toEqual(['high', 'medium']);
});

test('that as many run as were asked for is not said to have helped', async () => {
  const own = await approved(setDesired, { service: 'shop/checkout', count: '6' }, { account: shop() });
  await own.bound.apply(await own.doing(setDesired, own.resources));
  const since = own.now();
  const verified = async () => own.bound.verify(since, await own.look(setDesired));
  await own.others(service({ pendingCount: 2 }));
  expect(await verified()).toEqual({ effect: 'not-seen', says: '4 of 6 tasks run, 2 start.' });
  const message =
    '(service checkout) was unable to place a task because no container instance met all of its requirements.';
  await own.others(service({ pendingCount: 0, events: [{ createdAt: since, message }] }));
  expect(await verified()).toEqual({ effect: 'worse', says: `4 of 6 tasks run. ECS says: ${message}` });
  await own.others(service({ runningCount: 6 }));
  expect(await verified()).toEqual({ effect: 'cannot-tell', says: '6 of 6 tasks run.' });
});

test.each([
  [{}, ['service', 'count']],
  [{ service: 'checkout', count: '3' }, ['service']],
  [{ service: 'shop/checkout', count: '5001' }, ['count']],
  [{ service: 'arn:aws:ecs:eu-west-1:123456789012:service/checkout', count: '-1' }, ['service', 'count']],
])('a form that is wrong says where: %j', (given, fields) => {
  const parsed = setDesired.parse(given);
  expect(parsed.ok ? [] : Object.keys(parsed.wrong)).toEqual(fields);
});

test('tags that may not be read stand in nobody’s way, but an approver reads that', async () => {
  const account = { ...shop(), denies: ['ecs:ListTagsForResource'] };
  const { preview } = await approved(setDesired, { service: 'shop/checkout', count: '5' }, { account });
  expect(preview.managedBy).toBe('something unknown (its tags could not be read: ecs:ListTagsForResource)');
});
