import { fact, maybe, ReadFailure } from '#playbook';
import type { BlindSpot, FactContext } from '#playbook';
import * as ec2 from '#aws/ec2';
import * as ecs from '#aws/ecs';
import type { Service } from '#aws/ecs';
import * as rdsClients from '#aws/rds-clients';
import { callerIn, callerReads, ofFunction, ofService, readCaller } from './caller.ts';
import { secretId } from './client.ts';
import type { Client } from './client.ts';
import { cluster, subject } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { rdsHostOf, speaksOf } from './host-names.ts';
import { allHosts, hosts, knownHost } from './hosts.ts';
import type { AllHosts, Hosts } from './hosts.ts';
import { proxies } from './proxies.ts';
import type { Proxy } from './proxies.ts';

export type { Client } from './client.ts';

/** Task definitions that are looked at for an address of the database, the likeliest first. */
const MOST_DEFINITIONS = 150;
/** Clients that are looked at in full. */
const MOST_CLIENTS = 10;

/** Who connects to the database. */
export interface Clients {
  /** Those that name it; where none does, those that its security groups let in. */
  readonly all: readonly Client[];
  /** The one that was asked about. */
  readonly asked: Client | null;
  /** How many there are beyond those in `all`. */
  readonly more: number;
  /** What could not be looked through: a client may be in there. */
  readonly hidden: readonly BlindSpot[];
}

export const clients = fact({
  id: 'aurora.clients',
  title: 'What connects to the database',
  step: 'Clients',
  from: { subject, cluster, hosts, every: maybe(allHosts), proxies: maybe(proxies) },
  reads: [ec2.securityGroups, ecs.services, rdsClients.functionClients, ...callerReads],
  learn: async ({ subject, cluster, hosts, every, proxies }, context): Promise<Clients> => {
    const region = { hosts, others: every.known ? every.value : null };
    const caller = callerIn(subject.via);
    if (caller !== null) {
      const found = await readCaller(caller, context);
      if (found === null) throw new ReadFailure('absent', `There is no ${caller.kind} ${caller.name} any more.`);
      const own = narrowed(found, cluster, region);
      return { all: [own], asked: own, more: 0, hidden: [] };
    }
    const own = proxies.known ? proxies.value : [];
    const { found, hidden } = await everyone(cluster, own, context);
    const linked = found.flatMap((client) => linkedOf(client, cluster, region, proxies.known ? own : null) ?? []);
    const sure = linked.filter(({ link }) => link !== 'security-group');
    const all = (sure.length > 0 ? sure : linked).toSorted((a, b) => order(a) - order(b));
    // The groups only tell who may connect, where nobody is told to.
    const missing = hidden.filter(({ action }) => sure.length === 0 || action !== ec2.securityGroups.action);
    if (all.length === 0 && found.length === 0 && missing[0]) throw new ReadFailure(...failureIn(missing[0]));
    return {
      all: all.slice(0, MOST_CLIENTS),
      asked: null,
      more: Math.max(0, all.length - MOST_CLIENTS),
      hidden: missing,
    };
  },
});

function failureIn({ why, detail, action }: BlindSpot): ConstructorParameters<typeof ReadFailure> {
  return [why, detail, action];
}

/** Ranks links; names and kinds stay in AWS's order. */
function order({ link }: Client): number {
  return ['asked', 'address', 'secret', 'former-address', 'security-group'].indexOf(link);
}

/** The names of this cluster, and those of all others; null where these could not be listed. */
interface Region {
  readonly hosts: Hosts;
  readonly others: AllHosts | null;
}

/** `prod/orders-eu/app` speaks of `orders-eu` where there is one, and not of `orders`. */
function speaksOfThis(name: string, { id }: Cluster, { others }: Region): boolean {
  const better = (others?.names ?? []).some(
    ({ cluster }) => cluster.length > id.length && speaksOf(cluster, id) && speaksOf(name, cluster),
  );
  return speaksOf(name, id) && !better;
}

/** Of the addresses that it is given those of this database, where any are. */
function narrowed(client: Client, cluster: Cluster, region: Region): Client {
  const own = client.hosts.filter(
    ({ host }) => knownHost(host, region.hosts) !== null || isFormer(host, cluster, region),
  );
  return own.length > 0 ? { ...client, hosts: own } : client;
}

/** A name that no cluster has any more, yet like this one's: of a cluster that was renamed, restored or replaced. */
export function isFormer(host: string, cluster: Cluster, { hosts, others }: Region): boolean {
  const parts = rdsHostOf(host);
  if (parts === null || others === null || parts.zone !== others.zone || knownHost(host, hosts) !== null) return false;
  if (others.names.some((name) => name.host === host)) return false;
  return speaksOf(parts.label, cluster.id) || speaksOf(cluster.id, parts.label);
}

/** Without the proxies it is not known where their names lead: then a client of any of them may be one of this cluster. */
function linkedOf(client: Client, cluster: Cluster, region: Region, proxies: readonly Proxy[] | null): Client | null {
  const named = client.hosts.filter(({ host }) => knownHost(host, region.hosts) !== null);
  if (named.length > 0) return { ...client, link: 'address', hosts: named };
  const ids = client.secrets.map(({ from }) => secretId(from));
  const known = [
    cluster.masterSecretArn,
    ...(proxies ?? []).flatMap(({ logins }) => logins.map(({ secretArn }) => secretArn)),
  ];
  const secret = ids.some(
    (id) => known.includes(id) || (client.hosts.length === 0 && speaksOfThis(nameOf(id), cluster, region)),
  );
  if (secret) return { ...client, link: 'secret' };
  const former = client.hosts.filter(({ host }) => isFormer(host, cluster, region));
  if (former.length > 0) return { ...client, link: 'former-address', hosts: former };
  const byProxy = client.hosts.filter(({ host }) => rdsHostOf(host)?.kind === 'proxy');
  if (proxies === null && byProxy.length > 0) return { ...client, link: 'security-group', hosts: byProxy };
  return client.link === 'security-group' && client.hosts.length === 0 ? client : null;
}

/** `arn:…:secret:prod/orders-AbCdEf` → `prod/orders` */
function nameOf(id: string): string {
  return id.startsWith('arn:') ? (id.split(':')[6] ?? '').replace(/-\w{6}$/, '') : id;
}

/** All services and functions; `link` is `security-group` on those that the database's groups let in. */
async function everyone(cluster: Cluster, proxies: readonly Proxy[], context: FactContext) {
  const { read } = context;
  const hidden: BlindSpot[] = [];
  const orNull = async <T>(answer: Promise<T>): Promise<T | null> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error;
      const { why, message: detail, action } = error;
      hidden.push({ fact: 'aurora.clients', why, detail, ...(action !== undefined && { action }) });
      context.unseen(error);
      return null;
    }
  };
  const guards = [...new Set([...cluster.securityGroups, ...proxies.flatMap(({ securityGroups }) => securityGroups)])];
  const [groups, services, functions] = await Promise.all([
    orNull(guards.length > 0 ? read(ec2.securityGroups, { ids: guards }) : Promise.resolve([])),
    orNull(allServices(context)),
    orNull(read(rdsClients.functionClients, { part: 'databases' })),
  ]);
  const admitted = new Set((groups ?? []).flatMap(({ ingress }) => ingress.flatMap((rule) => rule.groups)));
  const isAdmitted = (own: readonly string[] | null | undefined) => own?.some((id) => admitted.has(id)) ?? false;
  const ranked = (services ?? []).toSorted(
    (a, b) => Number(isAdmitted(b.network?.securityGroups)) - Number(isAdmitted(a.network?.securityGroups)),
  );
  const definitions = [...new Set(ranked.map(({ taskDefinition }) => taskDefinition))].slice(0, MOST_DEFINITIONS);
  const known = await orNull(
    Promise.all(definitions.map((arn) => read(rdsClients.taskClient, { arn, part: 'databases' }))),
  );
  const byArn = new Map((known ?? []).map((one, index) => [definitions[index], one]));
  const found = [
    ...ranked.flatMap((service) => {
      const definition = byArn.get(service.taskDefinition);
      return definition ? [ofService(service, definition, 'none')] : [];
    }),
    ...(functions ?? []).map((one) => ofFunction(one, 'none')),
  ];
  return {
    found: found.map((client): Client =>
      isAdmitted(client.network?.securityGroups) ? { ...client, link: 'security-group' } : client,
    ),
    hidden,
  };
}

async function allServices({ read }: FactContext): Promise<readonly Service[]> {
  const clusters = await read(ecs.clusters, {});
  const found = await Promise.all(
    clusters.map(async (cluster) => {
      const services = await read(ecs.services, { cluster });
      return services.length > 0 ? read(ecs.describeServices, { cluster, services }) : [];
    }),
  );
  return found.flat().filter(({ status }) => status !== 'INACTIVE');
}
