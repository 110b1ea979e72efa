import { dualStack, ipv6Hosts } from '#simulation/incidents/dual-stack';
import { cutOff } from '#simulation/incidents/network';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { securityGroupId } from '#simulation/shop/network';
import { refused } from '#simulation/shop/outcome';
import { record } from '#simulation/shop/trail';
import { storefront } from './shops.ts';

const assets: readonly Happening[] = [ipv6Hosts({ group: 'assets', count: 4, perMinute: 80, port: 8_443 }), dualStack];

/** The load balancer is still let in by IPv4, by which it does not come. */
const onlyIpv4: Happening = (made) => {
  const group = made.network.ec2.securityGroups.find(({ GroupName }) => GroupName === 'assets-hosts');
  if (!group?.GroupId) throw new RangeError('no security group of assets');
  group.IpPermissions = [
    {
      IpProtocol: 'tcp',
      FromPort: 8_443,
      ToPort: 8_443,
      IpRanges: [{ CidrIp: '10.0.0.0/8' }],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    },
  ];
  record(made, {
    name: 'RevokeSecurityGroupIngress',
    source: 'ec2',
    by: 'jon.abara',
    minutesAgo: 26,
    parameters: { groupId: group.GroupId, ipPermissions: { items: [{ ipProtocol: 'tcp', fromPort: 8_443 }] } },
    resources: [{ type: 'AWS::EC2::SecurityGroup', name: group.GroupId }],
  });
};

export const ipv6: readonly Scenario[] = [
  {
    id: 'sg-blocks-target/ipv4-only',
    title: 'The rule names IPv4, the load balancer comes by IPv6',
    story:
      'The hosts of assets are registered by their IPv6 addresses. 26 minutes ago Jon replaced the rule that let the load balancer in by one for all of 10.0.0.0/8. All other groups are reached by IPv4 and are fine.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('six-rule'), ...assets, onlyIpv4, cutOff('assets', 26)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('six-rule', 'assets-hosts'),
      mustNotClaim: ['connect-timeout', 'target-slow', 'bad-rollout'],
    },
  },
  {
    id: 'single-target-502/one-of-four-by-ipv6',
    title: 'One host of four, known by its IPv6 address',
    story: 'Since 33 minutes nothing listens on one of the four hosts of assets. Its health checks go to another port.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('six-one'),
        ...assets,
        requestsFail({ group: 'assets', since: 33, outcome: refused, targets: [2] }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['single-target-502'],
      resource: '::c0e0]:8443',
      mustNotClaim: ['keepalive-mismatch', 'single-az', 'bad-rollout'],
    },
  },
];
