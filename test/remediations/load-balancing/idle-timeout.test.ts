import { expect, test } from 'vitest';
import { idleTimeout } from '#remediations/load-balancing/idle-timeout';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { arns, balanced, perMinute, changed } from './balanced.ts';

const KEY = 'idle_timeout.timeout_seconds';
const timeout = (seconds: number) =>
  changed(({ attributes }) => ({
    attributes: { ...attributes, [arns.balancer]: { ...attributes?.[arns.balancer], [KEY]: String(seconds) } },
  }));
const field = (before: number, after: number) => [{ resource: arns.balancer, field: KEY, before, after }];
const given = (seconds: string, loadBalancer = arns.balancer) => ({ loadBalancer, seconds });

describeRemediation(
  idleTimeout,
  [
    {
      title: 'longer than what nobody configured',
      given: given('120'),
      account: balanced({ attributes: {} }),
      changes: field(60, 120),
      made: timeout(120),
      drift: timeout(90),
      others: timeout(300),
    },
    {
      title: 'shorter, beside other attributes',
      given: given('30', 'checkout'),
      account: balanced({ attributes: { [arns.balancer]: { [KEY]: '100', 'waf.fail_open.enabled': 'true' } } }),
      changes: field(100, 30),
      made: timeout(30),
      drift: timeout(101),
      others: timeout(1),
    },
  ],
  [
    { title: 'the same', given: given('60'), account: balanced(), says: /is 60 s already/ },
    {
      title: 'no such load balancer',
      given: given('90', arns.balancer.replace('checkout', 'basket')),
      account: balanced(),
      says: /no load balancer basket in account 123456789012, eu-west-1/,
    },
    {
      title: 'a network load balancer by its name',
      given: given('90', 'wires'),
      account: balanced({
        loadBalancers: [{ LoadBalancerArn: arns.other, LoadBalancerName: 'wires', Type: 'network' }],
      }),
      says: /wires is not an Application Load Balancer/,
    },
    {
      title: 'one of another account',
      given: given('90', arns.balancer.replace('123456789012', '210987654321')),
      account: balanced(),
      says: /is not in account 123456789012/,
    },
  ],
);

test('the call is what the AWS command line takes, and the preview says whom it touches and who manages it', async () => {
  const tags = { [arns.balancer]: { 'aws:cloudformation:stack-name': 'shop-edge' } };
  const { preview } = await approved(idleTimeout, given('30'), { account: balanced({ tags }) });
  expect(preview).toMatchObject({
    call: `aws elbv2 modify-load-balancer-attributes --load-balancer-arn ${arns.balancer} --attributes Key=${KEY},Value=30 --region eu-west-1`,
    undo: 'The idle timeout is set back to 60 seconds.',
    blastRadius:
      'Everything behind checkout: what is silent for 30 s is cut off, such as long polls, WebSockets, slow answers and uploads.',
    managedBy: 'the CloudFormation stack shop-edge',
  });
});

test.each([
  ['fewer errors', [0, 1, 0], 'seen', '5xx: 1 in 3 min (0.3% of 301 requests); before, 155 in 5 min (24% of 655).'],
  ['more errors', [90, 90, 90], 'worse', '5xx: 270 in 3 min (47% of 570 requests); before, 155 in 5 min (24% of 655).'],
  [
    'a few where there were none',
    [0, 2, 2],
    'cannot-tell',
    '5xx: 4 in 3 min (1.3% of 304 requests); before, 0 in 5 min (0% of 500).',
  ],
  [
    'many where there were none',
    [0, 20, 20],
    'worse',
    '5xx: 40 in 3 min (12% of 340 requests); before, 0 in 5 min (0% of 500).',
  ],
  ['as many', [31, 31, 31], 'not-seen', '5xx: 93 in 3 min (24% of 393 requests); before, 155 in 5 min (24% of 655).'],
] as const)('errors before and since are compared: %s', async (title, since, effect, says) => {
  const until = new Date('2026-11-22T10:04:00Z');
  const before = /none/.test(title) ? 0 : 31;
  const errors = [before, before, before, before, before, 0, ...since];
  const metrics = [
    perMinute('HTTPCode_ELB_5XX_Count', errors, until),
    perMinute(
      'RequestCount',
      errors.map(() => 100),
      until,
    ),
  ];
  const own = await approved(idleTimeout, given('120'), { account: balanced({}, { metrics }) });
  const applied = own.now();
  own.pass(3.6 * 60_000);
  const seen = await own.bound.verify(applied, await own.look(idleTimeout));
  expect(seen.effect).toBe(effect);
  expect(seen.says).toBe(says);
});

test.each([
  [{}, ['loadBalancer', 'seconds']],
  [given('0'), ['seconds']],
  [given('4001'), ['seconds']],
  [given('60', arns.other), ['loadBalancer']],
  [given('60', 'check out'), ['loadBalancer']],
])('a form that is wrong says so for each field: %j', (form, wrong) => {
  const parsed = idleTimeout.parse(form);
  expect(parsed.ok ? [] : Object.keys(parsed.wrong)).toEqual(wrong);
});
