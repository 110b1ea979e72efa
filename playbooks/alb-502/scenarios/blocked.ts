import { balancerNamed, found, groupNamed, of } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { changeAcl, cutOff, limitBalancerEgress, revokeIngress, setIngress } from '#simulation/incidents/network';
import { killedByChecks } from '#simulation/incidents/stops';
import { requestsFail, timedOut } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { addSecurityGroup, aclId, securityGroupId } from '#simulation/shop/network';
import { answered, unanswered, unreachable } from '#simulation/shop/outcome';
import { record } from '#simulation/shop/trail';
import { backoffice, bakery, clinic, maps, payments, storefront, tickets, video } from './shops.ts';

/** The load balancer is given another security group, which the tasks have never heard of. */
const anotherGroup: Happening = (made) => {
  const balancer = balancerNamed(made);
  const group = addSecurityGroup(made.network, made.place, made.seed, 'edge-v2', 'New edge');
  group.IpPermissions?.push({
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    IpRanges: [{ CidrIp: '0.0.0.0/0' }],
    Ipv6Ranges: [],
    PrefixListIds: [],
    UserIdGroupPairs: [],
  });
  balancer.raw.SecurityGroups = [group.GroupId];
  for (const eni of made.network.ec2.networkInterfaces)
    if (eni.Description === `ELB ${balancer.path}`) eni.Groups = [{ GroupId: group.GroupId, GroupName: 'edge-v2' }];
  record(made, {
    name: 'SetSecurityGroups',
    source: 'elasticloadbalancing',
    by: 's.brandt',
    minutesAgo: 21,
    parameters: { loadBalancerArn: balancer.arn, securityGroups: [group.GroupId] },
    resources: [{ type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', name: balancer.arn }],
  });
  for (const { name } of made.groups) cutOff(name, 21)(made);
};

/** Answers cannot get back: the private subnets may not send to high ports. */
const noWayBack: readonly Happening[] = [
  changeAcl(
    'private',
    [
      {
        Egress: true,
        RuleNumber: 90,
        Protocol: '6',
        RuleAction: 'deny',
        CidrBlock: '0.0.0.0/0',
        PortRange: { From: 1_024, To: 65_535 },
      },
    ],
    { minutesAgo: 32, by: 'zhang.min' },
  ),
  cutOff('tiles', 32),
  cutOff('routing', 32),
];

const crowded =
  (service: string, since: number): Happening =>
  (made) => {
    const group = groupNamed(made, service);
    made.troubles.push({ from: since, until: 0, share: 0.4, hits: of(group), outcome: unreachable });
    found(
      made.services.find(({ name }) => name === service),
      service,
    ).load.surges.push({ from: since + 1, until: -1, cpu: 100 });
  };

export const blocked: readonly Scenario[] = [
  {
    id: 'sg-blocks-target/rule-revoked',
    title: 'The ledger times out: its security group no longer admits the load balancer',
    symptom: 'The ledger times out with 504',
    story:
      'Jon tidied up security groups and revoked the one rule that let the load balancer into the ledger’s tasks, 24 minutes ago. Packets are dropped: each request waits ten seconds for a connection and ends in 504, not 502. Health checks time out as well, ECS kills tasks and starts others that are no better off.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('sg-revoked'),
        revokeIngress('ledger', 24),
        killedByChecks({ service: 'ledger', since: 24, sickness: timedOut, lives: 6 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('sg-revoked', 'ledger-tasks'),
      mustNotClaim: [
        'target-conn-refused',
        'target-slow',
        'bad-rollout',
        'keepalive-mismatch',
        'no-registered-targets',
      ],
    },
    sample: true,
  },
  {
    id: 'sg-blocks-target/another-group-on-the-balancer',
    title: 'Nothing works since the load balancer got a new security group',
    story:
      'The load balancer was given the security group edge-v2 21 minutes ago. The tasks admit the old group only. Every service times out, and none of them was touched.',
    ask: 'backoffice-int',
    account: (now) => shop(now, backoffice('sg-other'), anotherGroup),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: 'sg-',
      mustNotClaim: ['target-slow', 'connect-timeout', 'target-conn-refused', 'single-az'],
    },
  },
  {
    id: 'sg-blocks-target/acl-blocks-the-way-back',
    title: 'Requests get in, answers do not get out',
    story:
      'To stop a miner someone denied the private subnets all traffic to ports from 1024 up, 32 minutes ago. The security groups are in order; but the targets’ answers go to just such ports. Connections are never completed.',
    ask: 'ditu-web',
    account: (now) => shop(now, maps('acl-back'), ...noWayBack),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: aclId('acl-back', 'private'),
      mustNotClaim: ['target-slow', 'connect-timeout', 'target-conn-refused'],
    },
  },
  {
    id: 'sg-blocks-target/balancer-egress',
    title: 'The load balancer may send to port 8080 only',
    story:
      'For an audit the outgoing rules of the load balancer’s group were cut down to port 8080 28 minutes ago. booking is on 8080 and fine. records-gateway is on 7443 and can no longer be reached.',
    ask: 'appointments',
    account: (now) =>
      shop(
        now,
        clinic('sg-egress'),
        limitBalancerEgress(
          [
            {
              IpProtocol: 'tcp',
              FromPort: 8_080,
              ToPort: 8_080,
              IpRanges: [{ CidrIp: '10.0.0.0/8' }],
              Ipv6Ranges: [],
              PrefixListIds: [],
              UserIdGroupPairs: [],
            },
          ],
          28,
          'd.osei',
        ),
        cutOff('records-gateway', 28),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('sg-egress', 'appointments-alb'),
      mustNotClaim: ['target-slow', 'connect-timeout', 'single-az'],
    },
  },
  {
    id: 'sg-blocks-target/unusual-but-open',
    title: 'Rules that look wrong and let everything through',
    story:
      'The tasks of orders admit the whole network by protocol -1, those of seatmap a range of ports. No rule names port 8080 or 8000, nor the load balancer’s group; both are open. What fails since 30 minutes is slowness: orders waits for a locked table.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('sg-open'),
        setIngress('orders', (_balancer, _port, made) => [
          {
            IpProtocol: '-1',
            IpRanges: [{ CidrIp: made.network.cidr }],
            Ipv6Ranges: [],
            PrefixListIds: [],
            UserIdGroupPairs: [],
          },
        ]),
        setIngress('seatmap', (_balancer, _port, made) => [
          {
            IpProtocol: '6',
            FromPort: 7_000,
            ToPort: 9_000,
            IpRanges: [{ CidrIp: made.network.cidr }],
            Ipv6Ranges: [],
            PrefixListIds: [],
            UserIdGroupPairs: [],
          },
        ]),
        requestsFail({
          group: 'orders',
          since: 30,
          share: 0.35,
          outcome: (chance) => (chance() < 0.6 ? unanswered(60) : answered(200, 35 + chance() * 24)),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'orders',
      mustNotClaim: ['sg-blocks-target', 'connect-timeout'],
    },
  },
  {
    id: 'sg-blocks-target/group-port-is-not-used',
    title: 'The target group says port 80, and no rule allows port 80',
    story:
      'The bakery’s target group has port 80, its task registers itself on 3000, and the security group allows 3000 alone. All is well: the port of the group is only a default.',
    ask: 'baeckerei',
    account: (now) =>
      shop(
        now,
        { ...bakery('sg-group-port'), services: [{ name: 'web', perMinute: 90, tasks: 2, port: 3_000 }] },
        (made) => {
          groupNamed(made, 'web').raw.Port = 80;
        },
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['sg-blocks-target', 'target-conn-refused'] },
  },
  {
    id: 'sg-blocks-target/groups-denied',
    title: 'Timeouts, and security groups may not be read',
    story:
      'The rule for the ledger was revoked, but neither security groups nor events may be read. Connections time out: something on the way drops them, and it cannot be told what.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('sg-denied'),
        revokeIngress('ledger', 24),
        denied('ec2:DescribeSecurityGroups', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ec2:DescribeSecurityGroups'],
      mustNotClaim: ['sg-blocks-target', 'target-conn-refused', 'target-slow'],
    },
  },
  {
    id: 'connect-timeout/accept-queue-full',
    title: 'The tasks are too busy to accept connections',
    story:
      'playback has been at full CPU for 27 minutes after a cache was lost, and does not accept connections in time: four requests in ten wait ten seconds and end in 504. The path is open, as the other six show; the checks get through often enough to stay green.',
    ask: 'stream-api',
    account: (now) => shop(now, video('connect-busy'), crowded('playback', 27)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connect-timeout'],
      resource: 'playback',
      mustNotClaim: ['sg-blocks-target', 'target-slow', 'target-conn-refused', 'single-az'],
    },
  },
  {
    id: 'connect-timeout/answers-late',
    title: 'Connections are made at once; it is the answer that is late',
    story:
      'checkout-api waits for its tax service since 34 minutes. The log shows connections made within a millisecond and given up after sixty seconds.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('connect-late'),
        requestsFail({
          group: 'checkout-api',
          since: 34,
          share: 0.4,
          outcome: (chance) => (chance() < 0.5 ? unanswered(60) : answered(200, 28 + chance() * 31)),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'checkout-api',
      mustNotClaim: ['connect-timeout', 'sg-blocks-target'],
    },
  },
  {
    id: 'connect-timeout/logs-denied',
    title: 'Failed connections behind 504s, and no log to time them',
    story:
      'playback does not accept connections in time; the log may not be read. As many connections fail as requests end in 504, and nothing in the network forbids them.',
    ask: 'stream-api',
    account: (now) => shop(now, video('connect-denied'), crowded('playback', 27), denied('s3:GetObject')),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connect-timeout'],
      atMost: 'likely',
      gaps: ['s3:GetObject'],
      mustNotClaim: ['sg-blocks-target', 'target-slow', 'target-conn-refused'],
    },
  },
];
