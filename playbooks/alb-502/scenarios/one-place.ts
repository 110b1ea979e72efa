import { hosts } from '#simulation/incidents/extras';
import { groupNamed } from '#simulation/incidents/find';
import { attribute, denied } from '#simulation/incidents/limits';
import { changeAcl } from '#simulation/incidents/network';
import { checksFail, refusedChecks, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { answered, closed, refused, unreachable } from '#simulation/shop/outcome';
import { clinic, maps, payments, storefront, tickets } from './shops.ts';

/** One host out of six drops most of what it gets; its health page is served from memory and stays green. */
const badHost: readonly Happening[] = [
  hosts({ group: 'image-proxy', count: 6, perMinute: 120 }),
  requestsFail({
    group: 'image-proxy',
    since: 43,
    share: 0.7,
    targets: [2],
    outcome: (chance) => closed(0.01 + chance() * 0.3),
  }),
];

/** Target groups that keep traffic within its zone, and a zone in which the targets lose most of it. */
const zoneTrouble = (group: string, zone: string, since: number): readonly Happening[] => [
  (made) => {
    groupNamed(made, group).attributes['load_balancing.cross_zone.enabled'] = 'false';
  },
  requestsFail({
    group,
    since,
    share: 0.45,
    zone,
    outcome: (chance) => (chance() < 0.5 ? closed(0.2 + chance()) : unreachable()),
  }),
];

/** The ACL of one public subnet lets the load balancer's node send to nobody. */
const nodeShutIn = (zone: string, minutesAgo: number): readonly Happening[] => [
  changeAcl(
    'public',
    [
      {
        Egress: true,
        RuleNumber: 40,
        Protocol: '6',
        RuleAction: 'deny',
        CidrBlock: '10.0.0.0/8',
        PortRange: { From: 1_024, To: 65_535 },
      },
    ],
    { minutesAgo, by: 's.brandt', zone },
  ),
  requestsFail({ group: 'checkout-api', since: minutesAgo, zone, outcome: unreachable }),
  requestsFail({ group: 'catalog-web', since: minutesAgo, zone, outcome: unreachable }),
];

export const onePlace: readonly Scenario[] = [
  {
    id: 'single-target-502/full-disk',
    title: 'One image host of six spoils it for everyone',
    symptom: 'One image in six does not load',
    story:
      'The disk of one image-proxy host has been full for 43 minutes. It takes requests and drops most of the connections, while its health page, served from memory, stays green. The other five are fine. The metrics have no dimension for a single target: the access log shows that all failures fell on one address.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('single-disk'), ...badHost),
    truth: {
      kind: 'diagnosed',
      rootCause: ['single-target-502'],
      resource: 'image-proxy',
      mustNotClaim: ['keepalive-mismatch', 'bad-rollout', 'single-az', 'target-generated-5xx'],
    },
    sample: true,
  },
  {
    id: 'single-target-502/one-task-refuses',
    title: 'One seatmap task refuses connections',
    story:
      'Health checks of seatmap go to port 9090, which a helper process serves. In one of six tasks the main process ended 36 minutes ago without taking the container along. Connections to that one address are refused.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('single-refuses'),
        (made) => {
          groupNamed(made, 'seatmap').raw.HealthCheckPort = '9090';
        },
        requestsFail({ group: 'seatmap', since: 36, targets: [4], outcome: refused }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['single-target-502', 'target-conn-refused'],
      resource: 'seatmap',
      mustNotClaim: ['keepalive-mismatch', 'bad-rollout', 'single-az'],
    },
  },
  {
    id: 'single-target-502/spread-evenly',
    title: 'All six hosts drop a connection now and then',
    story:
      'Since 37 minutes every image-proxy host drops about one connection in fifty, after their kernel settings were changed by hand: they close idle connections after ten seconds. No host stands out.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('single-spread'),
        hosts({ group: 'image-proxy', count: 6, perMinute: 120 }),
        requestsFail({ group: 'image-proxy', since: 37, share: 0.02, outcome: (chance) => closed(chance() * 0.003) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'image-proxy',
      mustNotClaim: ['single-target-502', 'single-az'],
    },
  },
  {
    id: 'single-target-502/one-burst',
    title: 'A burst on one target is not a bad target',
    story:
      'Everywhere booking loses one connection in eighty since 50 minutes, as it closes idle ones too early. In one minute a client sent a run of requests over one busy connection to one task, and a dozen of them failed together. That task is no worse than the others.',
    ask: 'appointments',
    account: (now) =>
      shop(
        now,
        clinic('single-burst'),
        requestsFail({ group: 'booking', since: 50, share: 0.0125, outcome: (chance) => closed(chance() * 0.002) }),
        requestsFail({
          group: 'booking',
          since: 22,
          until: 21.4,
          share: 0.9,
          targets: [1],
          outcome: (chance) => closed(chance() * 0.002),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'booking',
      mustNotClaim: ['single-target-502'],
    },
  },
  {
    id: 'single-target-502/the-only-host',
    title: 'All errors come from one host, which is all there is',
    story:
      'intranet has a single host, on which nothing listens any more since 30 minutes. It has no fellows that would serve; the tasks of the other groups do.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('single-only'),
        hosts({ group: 'intranet', count: 1, perMinute: 60 }),
        requestsFail({ group: 'intranet', since: 30, outcome: refused }),
        checksFail('intranet', 30, refusedChecks),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: 'intranet',
      mustNotClaim: ['single-target-502', 'keepalive-mismatch', 'sg-blocks-target'],
    },
  },
  {
    id: 'single-target-502/logs-denied',
    title: 'One bad host, and no log to find it by',
    story:
      'One image-proxy host of six drops connections. Only the access log knows which target a request went to, and it may not be read; all targets are healthy.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('single-denied'), ...badHost, denied('s3:GetObject')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['s3:GetObject'],
      mustNotClaim: ['single-target-502', 'target-conn-refused', 'target-generated-5xx'],
    },
  },
  {
    id: 'single-az/zone-degraded',
    title: 'One zone of two loses every second request',
    story:
      'The routing service keeps traffic within its zone. Since 21 minutes its tasks in cn-north-1b lose about half of what they get, on a degraded network; in cn-north-1a nothing fails. Nothing was changed in the account.',
    ask: 'ditu-web',
    account: (now) =>
      shop(
        now,
        maps('az-degraded'),
        ...zoneTrouble('tiles', 'cn-north-1b', 21),
        ...zoneTrouble('routing', 'cn-north-1b', 21),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['single-az'],
      resource: 'cn-north-1b',
      mustNotClaim: ['keepalive-mismatch', 'single-target-502', 'bad-rollout', 'sg-blocks-target'],
    },
  },
  {
    id: 'single-az/shift-enabled',
    title: 'One zone of the ticket shop loses every second request, and it may be left',
    story:
      'The seat map keeps traffic within its zone. Since 21 minutes its tasks in ap-southeast-2b lose about half of what they get, on a degraded network; in the others nothing fails. Zonal shift is enabled for the load balancer.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('az-shift'),
        attribute('zonal_shift.config.enabled', 'true'),
        ...zoneTrouble('seatmap', 'ap-southeast-2b', 21),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['single-az'],
      resource: 'ap-southeast-2b',
      mustNotClaim: ['keepalive-mismatch', 'single-target-502', 'bad-rollout', 'sg-blocks-target'],
    },
  },
  {
    id: 'single-az/acl-of-one-subnet',
    title: 'A third of all requests time out since an ACL was tightened',
    story:
      'Someone added a deny rule to the network ACL of one public subnet 26 minutes ago, meant for another VPC. The load balancer’s node in eu-west-1b can no longer open connections to any target; the nodes in the other zones can. A third of the requests end in 504 after ten seconds.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('az-acl'), ...nodeShutIn('eu-west-1b', 26)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target', 'single-az'],
      resource: 'acl-',
      mustNotClaim: ['target-slow', 'single-target-502', 'keepalive-mismatch'],
    },
  },
  {
    id: 'single-az/all-zones-alike',
    title: 'Every zone fails alike',
    story: 'fraud-score answers 500 to a third of its requests since 24 minutes, in all three zones.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('az-all'),
        requestsFail({
          group: 'fraud-score',
          since: 24,
          share: 0.33,
          outcome: (chance) => answered(500, 0.05 + chance() * 0.1),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'fraud-score',
      mustNotClaim: ['single-az', 'single-target-502'],
    },
  },
  {
    id: 'single-az/acls-denied',
    title: 'One zone times out, and the ACLs may not be read',
    story:
      'As with the tightened ACL, but the role may not describe network ACLs, nor look up events. That one zone fails is plain; whether something in the network forbids it there or the zone is ill cannot be told.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('az-denied'),
        ...nodeShutIn('eu-west-1b', 26),
        denied('ec2:DescribeNetworkAcls', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ec2:DescribeNetworkAcls'],
      mustNotClaim: ['sg-blocks-target', 'target-slow'],
    },
  },
];
