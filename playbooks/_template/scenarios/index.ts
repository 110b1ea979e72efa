import { denied } from '#simulation/incidents/limits';
import { scale } from '#simulation/incidents/rollout';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening, ShopOptions } from '#simulation/shop';
import { digits } from '#simulation/shop/dice';
import { answered } from '#simulation/shop/outcome';

/** A business in which incidents happen. Each scenario has a seed, and so an account, of its own. */
function bookshop(seed: string): ShopOptions {
  return {
    seed,
    account: digits(`account of ${seed}`, 12),
    region: 'eu-west-1',
    balancer: 'books',
    cluster: 'books',
    domain: 'books.example.com',
    services: [{ name: 'shelf', perMinute: 70, tasks: 2 }],
  };
}

const scaledToNothing: Happening = scale('shelf', 20, -2);
const failing: Happening = requestsFail({
  group: 'shelf',
  since: 25,
  share: 0.4,
  outcome: (chance) => answered(500, 0.05 + chance() * 0.1),
});

/** Every incident this playbook is tested with. */
export const scenarios: readonly Scenario[] = [
  {
    id: 'healthy/ordinary-day',
    title: 'An ordinary day',
    story: 'Nothing is wrong in the bookshop, and nothing may be claimed.',
    ask: 'books',
    account: (now) => shop(now, bookshop('_template/ordinary')),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['nobody-there', 'application-errors'] },
  },
  {
    id: 'nobody-there/scaled-to-nothing',
    title: 'The shop was scaled to nothing',
    story: 'Both tasks were scaled in 20 minutes ago. The load balancer has nobody to ask and answers 503 itself.',
    ask: 'books',
    account: (now) => shop(now, bookshop('_template/nothing'), scaledToNothing),
    truth: {
      kind: 'diagnosed',
      rootCause: ['nobody-there'],
      resource: 'shelf',
      mustNotClaim: ['application-errors'],
    },
  },
  {
    id: 'nobody-there/targets-denied',
    title: 'The shop was scaled to nothing, and targets may not be read',
    story: 'The same, seen by a role that may not read target health: the load balancer makes the 503s, but why?',
    ask: 'books',
    account: (now) =>
      shop(now, bookshop('_template/unseen'), scaledToNothing, denied('elasticloadbalancing:DescribeTargetHealth')),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['elasticloadbalancing:DescribeTargetHealth'],
      mustNotClaim: ['nobody-there', 'application-errors'],
    },
  },
  {
    id: 'application-errors/index-lost',
    title: 'Every second search fails',
    story:
      'The shop lost its search index 25 minutes ago and answers 500 to four requests in ten. Its tasks are there.',
    ask: 'books',
    account: (now) => shop(now, bookshop('_template/index'), failing),
    truth: { kind: 'diagnosed', rootCause: ['application-errors'], mustNotClaim: ['nobody-there'] },
  },
  {
    id: 'application-errors/metrics-denied',
    title: 'Every second search fails, and nothing may be counted',
    story: 'The same, seen by a role that may not read metrics: not even whether requests fail can be told.',
    ask: 'books',
    account: (now) => shop(now, bookshop('_template/uncounted'), failing, denied('cloudwatch:GetMetricData')),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['nobody-there', 'application-errors'],
    },
  },
];
