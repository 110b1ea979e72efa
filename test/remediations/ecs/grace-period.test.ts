import { expect, test } from 'vitest';
import { gracePeriod } from '#remediations/ecs/grace-period';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { service, serviceArn, shop } from './shop-service.ts';

const given = { service: 'shop/checkout', seconds: '180' };
const minute = 60_000;
const loadBalancers = [
  {
    targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/checkout/0123456789abcdef',
    containerName: 'app',
    containerPort: 8080,
  },
];
const balanced = (healthCheckGracePeriodSeconds?: number) =>
  shop({
    service: { loadBalancers, ...(healthCheckGracePeriodSeconds !== undefined && { healthCheckGracePeriodSeconds }) },
  });
const grace = (seconds: number) => service({ healthCheckGracePeriodSeconds: seconds });
const row = (before: number) => [{ resource: serviceArn, field: 'healthCheckGracePeriodSeconds', before, after: 180 }];

describeRemediation(
  gracePeriod,
  [
    {
      title: 'where one was set',
      given,
      account: balanced(60),
      changes: row(60),
      made: grace(180),
      drift: grace(90),
      others: grace(240),
    },
    {
      title: 'where none was set, which is as good as 0',
      given,
      account: balanced(),
      changes: row(0),
      made: grace(180),
      drift: grace(90),
      others: grace(240),
      compared: ({ ecs }) => ecs?.services?.map((one) => one.healthCheckGracePeriodSeconds ?? 0),
    },
  ],
  [
    { title: 'shorter than now', given, account: balanced(300), says: /300 s already: a shorter one/ },
    { title: 'no load balancer', given, account: shop(), says: /behind no load balancer/ },
  ],
);

test('it helped when ECS had trouble before and has none once the new time is over', async () => {
  const own = await approved(gracePeriod, given, { account: balanced(60) });
  await own.bound.apply(await own.doing(gracePeriod, own.resources));
  const since = own.now();
  const verified = async () => own.bound.verify(since, await own.look(gracePeriod));
  own.pass(5 * minute);
  expect(await verified()).toEqual({ effect: 'cannot-tell', says: '4 of 4 tasks run.' });
  const message = '(service checkout) (task 1) failed ELB health checks in (target-group checkout).';
  const killed = new Date(since.getTime() - 3 * minute);
  await own.others(service({ events: [{ createdAt: killed, message }] }));
  expect(await verified()).toEqual({
    effect: 'seen',
    says: '4 of 4 tasks run. ECS told of trouble 1 time before, and never since.',
  });
  await own.others(service({ events: [{ createdAt: since, message }] }));
  expect(await verified()).toEqual({ effect: 'not-seen', says: `4 of 4 tasks run. ECS says: ${message}` });
});

test('that nothing is killed before the new time is over says nothing yet', async () => {
  const own = await approved(gracePeriod, given, { account: balanced(60) });
  await own.bound.apply(await own.doing(gracePeriod, own.resources));
  const since = own.now();
  const message = '(service checkout) (task 1) failed ELB health checks in (target-group checkout).';
  await own.others(service({ events: [{ createdAt: new Date(since.getTime() - 3 * minute), message }] }));
  own.pass(3 * minute);
  expect(await own.bound.verify(since, await own.look(gracePeriod))).toMatchObject({ effect: 'cannot-tell' });
});
