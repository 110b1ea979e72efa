import type { Network, NetworkAcl, NetworkAclEntry, SecurityGroup, SgRule, Subnet } from '#network';

/** A VPC with nothing in it that was read without trouble. */
export const emptyNetwork: Network = {
  subnets: [],
  securityGroups: [],
  networkAcls: [],
  routeTables: [],
  natGateways: [],
  vpcEndpoints: [],
  prefixLists: {},
};

export function rule(part: Partial<SgRule>): SgRule {
  return { protocol: 'tcp', fromPort: null, toPort: null, cidrs: [], prefixLists: [], groups: [], ...part };
}

export function group(id: string, part: Partial<SecurityGroup> = {}): SecurityGroup {
  return { id, name: id, vpc: 'vpc-1', ingress: [], egress: [everything], ...part };
}

export const everything: SgRule = rule({ protocol: '-1', cidrs: ['0.0.0.0/0', '::/0'] });

export function subnet(id: string, cidr: string, part: Partial<Subnet> = {}): Subnet {
  return { id, vpc: 'vpc-1', zone: 'eu-west-1a', cidr, ipv6Cidrs: [], freeIps: 200, ...part };
}

export function entry(number: number, part: Partial<NetworkAclEntry> = {}): NetworkAclEntry {
  return {
    number,
    egress: false,
    protocol: '-1',
    action: 'allow',
    cidr: '0.0.0.0/0',
    fromPort: null,
    toPort: null,
    ...part,
  };
}

export function acl(id: string, subnets: readonly string[], entries: readonly NetworkAclEntry[]): NetworkAcl {
  return { id, subnets, isDefault: false, entries };
}

/** As AWS makes it: everything in and out. */
export function openAcl(id: string, subnets: readonly string[]): NetworkAcl {
  return acl(id, subnets, [entry(100), entry(100, { egress: true }), ...lastEntries]);
}

export const lastEntries: readonly NetworkAclEntry[] = [
  entry(32_767, { action: 'deny' }),
  entry(32_767, { action: 'deny', egress: true }),
];
