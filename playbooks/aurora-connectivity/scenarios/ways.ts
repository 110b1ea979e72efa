import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { denied } from '#simulation/aurora/happenings/limits';
import { aclChanged, dataAcl } from '#simulation/aurora/happenings/network';
import { apart } from '#simulation/aurora/happenings/peering';
import type { Scenario } from '#simulation/scenario';
import { ledger, maps, orders } from './estates.ts';

export const ways: readonly Scenario[] = [
  {
    id: 'nacl-blocks/port-denied',
    title: 'An ACL denies the database’s port',
    story:
      'After an intrusion test the data subnets were to admit port 3306 from the bastion alone: an entry in their ACL denies it to everybody else since 29 minutes. Security groups are in order.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('acl-port'),
        aclChanged(
          'data',
          [
            {
              Egress: false,
              RuleNumber: 90,
              Protocol: '6',
              RuleAction: 'deny',
              CidrBlock: '10.0.0.0/8',
              PortRange: { From: 3_306, To: 3_306 },
            },
          ],
          { minutesAgo: 29, by: 'sec-ops' },
        ),
        complains({ failure: 'timeout', since: 28.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['nacl-blocks'],
      resource: dataAcl('acl-port'),
      mustNotClaim: ['sg-missing-ingress', 'client-egress-blocked', 'no-route', 'instance-down'],
    },
  },
  {
    id: 'nacl-blocks/the-way-back',
    title: 'Answers do not get back',
    story:
      'The application subnets were denied everything that comes in on ports from 32768 up, 31 minutes ago, against a miner. The database’s answers come in on just such ports.',
    ask: 'ditu-geo',
    account: (now) =>
      estate(
        now,
        maps('acl-back'),
        aclChanged(
          'private',
          [
            {
              Egress: false,
              RuleNumber: 80,
              Protocol: '6',
              RuleAction: 'deny',
              CidrBlock: '0.0.0.0/0',
              PortRange: { From: 1_024, To: 65_535 },
            },
          ],
          { minutesAgo: 31, by: 'zhang.min' },
        ),
        complains({ failure: 'timeout', since: 30.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['nacl-blocks'],
      resource: dataAcl('acl-back', 'private'),
      mustNotClaim: ['sg-missing-ingress', 'client-egress-blocked', 'no-route'],
    },
  },
  {
    id: 'nacl-blocks/acls-denied',
    title: 'Timeouts, and ACLs may not be read',
    story:
      'The ACL of the data subnets denies port 3306, and ACLs may not be read. Everything that can be read lets packets through.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('acl-denied'),
        aclChanged(
          'data',
          [
            {
              Egress: false,
              RuleNumber: 90,
              Protocol: '6',
              RuleAction: 'deny',
              CidrBlock: '10.0.0.0/8',
              PortRange: { From: 3_306, To: 3_306 },
            },
          ],
          { minutesAgo: 29, by: 'sec-ops' },
        ),
        complains({ failure: 'timeout', since: 28.5 }),
        denied('ec2:DescribeNetworkAcls', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['ec2:DescribeNetworkAcls'],
      mustNotClaim: ['nacl-blocks', 'sg-missing-ingress', 'client-egress-blocked', 'instance-down'],
    },
  },
  {
    id: 'no-route/peering-route-deleted',
    title: 'The route to the database’s VPC is gone',
    story:
      'The orders database lies in a VPC of its own, behind a peering. 22 minutes ago the route to it was deleted from the application’s table, with a batch of old ones. Packets go to the NAT gateway now, and are lost.',
    ask: 'orders-db from checkout',
    account: (now) => estate(now, orders('route-gone'), apart(22), complains({ failure: 'timeout', since: 21.5 })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['no-route'],
      mustNotClaim: ['sg-missing-ingress', 'client-egress-blocked', 'nacl-blocks', 'dns-failure'],
    },
  },
  {
    id: 'no-route/peered-and-well',
    title: 'Two VPCs, one peering, all well',
    story: 'The orders database lies in a VPC of its own and is reached over a peering, as it has been for a year.',
    ask: 'orders-db',
    account: (now) => estate(now, orders('route-well'), apart()),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['no-route', 'sg-missing-ingress'] },
  },
  {
    id: 'no-route/peered-and-refused',
    title: 'Over a peering, and the password is wrong',
    story:
      'The database behind the peering answers, and refuses the password that checkout has since its user was changed 23 minutes ago.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(now, orders('route-password'), apart(), complains({ client: 'checkout', failure: 'password', since: 23 })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials'],
      mustNotClaim: ['no-route', 'sg-missing-ingress', 'nacl-blocks'],
    },
  },
  {
    id: 'no-route/routes-denied',
    title: 'Timeouts, and routes may not be read',
    story:
      'The route to the database’s VPC was deleted. Route tables and the trail may not be read, so that nobody can see it.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('route-denied'),
        apart(22),
        complains({ failure: 'timeout', since: 21.5 }),
        denied('ec2:DescribeRouteTables', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['ec2:DescribeRouteTables'],
      mustNotClaim: ['no-route', 'sg-missing-ingress', 'instance-down'],
    },
  },
];
