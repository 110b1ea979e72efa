import { internet, inSubnet } from './egress.ts';
import { mergePaths, pathOf } from './hop.ts';
import type { Hop, Path } from './hop.ts';
import type { End, Network, VpcEndpoint } from './model.ts';
import { evaluatePath } from './path.ts';
import { matchTraffic, trafficOf } from './protocol.ts';
import { effectiveRouteTable } from './route.ts';

/** How a workload's requests to an AWS service travel, and whether they arrive. Endpoint policies are not judged. */
export interface ServiceReach {
  readonly path: Path;
  /** One for each subnet of the workload. */
  readonly subnets: readonly SubnetReach[];
}

export interface SubnetReach {
  readonly subnet: string;
  /** `unknown` when the endpoints could not be read: one with private DNS would take over without falling back. */
  readonly by: 'gateway-endpoint' | 'interface-endpoint' | 'internet' | 'unknown';
  /** The endpoint's id, where one is used. */
  readonly endpoint: string | null;
  readonly path: Path;
  /** One plain sentence: the way, and why not by an endpoint that exists but is not used. */
  readonly says: string;
}

const port = 443;

/**
 * Whether a workload reaches an AWS service, `s3`, `ecr.api` or a full endpoint service name. A gateway endpoint is used
 * from subnets whose effective route table it is attached to; an interface endpoint wherever its private DNS answers in
 * the VPC. There is no falling back: an interface endpoint whose security group blocks cuts the service off even where
 * NAT would work.
 */
export function reachService(workload: End, service: string, network: Network): ServiceReach {
  const subnets = (workload.subnets ?? []).map((id) => reachFrom(inSubnet(workload, id), id, service, network));
  return { path: mergePaths(subnets.map(({ path }) => path)), subnets };
}

function reachFrom(workload: End, subnet: string, service: string, network: Network): SubnetReach {
  if (network.vpcEndpoints === null) {
    const says = `the VPC endpoints could not be read, so the way from ${subnet} to ${service} is not known`;
    return { subnet, by: 'unknown', endpoint: null, says, path: pathOf([unknownRoute(says)]) };
  }
  const endpoints = network.vpcEndpoints.filter((endpoint) => isFor(endpoint, service));
  const gateways = endpoints.filter(({ type }) => type.toLowerCase() === 'gateway');
  const table = effectiveRouteTable(subnet, network);
  const gateway = gateways.find((each) => table !== null && each.routeTables.includes(table.id) && isUp(each));
  if (gateway !== undefined) return byGateway(gateway, workload, subnet, service, network);
  const interfaces = endpoints.filter(
    (each) => each.type.toLowerCase() === 'interface' && sharesVpc(each, subnet, network),
  );
  const used = interfaces.find((each) => isUp(each) && each.privateDns && dnsWorks(subnet, network) !== false);
  if (used !== undefined) return byInterface(used, workload, subnet, service, network);
  if (gateways.length > 0 && table === null) {
    const says = `the route table of ${subnet} could not be read, so whether it uses ${gateways[0]?.id} is not known`;
    return { subnet, by: 'unknown', endpoint: null, says, path: pathOf([unknownRoute(says)]) };
  }
  const unused = whyUnused(gateways, interfaces, subnet, table?.id ?? null);
  const path = evaluatePath({ from: workload, to: internet, protocol: 'tcp', port, network });
  return {
    subnet,
    by: 'internet',
    endpoint: null,
    path,
    says: `${subnet} reaches ${service} over the internet${unused}`,
  };
}

function unknownRoute(says: string): Hop {
  return { kind: 'route', verdict: 'unknown', resource: null, decidedBy: 'nothing that could be read', says };
}

function isFor(endpoint: VpcEndpoint, service: string): boolean {
  return endpoint.service === service || endpoint.service.endsWith(`.${service}`);
}

function isUp(endpoint: VpcEndpoint): boolean {
  return endpoint.state.toLowerCase() === 'available';
}

function sharesVpc(endpoint: VpcEndpoint, subnet: string, network: Network): boolean {
  const vpcOf = (wanted: string): string | undefined => network.subnets?.find(({ id }) => id === wanted)?.vpc;
  const vpc = vpcOf(subnet);
  return vpc === undefined || endpoint.subnets.some((id) => (vpcOf(id) ?? vpc) === vpc);
}

/** Private DNS needs both DNS attributes of the VPC; null when they were not read. */
function dnsWorks(subnet: string, network: Network): boolean | null {
  const vpc = network.vpcs?.find(({ id }) => id === network.subnets?.find((each) => each.id === subnet)?.vpc);
  if (vpc === undefined) return null;
  if (vpc.dnsSupport === false || vpc.dnsHostnames === false) return false;
  return vpc.dnsSupport === null || vpc.dnsHostnames === null ? null : true;
}

/** A gateway endpoint is reached at the service's public addresses: the security group must still let them out. */
function byGateway(endpoint: VpcEndpoint, from: End, subnet: string, service: string, network: Network): SubnetReach {
  const routes = network.routeTables?.flatMap((table) => table.routes) ?? [];
  const lists = [
    ...new Set(routes.filter(({ target }) => target === endpoint.id).map(({ destination }) => destination)),
  ];
  const ips = lists.flatMap((id) => network.prefixLists[id] ?? []);
  const says = `${subnet} reaches ${service} by gateway endpoint ${endpoint.id}`;
  const path =
    ips.length === 0
      ? pathToUnread(endpoint, from, lists, network)
      : evaluatePath({ from, to: { ...internet, ips }, protocol: 'tcp', port, network });
  return { subnet, by: 'gateway-endpoint', endpoint: endpoint.id, path, says };
}

/** Where the addresses of the service could not be read: rules that name its prefix list, or let everything out, do. */
function pathToUnread(endpoint: VpcEndpoint, from: End, lists: readonly string[], network: Network): Path {
  const traffic = trafficOf('tcp', port);
  const naming = network.securityGroups?.find(
    ({ id, egress }) =>
      from.securityGroups?.includes(id) === true &&
      egress.some(
        (rule) => matchTraffic(rule, traffic) === 'all' && rule.prefixLists.some((each) => lists.includes(each)),
      ),
  );
  const list = lists.join(', ');
  const says = `the route table of the subnet sends ${list} to ${endpoint.id}`;
  const route: Hop = { kind: 'route', verdict: 'pass', resource: endpoint.id, decidedBy: endpoint.id, says };
  const others = evaluatePath({ from, to: internet, protocol: 'tcp', port, network }).hops.map((hop): Hop => {
    if (hop.kind !== 'sg-egress' || naming === undefined) return hop;
    return {
      ...hop,
      verdict: 'pass',
      decidedBy: `${naming.id} outbound to ${list}`,
      says: `${naming.id} allows ${list}`,
    };
  });
  return pathOf([...others.filter(({ kind }) => kind.startsWith('sg-') || kind.startsWith('nacl-')), route]);
}

function byInterface(endpoint: VpcEndpoint, from: End, subnet: string, service: string, network: Network): SubnetReach {
  const to: End = { ips: [], subnets: endpoint.subnets, securityGroups: endpoint.groups };
  const path = evaluatePath({ from, to, protocol: 'tcp', port, network });
  const says = `${subnet} reaches ${service} by interface endpoint ${endpoint.id}, whose private DNS takes the service's name`;
  return { subnet, by: 'interface-endpoint', endpoint: endpoint.id, path, says };
}

function whyUnused(
  gateways: readonly VpcEndpoint[],
  interfaces: readonly VpcEndpoint[],
  subnet: string,
  table: string | null,
): string {
  const [gateway] = gateways;
  const [other] = interfaces;
  if (gateway !== undefined && !isUp(gateway)) return `; gateway endpoint ${gateway.id} is ${gateway.state}`;
  if (gateway !== undefined)
    return `; gateway endpoint ${gateway.id} is not attached to ${table}, the route table of ${subnet}`;
  if (other === undefined) return '';
  if (!isUp(other)) return `; interface endpoint ${other.id} is ${other.state}`;
  const reason = other.privateDns ? 'the DNS attributes of the VPC are off' : 'its private DNS is off';
  return `; interface endpoint ${other.id} is not used since ${reason}`;
}
