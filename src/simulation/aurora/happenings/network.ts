import type { IpPermission, NetworkAclEntry } from '@aws-sdk/client-ec2';
import { hex } from '../../shop/dice.ts';
import { record } from '../../shop/trail.ts';
import type { Estate, Happening } from '../model.ts';
import { clientNamed, databaseNamed, found, groupOf, proxyNamed } from './find.ts';

/** The rule by which a client was admitted is taken away. */
export function revoked(client: string, minutesAgo: number, by = 'jon.abara'): Happening {
  return (estate) => {
    const { securityGroup } = clientNamed(estate, client);
    takeAway(estate, databaseNamed(estate).securityGroup, securityGroup, minutesAgo, by);
  };
}

/** The rule by which a proxy was admitted to its database is taken away. */
export function proxyRevoked(minutesAgo: number, by = 'jon.abara'): Happening {
  return (estate) => {
    takeAway(estate, databaseNamed(estate).securityGroup, proxyNamed(estate).securityGroup, minutesAgo, by);
  };
}

function takeAway(estate: Estate, into: string, from: string, minutesAgo: number, by: string): void {
  const group = groupOf(estate, into);
  const isOf = ({ UserIdGroupPairs }: IpPermission) => UserIdGroupPairs?.some(({ GroupId }) => GroupId === from);
  const rules = (group.IpPermissions ?? []).filter(isOf);
  group.IpPermissions = (group.IpPermissions ?? []).filter((rule) => !isOf(rule));
  recordRules(estate, 'RevokeSecurityGroupIngress', into, rules, minutesAgo, by);
}

function recordRules(
  { shop }: Estate,
  name: string,
  groupId: string,
  rules: readonly IpPermission[],
  minutesAgo: number,
  by: string,
) {
  record(shop, {
    name,
    source: 'ec2',
    by,
    minutesAgo,
    parameters: {
      groupId,
      ipPermissions: {
        items: rules.map(({ IpProtocol, FromPort, ToPort, UserIdGroupPairs, IpRanges }) => ({
          ipProtocol: IpProtocol,
          fromPort: FromPort,
          toPort: ToPort,
          groups: { items: (UserIdGroupPairs ?? []).map(({ GroupId }) => ({ groupId: GroupId })) },
          ipRanges: { items: (IpRanges ?? []).map(({ CidrIp }) => ({ cidrIp: CidrIp })) },
        })),
      },
    },
    resources: [{ type: 'AWS::EC2::SecurityGroup', name: groupId }],
  });
}

/** The database admits what is given, and always has; nothing else. */
export function admits(rules: (estate: Estate) => IpPermission[]): Happening {
  return (estate) => {
    groupOf(estate, databaseNamed(estate).securityGroup).IpPermissions = rules(estate);
  };
}

/** A rule in which whatever is not given is empty. */
export function rule(part: IpPermission): IpPermission {
  return { IpProtocol: 'tcp', UserIdGroupPairs: [], IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], ...part };
}

/** A client may no longer send anything but what is given. */
export function egressLimited(
  client: string,
  rules: readonly IpPermission[],
  minutesAgo: number,
  by: string,
): Happening {
  return (estate) => {
    const { securityGroup } = clientNamed(estate, client);
    const group = groupOf(estate, securityGroup);
    const before = group.IpPermissionsEgress ?? [];
    group.IpPermissionsEgress = [...rules];
    recordRules(estate, 'RevokeSecurityGroupEgress', securityGroup, before, minutesAgo, by);
    recordRules(estate, 'AuthorizeSecurityGroupEgress', securityGroup, rules, minutesAgo + 0.2, by);
  };
}

/** Entries are put into the ACL of the subnets of databases, or of those of the applications. */
export function aclChanged(
  kind: 'data' | 'private',
  entries: readonly NetworkAclEntry[],
  { minutesAgo, by }: { readonly minutesAgo: number; readonly by: string },
): Happening {
  return ({ shop }) => {
    const id = `acl-0${hex(`${shop.seed}/acl/${kind}`, 16)}`;
    const acl = found(
      shop.network.ec2.networkAcls.find(({ NetworkAclId }) => NetworkAclId === id),
      id,
    );
    acl.Entries = [...entries, ...(acl.Entries ?? [])].toSorted((a, b) => (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0));
    for (const { Egress, RuleNumber, RuleAction, Protocol, CidrBlock, PortRange } of entries)
      record(shop, {
        name: 'CreateNetworkAclEntry',
        source: 'ec2',
        by,
        minutesAgo,
        parameters: {
          networkAclId: id,
          ruleNumber: RuleNumber,
          egress: Egress,
          ruleAction: RuleAction,
          aclProtocol: Protocol,
          cidrBlock: CidrBlock,
          portRange: { from: PortRange?.From, to: PortRange?.To },
        },
        resources: [{ type: 'AWS::EC2::NetworkAcl', name: id }],
      });
  };
}

/** Known beforehand, so that a scenario can say which ACL is to blame. */
export function dataAcl(seed: string, kind: 'data' | 'private' = 'data'): string {
  return `acl-0${hex(`${seed}/acl/${kind}`, 16)}`;
}
