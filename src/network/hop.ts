/** One thing that a connection has to pass, in the order in which it does. */
export type HopKind =
  | 'sg-egress'
  | 'nacl-source-egress'
  | 'route'
  | 'public-ip'
  | 'nat-gateway'
  | 'block-public-access'
  | 'nacl-destination-ingress'
  | 'sg-ingress'
  | 'nacl-destination-egress'
  | 'route-back'
  | 'nacl-source-ingress';

interface Decision {
  readonly kind: HopKind;
  /** What decided: the id of a security group, network ACL, route table, NAT gateway, … Null when that is not known. */
  readonly resource: string | null;
  /** The rule, entry or route that decided: `acl-1 rule 100`, `rtb-1: 0.0.0.0/0 to nat-1`. Says so when there is none. */
  readonly decidedBy: string;
  /** One plain sentence: `security group sg-app has no inbound rule for tcp 8080 from sg-alb`. */
  readonly says: string;
}

/**
 * Whether the connection passes here. `unknown` when something was not read, or when only a part of the addresses that
 * the end may have is let through. A failure is of `some` when it meets a part of the connections: a network ACL
 * that answers cannot pass on some of the ports, say.
 */
export type Hop = Decision &
  ({ readonly verdict: 'pass' | 'unknown' } | { readonly verdict: 'fail'; readonly extent: 'all' | 'some' });

/**
 * Whether a connection can be made. When one end has several subnets or addresses, each pair is judged: `blocked` to
 * the extent of `some` when some pairs are cut off, or some of the ports that answers need.
 */
export type Path =
  | { readonly verdict: 'open' | 'unknown'; readonly hops: readonly Hop[] }
  | { readonly verdict: 'blocked'; readonly extent: 'all' | 'some'; readonly hops: readonly Hop[] };

/** The verdict over the hops of one connection. */
export function pathOf(hops: readonly Hop[]): Path {
  const fails = hops.filter((hop) => hop.verdict === 'fail');
  if (fails.length > 0) {
    return { verdict: 'blocked', extent: fails.some(({ extent }) => extent === 'all') ? 'all' : 'some', hops };
  }
  return { verdict: hops.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'open', hops };
}

/** The verdict over several connections, with each hop once, in the order of the way. */
export function mergePaths(paths: readonly Path[]): Path {
  const hops = distinct(paths.flatMap((path) => path.hops));
  const blocked = paths.filter((path) => path.verdict === 'blocked');
  if (blocked.length > 0) {
    const all = blocked.length === paths.length && blocked.every((path) => path.extent === 'all');
    return { verdict: 'blocked', extent: all ? 'all' : 'some', hops };
  }
  return { verdict: paths.length > 0 && paths.every((path) => path.verdict === 'open') ? 'open' : 'unknown', hops };
}

const order: readonly HopKind[] = [
  'sg-egress',
  'nacl-source-egress',
  'route',
  'public-ip',
  'nat-gateway',
  'block-public-access',
  'nacl-destination-ingress',
  'sg-ingress',
  'nacl-destination-egress',
  'route-back',
  'nacl-source-ingress',
];

/** Passes are told apart by what let them pass: which of a hundred addresses it was is of no use. */
function distinct(hops: readonly Hop[]): Hop[] {
  const seen = new Map<string, Hop>();
  for (const hop of new Set(hops)) {
    const key = [hop.kind, hop.verdict, hop.verdict === 'pass' ? `${hop.resource} ${hop.decidedBy}` : hop.says].join(
      ' ',
    );
    if (!seen.has(key)) seen.set(key, hop);
  }
  return [...seen.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
