import { fact, ReadFailure } from '#playbook';
import type { BlindSpot, Fact, FactContext } from '#playbook';
import * as ec2 from '#aws/ec2';
import type { NatGateway, VpcEndpoint } from '#aws/ec2';
import type { Network, Vpc } from '#network';
import type { NetworkPlace } from './place.ts';
import { prefixListEntries, prefixListsIn } from './prefix-lists.ts';

export type { NatGateway, VpcEndpoint } from '#aws/ec2';

/** The VPCs that some places are in, with all that decides whether packets pass. Unread parts are null. */
export interface NetworkAround extends Network {
  readonly natGateways: readonly NatGateway[] | null;
  readonly vpcEndpoints: readonly VpcEndpoint[] | null;
  readonly vpcs: readonly Vpc[];
  /** What could not be read, each with its IAM action where one was refused. */
  readonly unread: readonly BlindSpot[];
}

/**
 * The network around one or several places, each of their VPCs read once and whole. Null when they are in none, as a
 * Lambda function outside of any VPC.
 *
 * @param spec.id Where a playbook looks at more than one network, an id of its own for each.
 */
export function networkAround({
  places,
  id = 'network.around',
}: {
  readonly places: Fact<NetworkPlace | readonly NetworkPlace[] | null>;
  readonly id?: string;
}) {
  return fact({
    id,
    title: 'Subnets, routes, gateways, endpoints and security groups',
    step: 'Network path',
    from: { places },
    reads: [
      ec2.subnets,
      ec2.routeTables,
      ec2.prefixListEntries,
      ec2.networkAcls,
      ec2.securityGroups,
      ec2.natGateways,
      ec2.vpcEndpoints,
      ec2.vpcDnsAttributes,
    ],
    learn: async ({ places }, context): Promise<NetworkAround | null> => {
      const vpcs = new Set((await Promise.all([places ?? []].flat().map((one) => vpcOf(one, context)))).flat());
      if (vpcs.size === 0) return null;
      const failures: ReadFailure[] = [];
      const found = await Promise.all([...vpcs].map((vpc) => wholeVpc(vpc, context, failures)));
      const [first, ...others] = failures;
      if (found.every(isBlank) && first) {
        for (const failure of others) context.unseen(failure);
        throw first;
      }
      const parts = {
        securityGroups: joined(found.map((vpc) => vpc.securityGroups)),
        routeTables: joined(found.map((vpc) => vpc.routeTables)),
      };
      const prefixLists = await prefixListEntries(prefixListsIn(parts), {
        read: context.read,
        unseen: (failure) => failures.push(failure),
      });
      for (const failure of failures) context.unseen(failure);
      return {
        ...parts,
        subnets: joined(found.map((vpc) => vpc.subnets)),
        networkAcls: joined(found.map((vpc) => vpc.networkAcls)),
        natGateways: joined(found.map((vpc) => vpc.natGateways)),
        vpcEndpoints: joined(found.map((vpc) => vpc.vpcEndpoints)),
        vpcs: found.map(({ dns }) => dns),
        prefixLists,
        unread: failures.map(({ why, message, action }) => ({
          fact: id,
          why,
          detail: message,
          ...(action && { action }),
        })),
      };
    },
  });
}

/** The VPC of a place, asked for by its subnets or security groups where it is not known. */
async function vpcOf(place: NetworkPlace, { read }: FactContext): Promise<string[]> {
  if (place.vpc) return [place.vpc];
  const [subnets, groups] = [place.subnets ?? [], place.securityGroups ?? []];
  if (subnets.length > 0) {
    const found = await read(ec2.subnets, { ids: subnets });
    if (found.length === 0) throw new ReadFailure('absent', `None of the subnets ${subnets.join(', ')} exists.`);
    return found.map(({ vpc }) => vpc);
  }
  if (groups.length === 0) return [];
  const found = await read(ec2.securityGroups, { ids: groups });
  if (found.length === 0) throw new ReadFailure('absent', `None of the security groups ${groups.join(', ')} exists.`);
  return found.map(({ vpc }) => vpc);
}

/** A part that cannot be read is null: the evaluator then says "unknown" where it would have mattered. */
async function wholeVpc(vpc: string, { read }: FactContext, failures: ReadFailure[]) {
  const orNull = async <T>(answer: Promise<T>): Promise<T | null> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error;
      failures.push(error);
      return null;
    }
  };
  const [subnets, routeTables, networkAcls, securityGroups, natGateways, vpcEndpoints, dns] = await Promise.all([
    orNull(read(ec2.subnets, { vpc })),
    orNull(read(ec2.routeTables, { vpc })),
    orNull(read(ec2.networkAcls, { vpc })),
    orNull(read(ec2.securityGroups, { vpc })),
    orNull(read(ec2.natGateways, { vpc })),
    orNull(read(ec2.vpcEndpoints, { vpc })),
    orNull(read(ec2.vpcDnsAttributes, { vpc })),
  ]);
  const { dnsSupport = null, dnsHostnames = null } = dns ?? {};
  return {
    subnets,
    routeTables,
    networkAcls,
    securityGroups,
    natGateways,
    vpcEndpoints,
    dns: { id: vpc, dnsSupport, dnsHostnames },
  };
}

type WholeVpc = Awaited<ReturnType<typeof wholeVpc>>;

function isBlank({ subnets, routeTables, networkAcls, securityGroups }: WholeVpc): boolean {
  return [subnets, routeTables, networkAcls, securityGroups].every((part) => part === null);
}

/** A part of all VPCs together; null when it is missing of one, since half of it would read like the whole. */
function joined<T>(parts: readonly (readonly T[] | null)[]): readonly T[] | null {
  const known = parts.filter((part) => part !== null);
  return known.length < parts.length ? null : known.flat();
}
