/**
 * The parts of a VPC that decide whether packets arrive, narrowed from what EC2 returns. A part that could not be read
 * is null: the evaluator then answers `unknown` where it would have mattered, never `pass` and never `fail`.
 */
export interface Network {
  readonly subnets: readonly Subnet[] | null;
  readonly securityGroups: readonly SecurityGroup[] | null;
  readonly networkAcls: readonly NetworkAcl[] | null;
  readonly routeTables: readonly RouteTable[] | null;
  readonly natGateways: readonly NatGateway[] | null;
  readonly vpcEndpoints: readonly VpcEndpoint[] | null;
  /** CIDRs by prefix list id. A list that is not in here could not be resolved. */
  readonly prefixLists: PrefixLists;
  /** DNS attributes by VPC; absent where they were not read. */
  readonly vpcs?: readonly Vpc[] | undefined;
}

export type PrefixLists = { readonly [id: string]: readonly string[] };

export interface Vpc {
  readonly id: string;
  /** `enableDnsSupport`; null when unread. */
  readonly dnsSupport: boolean | null;
  /** `enableDnsHostnames`; null when unread. */
  readonly dnsHostnames: boolean | null;
}

export interface Subnet {
  readonly id: string;
  readonly vpc: string;
  /** Availability zone name or id. */
  readonly zone: string;
  /** IPv4; empty for a subnet that has IPv6 only. */
  readonly cidr: string;
  readonly ipv6Cidrs: readonly string[];
  readonly freeIps: number;
  /** `BlockPublicAccessStates.InternetGatewayBlockMode`: `off`, `block-ingress`, `block-bidirectional`. */
  readonly internetBlock?: string | null | undefined;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly vpc: string;
  readonly ingress: readonly SgRule[];
  readonly egress: readonly SgRule[];
}

/** What a rule permits: security groups know no denials. */
export interface SgRule {
  /** `sgr-…`, where it was read. */
  readonly id?: string | undefined;
  /** `-1` for all, a name (`tcp`, `udp`, `icmp`, `icmpv6`) or a protocol number (`6`). */
  readonly protocol: string;
  /** Null when absent, as with protocol `-1`: all ports. For ICMP the type and the code, -1 for any. */
  readonly fromPort: number | null;
  readonly toPort: number | null;
  /** IPv4 and IPv6. */
  readonly cidrs: readonly string[];
  readonly prefixLists: readonly string[];
  /** Ids of security groups whose members are meant. */
  readonly groups: readonly string[];
}

export interface NetworkAcl {
  readonly id: string;
  /** The subnets it is associated with. */
  readonly subnets: readonly string[];
  readonly isDefault: boolean;
  readonly entries: readonly NetworkAclEntry[];
}

export interface NetworkAclEntry {
  /** The lowest that matches decides; 32767 is the final `*`. */
  readonly number: number;
  readonly egress: boolean;
  /** A protocol number as text, `-1` for all. */
  readonly protocol: string;
  readonly action: 'allow' | 'deny';
  readonly cidr: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
}

export interface RouteTable {
  readonly id: string;
  readonly vpc: string;
  /** It serves every subnet of its VPC that has no table of its own. */
  readonly main: boolean;
  readonly subnets: readonly string[];
  readonly routes: readonly Route[];
}

export interface Route {
  /** A CIDR or a prefix list id. */
  readonly destination: string;
  /** `local`, `igw-…`, `nat-…`, `tgw-…`, `pcx-…`, `vpce-…`, `eni-…`, `vgw-…`, `eigw-…`, … */
  readonly target: string;
  /** `active` or `blackhole`: the latter when what it points to is gone. */
  readonly state: string;
}

export interface VpcEndpoint {
  readonly id: string;
  /** `com.amazonaws.eu-west-1.s3`. */
  readonly service: string;
  /** `Gateway`, `Interface` or another. */
  readonly type: string;
  /** Compared without case: the model says `Available`, the wire `available`. */
  readonly state: string;
  readonly routeTables: readonly string[];
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly privateDns: boolean;
}

export interface NatGateway {
  readonly id: string;
  /** Null for a regional gateway, which has no subnet of its own. */
  readonly subnet: string | null;
  readonly state: string;
  /** `zonal` or `regional`. */
  readonly availabilityMode?: string | undefined;
}

/** One end of a connection. */
export interface End {
  /** Addresses, or CIDRs where only those are known. Without any, the end is judged by the CIDRs of its subnets. */
  readonly ips: readonly string[];
  /** Ids. Empty for an end outside of our VPCs; null when they could not be read. */
  readonly subnets: readonly string[] | null;
  /** Ids. Empty for an end without security groups; null when they could not be read. */
  readonly securityGroups: readonly string[] | null;
  /** Whether it has a public IPv4 address. Left out or null when not known; Lambda functions never have one. */
  readonly publicIp?: boolean | null | undefined;
}
