import { emptyGroup } from '#simulation/incidents/extras';
import { groupNamed, routeTo } from '#simulation/incidents/find';
import { attributeChanged, denied } from '#simulation/incidents/limits';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { addRoute } from '#simulation/shop/balancer';
import { answered, closed, turnedAway } from '#simulation/shop/outcome';
import { record } from '#simulation/shop/trail';
import { backoffice, maps, payments, storefront, tickets, video } from './shops.ts';

/** Somebody gives a rule's second group a share of the requests. */
function weigh(
  service: string,
  other: string,
  weights: readonly [number, number],
  minutesAgo: number,
  by: string,
): Happening {
  return (made) => {
    const route = routeTo(made, service);
    const second = groupNamed(made, other);
    const [first] = route.forwards;
    if (!first) return;
    first.weight = weights[0];
    route.forwards.push({ group: second, weight: weights[1], since: minutesAgo });
    record(made, {
      name: 'ModifyRule',
      source: 'elasticloadbalancing',
      by,
      minutesAgo,
      parameters: {
        ruleArn: route.balancer.listener.replace(':listener/', ':listener-rule/'),
        actions: [
          {
            type: 'forward',
            forwardConfig: {
              targetGroups: route.forwards.map(({ group, weight }) => ({ targetGroupArn: group.arn, weight })),
            },
          },
        ],
      },
      resources: [{ type: 'AWS::ElasticLoadBalancingV2::ListenerRule', name: route.balancer.listener }],
    });
  };
}

function maintenance(service: string, minutesAgo: number, by: string): Happening {
  return (made) => {
    const route = routeTo(made, service);
    route.fixed = { status: 503, since: minutesAgo, until: 0 };
    record(made, {
      name: 'ModifyRule',
      source: 'elasticloadbalancing',
      by,
      minutesAgo,
      parameters: {
        actions: [{ type: 'fixed-response', fixedResponseConfig: { statusCode: '503', contentType: 'text/html' } }],
      },
      resources: [{ type: 'AWS::ElasticLoadBalancingV2::ListenerRule', name: route.balancer.listener }],
    });
  };
}

export const rules: readonly Scenario[] = [
  {
    id: 'wrong-tg-weight/green-is-empty',
    title: 'One in five checkouts fails: the weights point at an empty group',
    symptom: 'One in five checkouts fails with 503',
    story:
      'A blue/green change was begun 31 minutes ago: a fifth of the checkout’s requests goes to checkout-green, where nothing has been registered. These are answered 503 and never counted in RequestCount; the other four fifths are fine. The pipeline that was to fill the green group stopped halfway.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('weight-green'),
        emptyGroup('checkout-green'),
        weigh('checkout-api', 'checkout-green', [80, 20], 31, 'ci'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['wrong-tg-weight'],
      resource: 'checkout-green',
      mustNotClaim: ['no-registered-targets', 'lb-impaired', 'fixed-response-503', 'surge'],
    },
    sample: true,
  },
  {
    id: 'wrong-tg-weight/half-and-half',
    title: 'Half of the invoices go nowhere, on an internal load balancer',
    story:
      'A rule of the back office was changed by hand 44 minutes ago to share invoices between the present group and a new one that is still empty. There is no access log.',
    ask: 'backoffice-int',
    account: (now) =>
      shop(
        now,
        backoffice('weight-half'),
        emptyGroup('invoices-next'),
        weigh('invoices', 'invoices-next', [1, 1], 44, 's.brandt'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['wrong-tg-weight'],
      resource: 'invoices-next',
      mustNotClaim: ['lb-impaired', 'fixed-response-503'],
    },
  },
  {
    id: 'wrong-tg-weight/weight-of-zero',
    title: 'An empty group with no weight does no harm',
    story:
      'checkout-green stands in the rule with weight 0, as it should before a change. What fails is the keep-alive: the idle timeout was raised 42 minutes ago.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('weight-zero'),
        emptyGroup('checkout-green'),
        weigh('checkout-api', 'checkout-green', [100, 0], 1_440, 'ci'),
        attributeChanged('idle_timeout.timeout_seconds', '300', 42, 'maria.keller'),
        requestsFail({ group: 'checkout-api', since: 41, share: 0.013, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'checkout-api',
      mustNotClaim: ['wrong-tg-weight', 'no-registered-targets', 'all-targets-unused'],
    },
  },
  {
    id: 'wrong-tg-weight/rules-denied',
    title: '503s for a fifth, and the rules may not be read',
    story:
      'A fifth of the checkouts goes to an empty group, but neither the rules nor the trail of changes may be read. The empty group belongs to the load balancer; whether anything is sent there cannot be told from the configuration.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('weight-denied'),
        emptyGroup('checkout-green'),
        weigh('checkout-api', 'checkout-green', [80, 20], 31, 'ci'),
        denied('elasticloadbalancing:DescribeRules', 'cloudtrail:LookupEvents', 's3:GetObject'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['elasticloadbalancing:DescribeRules'],
      mustNotClaim: ['fixed-response-503', 'lb-impaired'],
    },
  },
  {
    id: 'fixed-response-503/maintenance-left-on',
    title: 'The maintenance page was never taken down',
    story:
      'For a database upgrade li.wei switched the rule of the routing service to a fixed 503 page 58 minutes ago. The upgrade has long been done; the page still stands. Tasks and targets are healthy and idle.',
    ask: 'ditu-web',
    account: (now) => shop(now, maps('fixed-maintenance'), maintenance('routing', 58, 'li.wei')),
    truth: {
      kind: 'diagnosed',
      rootCause: ['fixed-response-503'],
      resource: 'listener',
      mustNotClaim: ['no-registered-targets', 'wrong-tg-weight', 'lb-impaired', 'all-unhealthy-fail-open'],
    },
  },
  {
    id: 'fixed-response-503/not-found-page',
    title: 'Scanners get the fixed 404 of the default rule',
    story:
      'Scanners ask the load balancer for host names it does not know and get the default rule’s fixed 404, by the thousand. No customer sees an error.',
    ask: 'stream-api',
    account: (now) =>
      shop(now, video('fixed-404'), (made) => {
        const [balancer] = made.balancers;
        if (!balancer) return;
        const route = addRoute(made, balancer, [], {
          host: '34.209.11.8',
          pages: [
            { method: 'GET', path: '/.env' },
            { method: 'GET', path: '/wp-login.php' },
          ],
          perMinute: 70,
        });
        route.fixed = { status: 404, since: 9_999, until: -1 };
      }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['fixed-response-503', 'target-generated-5xx'] },
  },
  {
    id: 'fixed-response-503/unused-maintenance-rule',
    title: 'A maintenance rule for a host that nobody asks for',
    story:
      'There is a rule with a fixed 503 for old.tix.example.com.au, which has no visitors. What fails since 26 minutes is orders: it answers 503 itself, to four requests in ten, while its payment partner is down.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('fixed-unused'),
        (made) => {
          const [balancer] = made.balancers;
          if (!balancer) return;
          const route = addRoute(made, balancer, [], {
            priority: 90,
            host: 'old.tix.example.com.au',
            pages: [{ method: 'GET', path: '/' }],
            perMinute: 0,
          });
          route.fixed = { status: 503, since: 9_999, until: -1 };
        },
        requestsFail({
          group: 'orders',
          since: 26,
          share: 0.4,
          outcome: (chance) => answered(503, 0.02 + chance() * 0.03, 190),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'orders',
      mustNotClaim: ['fixed-response-503', 'no-registered-targets', 'lb-impaired'],
    },
  },
  {
    id: 'fixed-response-503/rules-denied',
    title: 'A maintenance page, and the rules may not be read',
    story:
      'A fixed 503 page stands in place of the ledger. The rules may not be read; CloudWatch counts as many fixed responses as 503s.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('fixed-denied'),
        maintenance('ledger', 37, 'jon.abara'),
        denied('elasticloadbalancing:DescribeRules'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['fixed-response-503'],
      atMost: 'likely',
      gaps: ['elasticloadbalancing:DescribeRules'],
      mustNotClaim: ['no-registered-targets', 'lb-impaired', 'wrong-tg-weight'],
    },
  },
  {
    id: 'fixed-response-503/blocked-by-waf',
    title: 'Customers see 403: the firewall, not the load balancer',
    story: 'A web ACL blocks a third of the seat map requests with 403 since 19 minutes. There is no 5xx of anyone.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('fixed-waf'),
        requestsFail({ group: 'seatmap', since: 19, share: 0.33, outcome: () => turnedAway(403, 'waf') }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['fixed-response-503', 'target-generated-5xx'] },
  },
];
