import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { clientNamed, databaseNamed } from '#simulation/aurora/happenings/find';
import { denied } from '#simulation/aurora/happenings/limits';
import { admits, egressLimited, revoked, rule } from '#simulation/aurora/happenings/network';
import { admit } from '#simulation/aurora/clients';
import type { Scenario } from '#simulation/scenario';
import { securityGroupId } from '#simulation/shop/network';
import { record } from '#simulation/shop/trail';
import { ledger, orders, tickets, video } from './estates.ts';

export const securityGroups: readonly Scenario[] = [
  {
    id: 'sg-missing-ingress/rule-revoked',
    title: 'Checkout can no longer reach its database: a rule was revoked',
    symptom: 'Checkout times out; other services are fine',
    story:
      'Jon tidied up security groups and took away the rule that admitted checkout to the orders database, 12 minutes ago. The rules for fulfilment, the export and the bastion are still there. Established connections lived on for a while; new ones time out.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('sg-revoked'),
        (made) => {
          const bastion = {
            GroupId: clientNamed(made, 'fulfilment').securityGroup,
            UserId: made.shop.place.account,
            Description: 'bastion',
          };
          made.shop.network.ec2.securityGroups
            .find(({ GroupId }) => GroupId === databaseNamed(made).securityGroup)
            ?.IpPermissions?.push(rule({ FromPort: 5_432, ToPort: 5_432, UserIdGroupPairs: [bastion] }));
        },
        revoked('checkout', 12),
        complains({ client: 'checkout', failure: 'timeout', since: 11.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: securityGroupId('sg-revoked', 'orders-db-db'),
      mustNotClaim: ['client-egress-blocked', 'nacl-blocks', 'no-route', 'dns-failure', 'instance-down', 'wrong-port'],
    },
    sample: true,
  },
  {
    id: 'sg-missing-ingress/never-admitted',
    title: 'A new service that was never admitted',
    story:
      'loyalty was deployed 26 minutes ago and has never reached the orders database: nobody thought of its security group. The others work as ever.',
    ask: 'loyalty',
    account: (now) => {
      const options = orders('sg-never');
      return estate(
        now,
        {
          ...options,
          clients: [
            ...options.clients,
            { name: 'loyalty', driver: 'node-pg', user: 'loyalty', startedAgo: 26, notAdmitted: true },
          ],
        },
        complains({ client: 'loyalty', failure: 'timeout', since: 25 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: securityGroupId('sg-never', 'orders-db-db'),
      mustNotClaim: ['client-egress-blocked', 'nacl-blocks', 'instance-down', 'dns-failure'],
    },
  },
  {
    id: 'sg-missing-ingress/unusual-but-open',
    title: 'Rules that look wrong and let everything in',
    story:
      'The ledger admits its VPC by protocol -1 and the port range 3000 to 4000, and names neither 3306 nor any group: everything gets through. The service fails because the database has no connections left.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('sg-unusual'),
        admits(({ shop }) => [
          rule({ IpProtocol: '-1', IpRanges: [{ CidrIp: shop.network.cidr }] }),
          rule({ IpProtocol: '6', FromPort: 3_000, ToPort: 4_000, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }),
        ]),
        (made) => {
          for (const { gauges } of databaseNamed(made).instances.slice(0, 1))
            gauges.surges.push({ metric: 'DatabaseConnections', from: 25, until: -1, value: () => 1_000 });
          databaseNamed(made).instanceParameters.push({
            ParameterName: 'max_connections',
            ParameterValue: '1000',
            Source: 'user',
            ApplyMethod: 'immediate',
          });
        },
        complains({ failure: 'no-slots', since: 24 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      resource: 'ledger-cluster',
      mustNotClaim: ['sg-missing-ingress', 'wrong-port', 'nacl-blocks'],
    },
  },
  {
    id: 'sg-missing-ingress/groups-denied',
    title: 'Timeouts, and security groups may not be read',
    story:
      'The rule for checkout was revoked, but neither security groups nor the trail may be read. Packets are dropped somewhere: it cannot be told where.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('sg-denied'),
        revoked('checkout', 22),
        complains({ client: 'checkout', failure: 'timeout', since: 21.5 }),
        denied('ec2:DescribeSecurityGroups', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['ec2:DescribeSecurityGroups'],
      mustNotClaim: ['sg-missing-ingress', 'client-egress-blocked', 'nacl-blocks', 'instance-down', 'acu-ceiling'],
    },
  },
  {
    id: 'sg-missing-ingress/put-back',
    title: 'The rule was gone for a quarter of an hour',
    story:
      'The rule for checkout was revoked 41 minutes ago by mistake, and put back 24 minutes ago. Checkout is well again.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('sg-back'),
        revoked('checkout', 41),
        (made) => {
          const { securityGroup } = databaseNamed(made);
          admit(made.shop, securityGroup, clientNamed(made, 'checkout').securityGroup, 5_432);
          record(made.shop, {
            name: 'AuthorizeSecurityGroupIngress',
            source: 'ec2',
            by: 'jon.abara',
            minutesAgo: 24,
            parameters: { groupId: securityGroup },
            resources: [{ type: 'AWS::EC2::SecurityGroup', name: securityGroup }],
          });
        },
        complains({ client: 'checkout', failure: 'timeout', since: 40.5, until: 24 }),
      ),
    truth: {
      kind: 'unexplained',
      rootCause: null,
      mustNotClaim: ['client-egress-blocked', 'nacl-blocks', 'no-route', 'instance-down', 'wrong-port'],
    },
  },
  {
    id: 'client-egress-blocked/port-443-only',
    title: 'The service may only send to port 443',
    story:
      'For an audit the outgoing rules of the playback tasks were cut down to HTTPS, 18 minutes ago. The database admits them as before.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        video('egress-443'),
        egressLimited(
          'playback',
          [rule({ FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] })],
          18,
          'd.osei',
        ),
        complains({ client: 'playback', failure: 'timeout', since: 17.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['client-egress-blocked'],
      resource: securityGroupId('egress-443', 'playback-tasks'),
      mustNotClaim: ['sg-missing-ingress', 'nacl-blocks', 'no-route', 'connections-exhausted'],
    },
  },
  {
    id: 'client-egress-blocked/limited-and-enough',
    title: 'Egress is limited, and the database is allowed',
    story:
      'The seat map may send to the database’s group on 5432 and to HTTPS, and to nothing else; so it was decided long ago. What fails is the login: the database refuses its password since somebody changed it.',
    ask: 'tix-live from seatmap',
    account: (now) =>
      estate(
        now,
        tickets('egress-enough'),
        (made) => {
          const { securityGroup } = databaseNamed(made);
          const group = made.shop.network.ec2.securityGroups.find(
            ({ GroupId }) => GroupId === clientNamed(made, 'seatmap').securityGroup,
          );
          if (!group) return;
          group.IpPermissionsEgress = [
            rule({ FromPort: 5_432, ToPort: 5_432, UserIdGroupPairs: [{ GroupId: securityGroup }] }),
            rule({ FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
          ];
        },
        complains({ client: 'seatmap', failure: 'password', since: 28 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials'],
      mustNotClaim: ['client-egress-blocked', 'sg-missing-ingress', 'bad-credentials-after-rotation'],
    },
  },
];
