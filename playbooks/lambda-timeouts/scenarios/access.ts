import { cannotConnect } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { denied, faulty, suffers } from '#simulation/functions/incidents/invocations';
import { natDeleted } from '#simulation/functions/incidents/network';
import type { Happening } from '#simulation/functions/model';
import { isKilled, takes, throws } from '#simulation/functions/outcomes';
import type { Scenario, Truth } from '#simulation/scenario';
import { hex } from '#simulation/shop/dice';
import { accountId, invoices, media, payments } from './fleets.ts';

const longInvoices: Happening = suffers({ name: 'invoice-pdf', since: 34, share: 0.7, outcome: takes(4.4, 0.2) });
const tooShort: Truth = {
  kind: 'diagnosed',
  rootCause: ['timeout-too-low'],
  resource: 'invoice-pdf',
  mustNotClaim: ['memory-exhausted', 'downstream-3rd-party', 'net-no-egress'],
};

const charges: readonly Happening[] = [
  natDeleted(24, 'jon.abara'),
  suffers({
    name: 'charge-card',
    since: 24,
    outcome: throws(() => cannotConnect('node', { host: 'api.cardgate.example', ip: '203.0.113.41' }), 3.1),
  }),
];
const natGone = (seed: string): Truth => ({
  kind: 'diagnosed',
  rootCause: ['nat-gone'],
  resource: `nat-0${hex(`${seed}/nat/main`, 16)}`,
  mustNotClaim: ['nat-port-exhaustion', 'downstream-3rd-party', 'timeout-too-low'],
});

const arnOf = (seed: string, name = 'invoice-pdf', region = 'eu-west-1') =>
  `arn:aws:lambda:${region}:${accountId(seed)}:function:${name}`;

export const access: readonly Scenario[] = [
  {
    id: 'access/everything-denied',
    title: 'Nothing may be read',
    story: 'The role has no permission at all, in the middle of an outage. The function was named by its ARN.',
    ask: arnOf('access-denied'),
    account: (now) => fleet(now, invoices('access-denied'), longInvoices, denied('*')),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['timeout-too-low', 'memory-exhausted'],
    },
  },
  {
    id: 'access/nothing-wrong-and-nothing-allowed',
    title: 'Nothing may be read, and nothing is wrong',
    story: 'The role has no permission at all. Nothing is wrong either, but that must not be claimed.',
    ask: arnOf('access-well'),
    account: (now) => fleet(now, invoices('access-well'), denied('*')),
    truth: { kind: 'blind', rootCause: null, gaps: ['cloudwatch:GetMetricData'] },
  },
  {
    id: 'access/metrics-denied',
    title: 'The log may be read, the metrics may not',
    story: 'Large invoices run out of their three seconds. The log says so, line by line; no metric may be read.',
    ask: 'invoice-pdf',
    account: (now) => fleet(now, invoices('access-metrics'), longInvoices, denied('cloudwatch:GetMetricData')),
    truth: { ...tooShort, atMost: 'likely', gaps: ['cloudwatch:GetMetricData'] },
  },
  {
    id: 'access/trail-denied',
    title: 'The NAT gateway is gone, and nobody may say who did it',
    story: 'The trail may not be read. The black hole in the route table is there to be seen all the same.',
    ask: 'charge-card',
    account: (now) => fleet(now, payments('access-trail'), ...charges, denied('cloudtrail:LookupEvents')),
    truth: { ...natGone('access-trail'), gaps: ['cloudtrail:LookupEvents'] },
  },
  {
    id: 'access/network-denied',
    title: 'Nothing connects, and nothing of the network may be read',
    story: 'The NAT gateway is gone, seen by a role without any right to EC2.',
    ask: 'charge-card',
    account: (now) => fleet(now, payments('access-network'), ...charges, denied('ec2:*')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ec2:DescribeSubnets'],
      mustNotClaim: ['nat-gone', 'net-no-egress', 'nat-port-exhaustion', 'timeout-too-low'],
    },
  },
  {
    id: 'access/configuration-denied',
    title: 'Its settings may not be read',
    story:
      'thumbnails is killed for want of memory. The role may read metrics and logs, and not how the function is set up: the log says enough.',
    ask: arnOf('access-settings', 'thumbnails', 'us-west-2'),
    account: (now) =>
      fleet(
        now,
        media('access-settings'),
        suffers({ name: 'thumbnails', since: 32, share: 0.4, outcome: isKilled(3) }),
        denied('lambda:GetFunctionConfiguration'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['memory-exhausted'],
      resource: 'thumbnails',
      gaps: ['lambda:GetFunctionConfiguration'],
      mustNotClaim: ['heap-oom', 'timeout-too-low', 'bad-release'],
    },
  },
  {
    id: 'throttled-calls/every-second',
    title: 'Every second call is throttled',
    story: 'AWS throttles every second call of ours. The large invoices are found all the same.',
    ask: 'invoice-pdf',
    account: (now) => fleet(now, invoices('throttled-second'), longInvoices, faulty({ kind: 'throttling', every: 2 })),
    truth: tooShort,
  },
  {
    id: 'throttled-calls/logs-always',
    title: 'Logs Insights is throttled without end',
    story: 'Other users of the account have used up all calls to Logs. What metrics show is all there is.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(now, invoices('throttled-logs'), longInvoices, faulty({ service: 'logs', kind: 'throttling' })),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['logs:StartQuery'],
      mustNotClaim: ['downstream-3rd-party', 'memory-exhausted'],
    },
  },
  {
    id: 'throttled-calls/network',
    title: 'EC2 throttles the first calls of each kind',
    story: 'A script of somebody describes everything in a loop. Each of our calls is refused twice, then answered.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('throttled-ec2'),
        ...charges,
        faulty(
          ...['DescribeRouteTables', 'DescribeSubnets', 'DescribeNatGateways', 'DescribeVpcEndpoints'].map(
            (operation) => ({ service: 'ec2', operation, kind: 'throttling', first: 2 }) as const,
          ),
        ),
      ),
    truth: natGone('throttled-ec2'),
  },
  {
    id: 'throttled-calls/pages-of-three',
    title: 'Three items to a page, some of them empty',
    story: 'AWS gives three items a page, and now and then an empty one. Nothing is lost.',
    ask: 'charge-card',
    account: (now) =>
      fleet(now, payments('pages-three'), ...charges, (made) => {
        made.history.pageSize = 3;
      }),
    truth: natGone('pages-three'),
  },
];
