import type { End } from '#network';

/** Where something is in the network: the tasks of a service, a function, a database, an endpoint. */
export interface NetworkPlace {
  /** Left out or null where only the subnets or security groups are known: it is told from them. */
  readonly vpc?: string | null;
  /** Ids; null when they are not known. */
  readonly subnets: readonly string[] | null;
  /** Ids; null when they are not known. */
  readonly securityGroups: readonly string[] | null;
  /** Known private addresses. Without any it is judged by the CIDRs of its subnets. */
  readonly addresses?: readonly string[];
  /** Whether it has a public IPv4 address; null when not known. Lambda functions never have one: say `false`. */
  readonly publicIp?: boolean | null;
}

export function endOf({ addresses, subnets, securityGroups, publicIp }: NetworkPlace): End {
  return { ips: addresses ?? [], subnets, securityGroups, publicIp };
}
