import { hosts } from '#simulation/incidents/extras';
import { denied, faulty } from '#simulation/incidents/limits';
import { revokeIngress } from '#simulation/incidents/network';
import { pagesOf } from '#simulation/incidents/oddities';
import { checksFail, refusedChecks, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { digits, hex } from '#simulation/shop/dice';
import { securityGroupId } from '#simulation/shop/network';
import { answered, refused } from '#simulation/shop/outcome';
import { spoils } from './deployments.ts';
import { accountId, clinic, maps, payments, storefront, video } from './shops.ts';

const silentHosts: readonly Happening[] = [
  hosts({ group: 'legacy-web', count: 3, perMinute: 80 }),
  requestsFail({ group: 'legacy-web', since: 31, outcome: refused }),
  checksFail('legacy-web', 31, refusedChecks),
];
const silent = {
  kind: 'diagnosed',
  rootCause: ['target-conn-refused'],
  resource: 'legacy-web',
  mustNotClaim: ['sg-blocks-target', 'keepalive-mismatch', 'bad-rollout'],
} as const;

/** Two failures in a row are what a third try still mends. */
const stumbles = ['elbv2', 'cloudwatch', 'ec2', 'ecs', 's3', 'cloudtrail'].map(
  (service) => ({ service, kind: 'server-error', first: 2 }) as const,
);

const arnOf = (seed: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:${accountId(seed)}:loadbalancer/app/storefront-prod/${hex(`${seed}/alb/storefront-prod`, 16)}`;

export const access: readonly Scenario[] = [
  {
    id: 'access/everything-denied',
    title: 'Nothing may be read',
    story:
      'The role has no permission at all, in the middle of an outage. The load balancer was named by its ARN, so that it is at least known which one is meant.',
    ask: arnOf('access-denied'),
    account: (now) => shop(now, storefront('access-denied'), ...silentHosts, denied('*')),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['target-conn-refused', 'no-registered-targets'],
    },
  },
  {
    id: 'access/everything-denied-and-well',
    title: 'Nothing may be read, and nothing is wrong',
    story: 'The role has no permission at all. Nothing is wrong either, but that must not be claimed.',
    ask: arnOf('access-denied-well'),
    account: (now) => shop(now, storefront('access-denied-well'), denied('*')),
    truth: { kind: 'blind', rootCause: null, gaps: ['cloudwatch:GetMetricData'] },
  },
  {
    id: 'access/name-and-no-right',
    title: 'A name, and no right to look it up',
    story:
      'The role has no permission at all, and the load balancer was asked about by its name: not even its ARN can be known.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('access-name'), ...silentHosts, denied('*')),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['elasticloadbalancing:DescribeLoadBalancers'],
      mustNotClaim: ['target-conn-refused', 'no-registered-targets'],
    },
  },
  {
    id: 'access/metrics-only',
    title: 'Metrics may be read, and nothing else about it',
    story:
      'The role may list load balancers and read metrics. The hosts of legacy-web refuse connections; the metrics say as much, and no more.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('access-metrics'),
        ...silentHosts,
        denied(
          'ec2:*',
          'ecs:*',
          's3:*',
          'lambda:*',
          'cloudtrail:*',
          'elasticloadbalancing:DescribeTargetHealth',
          'elasticloadbalancing:DescribeRules',
        ),
      ),
    truth: {
      ...silent,
      kind: 'undecided',
      rootCause: null,
      gaps: ['elasticloadbalancing:DescribeTargetHealth', 's3:ListBucket'],
    },
  },
  {
    id: 'access/empty-account',
    title: 'There is nothing here',
    story:
      'The account has no load balancer at all: somebody looked into the wrong one. Nothing can be said about a load balancer that is not there, least of all that it is well.',
    ask: '',
    account: () => ({ id: '100000000001', region: 'eu-west-1' }),
    truth: { kind: 'not-happening', rootCause: null },
  },
  {
    id: 'access/bare-balancer',
    title: 'A load balancer without anything behind it',
    story:
      'bare has a listener with a fixed 404 page, no target groups and no visitors. CloudWatch has its capacity units, all nil, and nothing else.',
    ask: 'bare',
    account: (now) =>
      shop(now, { ...storefront('access-bare'), balancer: 'bare', services: [] }, (made) => {
        const [balancer] = made.balancers;
        made.series.push({
          namespace: 'AWS/ApplicationELB',
          metric: 'ConsumedLCUs',
          dimensions: { LoadBalancer: balancer?.path ?? '' },
          values: Array.from({ length: 89 }, () => 0),
        });
      }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['no-registered-targets'] },
  },
  {
    id: 'access/every-third-call-throttled',
    title: 'Refused connections, while a third of the calls is throttled',
    story:
      'Nginx is gone from the hosts. AWS refuses every third call for being too fast; a second try succeeds. The answer must be the same.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(now, storefront('access-throttled'), ...silentHosts, faulty({ kind: 'throttling', every: 3 })),
    truth: silent,
  },
  {
    id: 'access/every-second-call-throttled',
    title: 'A bad release, while half of the calls are throttled',
    story: 'Revision 88 of checkout-api answers 500 to half of the orders. AWS refuses every second call.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('access-half'),
        spoils('checkout-api', 28, 0.5, (chance) => answered(500, 0.03 + chance() * 0.1)),
        faulty({ kind: 'throttling', every: 2 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-generated-5xx'],
      resource: 'checkout-api',
      mustNotClaim: ['keepalive-mismatch', 'deploy-drain-502'],
    },
  },
  {
    id: 'access/trail-throttled',
    title: 'CloudTrail never answers in time',
    story:
      'The rule for the ledger was revoked. LookupEvents is throttled without end, so who did it cannot be said; that the rule is missing can.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('access-trail'),
        revokeIngress('ledger', 26),
        faulty({ service: 'cloudtrail', kind: 'throttling' }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('access-trail', 'ledger-tasks'),
      gaps: ['cloudtrail:LookupEvents'],
      mustNotClaim: ['target-slow', 'connect-timeout'],
    },
  },
  {
    id: 'access/server-errors',
    title: 'AWS itself stumbles now and then',
    story:
      'The hosts refuse connections, and the first two calls to each service of AWS end in an internal error on its side.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('access-500'), ...silentHosts, faulty(...stumbles)),
    truth: silent,
  },
  {
    id: 'access/health-is-garbage',
    title: 'One call is answered with nonsense',
    story:
      'The hosts refuse connections. DescribeTargetHealth is answered with a page of HTML from some proxy in between.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('access-html'),
        ...silentHosts,
        faulty({ service: 'elbv2', operation: 'DescribeTargetHealth', kind: 'html' }),
      ),
    truth: { ...silent, atMost: 'likely', gaps: ['elasticloadbalancing:DescribeTargetHealth'] },
  },
  {
    id: 'access/log-bucket-hangs',
    title: 'The log bucket does not answer',
    story: 'The hosts refuse connections. S3 accepts the call and is silent, longer than anyone waits.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('access-hang'), ...silentHosts, faulty({ service: 's3', kind: 'hang' })),
    truth: silent,
  },
  {
    id: 'access/pages-of-one',
    title: 'Lists come one by one',
    story: 'The rule for records-gateway was revoked 30 minutes ago. Every list has pages of a single item.',
    ask: 'appointments',
    account: (now) => shop(now, clinic('access-page-1'), revokeIngress('records-gateway', 30, 'd.osei'), pagesOf(1)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('access-page-1', 'records-gateway-tasks'),
      mustNotClaim: ['target-slow', 'connect-timeout'],
    },
  },
  {
    id: 'access/pages-of-three',
    title: 'Lists come in threes',
    story: 'playback answers 500 since its deployment 29 minutes ago. Every list has pages of three items.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('access-page-3'),
        spoils('playback', 29, 0.5, (chance) => answered(500, 0.03 + chance() * 0.1)),
        pagesOf(3),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-generated-5xx'],
      resource: 'playback',
      mustNotClaim: ['keepalive-mismatch', 'deploy-drain-502'],
    },
  },
  {
    id: 'access/by-dns-name',
    title: 'Asked by DNS name, in China',
    story:
      'The tile tasks refuse connections on their port since 33 minutes. Whoever asks pastes the address of the load balancer.',
    ask: `ditu-web-${digits('access-dns/dns/ditu-web', 10)}.cn-north-1.elb.amazonaws.com.cn`,
    account: (now) =>
      shop(
        now,
        maps('access-dns'),
        requestsFail({ group: 'tiles', since: 33, outcome: refused }),
        checksFail('tiles', 33, refusedChecks),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: 'tiles',
      mustNotClaim: ['sg-blocks-target', 'bad-rollout'],
    },
  },
];
