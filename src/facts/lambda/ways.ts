import { fact, maybe } from '#playbook';
import * as ec2 from '#aws/ec2';
import type { NetworkInterface } from '#aws/ec2';
import { networkAround } from '../network/around.ts';
import type { NetworkAround, VpcEndpoint } from '../network/around.ts';
import { egressFrom } from '../network/egress.ts';
import type { PlaceEgress } from '../network/egress.ts';
import { pathBetween } from '../network/path.ts';
import type { JudgedPath } from '../network/path.ts';
import type { NetworkPlace } from '../network/place.ts';
import { serviceFrom } from '../network/service.ts';
import type { ServiceWay } from '../network/service.ts';
import type { ErrorText } from './failures.ts';
import { failures } from './failures.ts';
import type { Failures } from './failures.ts';
import { place } from './function.ts';

export const network = networkAround({ places: place });

/** Another side that the function did not get through to, or after whose naming it fell silent. */
export interface Destination {
  /** Host or address as the log names it, else the service. */
  readonly name: string;
  /** As VPC endpoints name it; null for what is not of AWS. */
  readonly service: string | null;
  readonly port: number | null;
  readonly address: 'private' | 'public' | null;
  /** Private address, where the log names one. */
  readonly ip: string | null;
  /** The error that told, or null where it only fell silent after naming it. */
  readonly error: ErrorText | null;
  /** Failed invocations in which it was so. */
  readonly count: number;
  readonly quotes: readonly string[];
}

/** How the function's packets would travel to a destination. `unknown` for a private address: what stands there is not known. */
export type Way =
  | { readonly destination: Destination; readonly by: 'service'; readonly way: ServiceWay }
  | { readonly destination: Destination; readonly by: 'internet'; readonly way: PlaceEgress }
  | {
      readonly destination: Destination;
      readonly by: 'address';
      readonly way: JudgedPath;
      readonly to: NetworkInterface;
      /** The VPC endpoint whose interface it is, whatever its DNS says. */
      readonly endpoint: VpcEndpoint | null;
    }
  | { readonly destination: Destination; readonly by: 'unknown' };

const MOST = 6;
/** Names that only private DNS answers, or that lead to private addresses. */
const PRIVATE_NAME =
  /\.(?:internal|local|rds\.amazonaws\.com|cache\.amazonaws\.com|compute\.internal)$|\.(?:rds|cache|es|kafka|docdb|neptune)\.[a-z0-9-]+\.amazonaws\.com|\.elb\.amazonaws\.com$/i;

export const destinations = fact({
  id: 'lambda.destinations',
  title: 'What the function did not get through to',
  step: 'Network path',
  from: { failures },
  learn: ({ failures }): readonly Destination[] => (failures ? destinationsOf(failures) : []),
});

const NETWORK_KINDS: ReadonlySet<ErrorText['kind']> = new Set(['timeout', 'unreachable', 'no-answer']);

export function destinationsOf({ all, groups, lastWords }: Failures): readonly Destination[] {
  const told = groups
    .filter(({ error: { kind } }) => NETWORK_KINDS.has(kind))
    .flatMap(({ error, count, quotes }): Destination[] => {
      const { host, ip, port, service, address } = error.peer;
      const name = host ?? service ?? ip;
      if (name === null) return [];
      const known = address === 'private' || address === 'public' ? address : null;
      return [
        {
          name,
          service,
          port,
          address: known ?? privateByName(host),
          ip: address === 'private' ? ip : null,
          error,
          count,
          quotes,
        },
      ];
    });
  const silent = Map.groupBy(
    lastWords.filter(({ ended, error, host }) => ended !== 'failed' && error === null && host !== null),
    ({ host }) => host?.name ?? '',
  );
  // The last words of a few stand for all that hung.
  const silentOnes = all.filter(({ kind, told }) => kind === 'timeout' && told.length === 0).length;
  const hung = [...silent].map(([name, words]): Destination => {
    const quotes = [...new Set(words.flatMap(({ quote }) => quote ?? []))];
    const service = words[0]?.host?.service ?? null;
    const count = Math.round((silentOnes * words.length) / lastWords.length);
    return { name, service, port: null, address: privateByName(name), ip: null, error: null, count, quotes };
  });
  return [...told, ...hung].slice(0, MOST);
}

function privateByName(host: string | null): 'private' | null {
  return host !== null && PRIVATE_NAME.test(host) ? 'private' : null;
}

/** What stands at the private addresses that the log names, by address. */
export const privatePeers = fact({
  id: 'lambda.private-peers',
  title: 'What stands at private addresses',
  step: 'Network path',
  from: { place, destinations },
  reads: [ec2.networkInterfaces],
  learn: async ({ place, destinations }, { read }): Promise<Readonly<Record<string, NetworkInterface>>> => {
    const privateIps = [...new Set(destinations.flatMap(({ ip }) => ip ?? []))];
    if (!place || privateIps.length === 0) return {};
    const found = await read(ec2.networkInterfaces, { privateIps, ...(place.vpc ? { vpc: place.vpc } : {}) });
    return Object.fromEntries(found.flatMap((one) => one.privateIps.map((ip) => [ip, one])));
  },
});

/** The ways from the function's subnets; null when it is in no VPC, and empty when no destination is known. */
export const ways = fact({
  id: 'lambda.ways',
  title: 'Ways to what the function did not get through to',
  step: 'Network path',
  from: { place, network, destinations, privatePeers: maybe(privatePeers) },
  learn: ({ place, network, destinations, privatePeers }): readonly Way[] | null =>
    place && network
      ? destinations.map((destination) =>
          wayTo(destination, privatePeers.known ? privatePeers.value : {}, place, network),
        )
      : null,
});

function wayTo(
  destination: Destination,
  peers: Readonly<Record<string, NetworkInterface>>,
  place: NetworkPlace,
  network: NetworkAround,
): Way {
  const { address, port, ip } = destination;
  const peer = ip === null ? undefined : peers[ip];
  if (peer) {
    const to = { vpc: peer.vpc, subnets: [peer.subnet], securityGroups: peer.securityGroups, addresses: [ip ?? ''] };
    const endpoint = (network.vpcEndpoints ?? []).find(({ networkInterfaces }) => networkInterfaces.includes(peer.id));
    // `com.amazonaws.eu-west-1.secretsmanager`
    const service = destination.service ?? endpoint?.service.split('.').slice(3).join('.') ?? null;
    const way = pathBetween(place, { ...to, port: port ?? 443 }, network);
    return { destination: { ...destination, service }, by: 'address', to: peer, endpoint: endpoint ?? null, way };
  }
  const { service } = destination;
  if (service !== null) return { destination, by: 'service', way: serviceFrom(place, { service }, network) };
  if (address === 'private') return { destination, by: 'unknown' };
  return { destination, by: 'internet', way: egressFrom(place, network, { port: port ?? 443 }) };
}

/** The way to the internet at large, whatever the log says; null outside of any VPC. */
export const egress = fact({
  id: 'lambda.egress',
  title: 'Way to the internet from each subnet',
  step: 'Network path',
  from: { place, network: maybe(network) },
  learn: ({ place, network }): PlaceEgress | null =>
    place && network.known && network.value ? egressFrom(place, network.value) : null,
});
