import type { Account } from '#simulation/account';
import { denied } from '#simulation/incidents/limits';
import { cutOff, setIngress } from '#simulation/incidents/network';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { securityGroupId } from '#simulation/shop/network';
import { answered, unanswered } from '#simulation/shop/outcome';
import { record } from '#simulation/shop/trail';
import { clinic } from './shops.ts';

const LIST = 'pl-0c3a5f91d2b7e8460';

/** The tasks admit whoever stands in a managed prefix list, not the load balancer's group. */
const admitsByList: Happening = setIngress('records-gateway', (_, port) => [
  {
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    UserIdGroupPairs: [],
    IpRanges: [],
    Ipv6Ranges: [],
    PrefixListIds: [{ PrefixListId: LIST, Description: 'edge subnets' }],
  },
]);

/** Somebody takes the public subnets out of the list. */
const trimmed =
  (minutesAgo: number): Happening =>
  (made) => {
    record(made, {
      name: 'ModifyManagedPrefixList',
      source: 'ec2',
      by: 'd.osei',
      minutesAgo,
      parameters: {
        prefixListId: LIST,
        removeEntries: made.network.zones.map((zone) => ({ cidr: zone.public.cidr })),
      },
      resources: [{ type: 'AWS::EC2::PrefixList', name: LIST }],
    });
    cutOff('records-gateway', minutesAgo)(made);
  };

function withList(account: Account, ...cidrs: readonly string[]): Account {
  const list = {
    PrefixListId: LIST,
    PrefixListName: 'edge-subnets',
    PrefixListArn: `arn:${account.partition ?? 'aws'}:ec2:${account.region}:${account.id}:prefix-list/${LIST}`,
    OwnerId: account.id,
    AddressFamily: 'IPv4',
    MaxEntries: 20,
    Version: 7,
    State: 'modify-complete' as const,
    entries: cidrs.map((Cidr) => ({ Cidr, Description: 'edge' })),
  };
  return { ...account, ec2: { ...account.ec2, prefixLists: [list] } };
}

export const prefixLists: readonly Scenario[] = [
  {
    id: 'sg-blocks-target/prefix-list-trimmed',
    title: 'Nobody touched a security group, and yet it lets nobody in',
    story:
      'The tasks of records-gateway admit the subnets in a managed prefix list. Tidying up, Daniel took the public subnets, in which the load balancer stands, out of the list 27 minutes ago. The security group reads as ever; connections from the load balancer time out.',
    ask: 'appointments',
    account: (now) =>
      withList(shop(now, clinic('list-trimmed'), admitsByList, trimmed(27)), '192.168.40.0/24', '192.168.41.0/24'),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('list-trimmed', 'records-gateway-tasks'),
      mustNotClaim: ['target-slow', 'connect-timeout', 'target-conn-refused', 'bad-rollout'],
    },
  },
  {
    id: 'sg-blocks-target/prefix-list-in-order',
    title: 'A rule that names no group and no range, and is right',
    story:
      'records-gateway admits a prefix list, and the load balancer’s subnets are in it. What fails since 33 minutes is slow: records are read from tape again, and most requests are given up after a minute.',
    ask: 'appointments',
    account: (now) =>
      withList(
        shop(
          now,
          clinic('list-in-order'),
          admitsByList,
          requestsFail({
            group: 'records-gateway',
            since: 33,
            share: 0.6,
            outcome: (chance) => (chance() < 0.6 ? unanswered(60) : answered(200, 35 + chance() * 24)),
          }),
        ),
        '10.0.0.0/8',
        '172.16.0.0/12',
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'records-gateway',
      mustNotClaim: ['sg-blocks-target', 'connect-timeout', 'target-conn-refused'],
    },
  },
  {
    id: 'sg-blocks-target/prefix-list-denied',
    title: 'Connections time out, and the prefix list may not be read',
    story:
      'The list was trimmed as before. Its entries may not be read, nor what was changed: whether the load balancer is among those let in cannot be told.',
    ask: 'appointments',
    account: (now) =>
      withList(
        shop(
          now,
          clinic('list-denied'),
          admitsByList,
          trimmed(27),
          denied('ec2:GetManagedPrefixListEntries', 'cloudtrail:LookupEvents'),
        ),
        '192.168.40.0/24',
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ec2:GetManagedPrefixListEntries'],
      mustNotClaim: ['sg-blocks-target', 'target-slow', 'target-conn-refused'],
    },
  },
];
