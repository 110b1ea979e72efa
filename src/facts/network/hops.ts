import type { BlindSpot, IamAction } from '#playbook';
import type { Hop, Path } from '#network';
import type { NetworkAround } from './around.ts';

export type { Hop, HopKind, Path } from '#network';

/** The hop that decides a path: the first that fails, else the first that is not known, else the last that passes. */
export function decidingHop({ hops }: Path): Hop | null {
  const failing = hops.filter((hop) => hop.verdict === 'fail');
  return (
    failing.find(({ extent }) => extent === 'all') ??
    failing[0] ??
    hops.find(({ verdict }) => verdict === 'unknown') ??
    hops.at(-1) ??
    null
  );
}

const readFor: readonly (readonly [RegExp, IamAction])[] = [
  [/^sg-/, 'ec2:DescribeSecurityGroups'],
  [/^nacl-/, 'ec2:DescribeNetworkAcls'],
  [/^route/, 'ec2:DescribeRouteTables'],
  [/^route/, 'ec2:DescribeVpcEndpoints'],
  [/^nat-gateway/, 'ec2:DescribeNatGateways'],
  [/./, 'ec2:DescribeSubnets'],
  [/./, 'ec2:GetManagedPrefixListEntries'],
];

/**
 * What keeps a path from being known: the refused read behind its first unknown hop, where there is one, else what the
 * hop says. Null when the path is known.
 */
export function hiddenOf(path: Path, network: Pick<NetworkAround, 'unread'>): BlindSpot | null {
  if (path.verdict !== 'unknown') return null;
  const hop = path.hops.find(({ verdict }) => verdict === 'unknown');
  const actions = readFor.filter(([kinds]) => hop === undefined || kinds.test(hop.kind)).map(([, action]) => action);
  const read = actions.flatMap((action) => network.unread.find((one) => one.action === action) ?? [])[0];
  const detail = hop?.says ?? 'The network path could not be judged.';
  return read ?? network.unread[0] ?? { fact: 'network.path', why: 'absent', detail };
}
