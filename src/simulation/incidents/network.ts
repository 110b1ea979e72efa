import type { IpPermission, NetworkAclEntry } from '@aws-sdk/client-ec2';
import type { Happening } from '../shop.ts';
import type { Shop } from '../shop/model.ts';
import { unreachable } from '../shop/outcome.ts';
import { record } from '../shop/trail.ts';
import { balancerNamed, found, groupNamed, of, serviceNamed } from './find.ts';
import { checksFail, timedOut } from './targets.ts';

/** Nothing gets through to the targets of a group any more: connections time out, and so do the checks. */
export function cutOff(group: string, since: number): Happening {
  return (shop) => {
    shop.troubles.push({ from: since, until: 0, share: 1, hits: of(groupNamed(shop, group)), outcome: unreachable });
    checksFail(group, since, timedOut)(shop);
  };
}

/** Somebody takes away the rule that lets the load balancer reach a service's tasks. */
export function revokeIngress(service: string, minutesAgo: number, by = 'jon.abara'): Happening {
  return (shop) => {
    const { securityGroup } = serviceNamed(shop, service);
    const group = securityGroupOf(shop, securityGroup);
    const revoked = group.IpPermissions?.splice(0) ?? [];
    recordRule(shop, 'RevokeSecurityGroupIngress', securityGroup, revoked, minutesAgo, by);
    cutOff(service, minutesAgo)(shop);
  };
}

function recordRule(
  shop: Shop,
  name: string,
  groupId: string,
  rules: readonly IpPermission[],
  minutesAgo: number,
  by: string,
): void {
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

/** Replaces the rules by which a service's tasks may be reached, without effect on traffic by itself. */
export function setIngress(
  service: string,
  rules: (balancer: string, port: number, shop: Shop) => IpPermission[],
): Happening {
  return (shop) => {
    const { securityGroup, group, port } = serviceNamed(shop, service);
    const rule = securityGroupOf(shop, securityGroup);
    rule.IpPermissions = rules(group?.balancer.securityGroup ?? '', port, shop);
  };
}

/** Puts entries into the ACL of the public or private subnets, optionally of one zone only, which then gets its own. */
export function changeAcl(
  kind: 'public' | 'private',
  entries: readonly NetworkAclEntry[],
  change: { readonly minutesAgo: number; readonly by: string; readonly zone?: string; readonly event?: string },
): Happening {
  return (shop) => {
    const { networkAcls } = shop.network.ec2;
    const shared = found(networkAcls[kind === 'public' ? 0 : 1], `${kind} ACL`);
    let acl = shared;
    if (change.zone !== undefined) {
      const subnet = shop.network.zones.find(({ name }) => name === change.zone)?.[kind].id;
      const moved = shared.Associations?.filter(({ SubnetId }) => SubnetId === subnet) ?? [];
      shared.Associations = shared.Associations?.filter(({ SubnetId }) => SubnetId !== subnet);
      const NetworkAclId = (shared.NetworkAclId ?? '').replace(/.{4}$/, 'f00d');
      acl = {
        ...shared,
        NetworkAclId,
        Associations: moved.map((one) => ({ ...one, NetworkAclId })),
        Entries: [...(shared.Entries ?? [])],
      };
      networkAcls.push(acl);
    }
    const replaced = new Set(entries.map(({ Egress, RuleNumber }) => `${Egress}/${RuleNumber}`));
    acl.Entries = [
      ...entries,
      ...(acl.Entries ?? []).filter(({ Egress, RuleNumber }) => !replaced.has(`${Egress}/${RuleNumber}`)),
    ];
    for (const entry of entries)
      record(shop, {
        name: change.event ?? 'CreateNetworkAclEntry',
        source: 'ec2',
        by: change.by,
        minutesAgo: change.minutesAgo,
        parameters: {
          networkAclId: acl.NetworkAclId,
          ruleNumber: entry.RuleNumber,
          egress: entry.Egress,
          ruleAction: entry.RuleAction,
          aclProtocol: entry.Protocol,
          cidrBlock: entry.CidrBlock,
          portRange: { from: entry.PortRange?.From, to: entry.PortRange?.To },
        },
        resources: [{ type: 'AWS::EC2::NetworkAcl', name: acl.NetworkAclId ?? '' }],
      });
  };
}

/** The load balancer's own group may no longer send anything but what is given. */
export function limitBalancerEgress(rules: readonly IpPermission[], minutesAgo: number, by: string): Happening {
  return (shop) => {
    const { securityGroup } = balancerNamed(shop);
    const group = securityGroupOf(shop, securityGroup);
    const before = group.IpPermissionsEgress ?? [];
    group.IpPermissionsEgress = [...rules];
    recordRule(shop, 'RevokeSecurityGroupEgress', securityGroup, before, minutesAgo, by);
  };
}

function securityGroupOf(shop: Shop, id: string) {
  return found(
    shop.network.ec2.securityGroups.find(({ GroupId }) => GroupId === id),
    id,
  );
}

/** A subnet is taken from the load balancer: its node goes, and the targets in the zone are no longer used. */
export function leaveZone(index: number, minutesAgo: number, by: string): Happening {
  return (shop) => {
    const gone = found(shop.network.zones[index], 'zone');
    const { arn, raw, nodes } = balancerNamed(shop);
    raw.AvailabilityZones = raw.AvailabilityZones?.filter(({ ZoneName }) => ZoneName !== gone.name);
    for (const node of nodes) {
      if (node.zone !== gone.name) continue;
      node.until = minutesAgo;
      const { networkInterfaces } = shop.network.ec2;
      const place = networkInterfaces.findIndex(({ PrivateIpAddress }) => PrivateIpAddress === node.ip);
      networkInterfaces.splice(place, 1);
    }
    record(shop, {
      name: 'SetSubnets',
      source: 'elasticloadbalancing',
      by,
      minutesAgo,
      parameters: { loadBalancerArn: arn, subnets: (raw.AvailabilityZones ?? []).map(({ SubnetId }) => SubnetId) },
      resources: [{ type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', name: arn }],
    });
    for (const target of shop.groups.flatMap(({ targets }) => targets)) {
      if (target.zone !== gone.name) continue;
      target.until = minutesAgo;
      target.health = {
        State: 'unused',
        Reason: 'Target.NotInUse',
        Description: 'Target is in an Availability Zone that is not enabled for the load balancer',
      };
    }
  };
}
