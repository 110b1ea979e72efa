import { cause, maybe } from '#playbook';
import type { BlindSpot } from '#playbook';
import type { Client } from '#facts/aurora/client';
import { clients } from '#facts/aurora/clients';
import { cluster } from '#facts/aurora/cluster';
import { events, ofKind } from '#facts/aurora/events';
import { rdsHostOf } from '#facts/aurora/host-names';
import { allHosts, hosts, knownHost, readsOnly } from '#facts/aurora/hosts';
import type { Hosts, KnownHost } from '#facts/aurora/hosts';
import { countOf, errorsOf, outage, shareOf } from '#facts/aurora/outage';
import type { Outage } from '#facts/aurora/outage';
import type { ConnectionError, Failure } from '#facts/aurora/errors';
import { members } from '#facts/aurora/members';
import { clock, list } from '#facts/words';
import { failsOtherwise, insteadOf, scopeIn, told } from '../reading.ts';
import { globalRole } from '#facts/aurora/global';
import { recentFailover } from './failover.ts';
import { noWriter } from './instances.ts';
import { dnsFailure } from './placement.ts';

/** A client, and a name of the database that it is told or says that it connects to. */
interface Told {
  readonly client: Client;
  readonly host: string;
  readonly known: KnownHost | null;
}

/** The names that clients use: those of their settings, and those that they themselves log. */
function toldHosts(all: readonly Client[], hosts: Hosts, outage: Outage): readonly Told[] {
  return all.flatMap((client) => {
    const logged = outage.errors.flatMap(({ client: arn, peer }) =>
      arn === client.arn && peer?.host && rdsHostOf(peer.host) !== null ? [peer.host.toLowerCase()] : [],
    );
    const names = new Set([...client.hosts.map(({ host }) => host), ...logged]);
    return [...names].map((host) => ({ client, host, known: knownHost(host, hosts) }));
  });
}

function errorsOfClient(outage: Outage, { arn }: Client, ...failures: readonly Failure[]): readonly ConnectionError[] {
  return errorsOf(outage, ...failures).filter(({ client }) => client === arn);
}

/** How a client learns where to connect may stand in a secret, which is not read. */
function untold(all: readonly Client[]): BlindSpot | null {
  const client = all.find(({ hosts: own }) => own.length === 0);
  if (!client) return null;
  const secret = client.secrets.length > 0;
  const detail = `which host ${client.name} connects to is not in its environment${secret ? ', and its secret is not read' : ''}`;
  return {
    fact: 'aurora.clients',
    why: 'absent',
    detail,
  };
}

const known = { clients, hosts, outage, cluster } as const;

export const wrongEndpointReader = cause({
  id: 'wrong-endpoint-reader',
  title: 'A client that writes uses the reader endpoint',
  recognised:
    'A client is told the reader endpoint (or a custom one of readers), and its writes are refused as read-only.',
  fix: 'Give the client the writer endpoint of the cluster; the reader endpoint is for those that only read.',
  layer: 'config',
  from: known,
  judge: ({ clients, hosts, outage, cluster }, say) => {
    if (failsOtherwise(outage, 'read-only')) return say.ruledOut({ outage: insteadOf(outage) });
    const all = toldHosts(clients.all, hosts, outage);
    const reading = all.filter(({ known: own }) => own !== null && readsOnly(own));
    const failing = reading.filter(({ client }) => errorsOfClient(outage, client, 'read-only').length > 0);
    const [first] = failing;
    if (!first) {
      const errors = errorsOf(outage, 'read-only');
      const hidden = errors.length > 0 ? untold(clients.all) : null;
      if (hidden && reading.length === 0)
        return say.possible(
          `A write met a reader, maybe by the reader endpoint: ${hidden.detail}.`,
          { outage: told(outage, 'writes are refused', 'read-only') },
          { share: shareOf(outage, 'read-only'), scope: scopeIn(errors), resources: scopeIn(errors) },
        );
      return say.ruledOut({
        clients: reading.length === 0 ? 'no client is told the reader endpoint' : undefined,
        outage: reading.length > 0 ? 'those that use the reader endpoint report no refused writes' : undefined,
      });
    }
    const says = `${list(failing.map(({ client }) => client.name))} writes through ${first.host}, where only readers answer.`;
    const because = {
      clients: { says: `${first.client.name} is told ${first.host}`, quotes: [first.host] },
      outage: told(outage, 'writes are refused', 'read-only'),
    };
    const bearing = {
      share: shareOf(outage, 'read-only'),
      scope: failing.map(({ client }) => client.arn),
      resources: [...failing.map(({ client }) => client.arn), first.host, cluster.arn],
      fix: `Give ${first.client.name} the writer endpoint${cluster.endpoint ? `, ${cluster.endpoint}` : ''}; the reader endpoint is for those that only read.`,
    };
    // Where nothing writes at all, another name would not help.
    const writes = cluster.members.some(({ writer }) => writer);
    return writes ? say.confirmed(says, because, bearing) : say.possible(says, because, bearing);
  },
});

export const wrongEndpointInstance = cause({
  id: 'wrong-endpoint-instance',
  title: 'A client is bound to one instance instead of the cluster',
  recognised:
    'A client is told the endpoint of an instance, which is no writer (any more), and its connections or writes fail.',
  fix: 'Give the client the writer endpoint of the cluster: that follows failovers, an instance does not.',
  layer: 'config',
  refines: [recentFailover],
  from: { ...known, members: maybe(members), events: maybe(events) },
  judge: ({ clients, hosts, outage, cluster, members, events }, say) => {
    const bound = toldHosts(clients.all, hosts, outage).filter(({ known: own }) => own?.kind === 'instance');
    const writers = new Set(cluster.members.filter(({ writer }) => writer).map(({ instance }) => instance));
    const stray = bound.filter(({ known: own }) => own?.name !== null && own !== null && !writers.has(own.name ?? ''));
    if (stray.length === 0) {
      const hidden = countOf(outage, 'read-only') > 0 ? untold(clients.all) : null;
      if (hidden && bound.length === 0) return say.unanswered(hidden);
      return say.ruledOut({
        clients:
          bound.length === 0
            ? 'no client is told the endpoint of an instance'
            : 'the instance that clients are told is the writer',
      });
    }
    const failing = stray.filter(
      ({ client }) => errorsOfClient(outage, client, 'read-only', 'refused', 'dropped', 'name', 'cut').length > 0,
    );
    const [first] = failing;
    if (!first) return say.ruledOut({ outage: insteadOf(outage) });
    const moved = events.known ? ofKind(events.value, 'failover-completed').at(-1) : undefined;
    const gone = members.known && !members.value.all.some(({ id }) => id === first.known?.name);
    const writing = errorsOfClient(outage, first.client, 'read-only').length > 0;
    const because = {
      clients: { says: `${first.client.name} is told ${first.host}`, quotes: [first.host] },
      cluster: `${first.known?.name} is ${gone ? 'gone' : 'a reader'}; the writer is ${list([...writers])}`,
      events: moved && { says: `the writer changed at ${clock(moved.at)}`, quotes: [moved.message] },
      outage: told(outage, 'connections or writes fail', 'read-only', 'refused', 'dropped', 'name', 'cut'),
    };
    const bearing = {
      share: shareOf(outage, 'read-only', 'refused', 'dropped', 'name', 'cut'),
      scope: failing.map(({ client }) => client.arn),
      resources: [...failing.map(({ client }) => client.arn), first.host, first.known?.name ?? '', cluster.arn],
      fix: `Give ${first.client.name} the writer endpoint${cluster.endpoint ? `, ${cluster.endpoint}` : ''}: that follows failovers.`,
    };
    const says = `${list(failing.map(({ client }) => client.name))} connects to ${first.known?.name} itself, which is not the writer.`;
    if (writing) return moved ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
    return moved || gone ? say.likely(says, because, bearing) : say.possible(says, because, bearing);
  },
});

export const wrongEndpointStale = cause({
  id: 'wrong-endpoint-stale',
  title: 'A client uses a name that no database has any more',
  recognised:
    'A client is told a host of RDS that belongs to no cluster, proxy or custom endpoint here, and the name is not found.',
  fix: 'Give the client the present endpoint of the cluster; after a restore or a blue/green deployment names change.',
  layer: 'config',
  refines: [dnsFailure],
  leadsTo: [dnsFailure],
  from: { ...known, every: allHosts },
  judge: ({ clients, hosts, outage, cluster, every }, say) => {
    const all = toldHosts(clients.all, hosts, outage);
    const names = new Set(every.names.map(({ host }) => host.toLowerCase()));
    const zone = every.zone;
    const stale = all.filter(({ host, known: own }) => {
      const parts = rdsHostOf(host);
      if (own !== null || parts === null || names.has(host) || parts.zone !== zone) return false;
      // A plain instance, another proxy or an endpoint of one has a name of its own that is not listed here.
      if (parts.kind === 'instance' || parts.kind === 'proxy' || parts.kind === 'proxy-endpoint') return false;
      return parts.kind !== 'custom' || hosts.complete;
    });
    const unlisted = all.filter(
      ({ host, known: own }) => own === null && rdsHostOf(host)?.zone === zone && !names.has(host),
    );
    const missing = (one: Told) => errorsOfClient(outage, one.client, 'name').length > 0;
    const [first] = [...stale.filter(missing), ...unlisted.filter(missing), ...stale];
    if (!first) {
      if (countOf(outage, 'name') > 0) {
        const hidden = untold(clients.all);
        if (hidden && all.length === 0) return say.unanswered(hidden);
      }
      return say.ruledOut({ every: 'every host of RDS that clients are told exists' });
    }
    const certain = missing(first);
    if (!certain && (outage.errors.length > 0 || outage.read.length > 0))
      return say.ruledOut({ outage: `no client misses a name: ${insteadOf(outage)}` });
    const because = {
      clients: { says: `${first.client.name} is told ${first.host}`, quotes: [first.host] },
      every: 'no cluster or custom endpoint here has that name',
      outage: told(outage, 'the name is not found', 'name'),
    };
    const bearing = {
      share: shareOf(outage, 'name'),
      scope: outage.errors.length > 0 ? [first.client.arn] : undefined,
      resources: [first.client.arn, first.host, cluster.arn],
      fix: `Give ${first.client.name} the present endpoint${cluster.endpoint ? `, ${cluster.endpoint}` : ''}.`,
    };
    const says = `${first.client.name} connects to ${first.host}, a name that nothing has any more.`;
    return certain ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

export const wrongPort = cause({
  id: 'wrong-port',
  title: 'A client connects to the wrong port',
  recognised: 'A client is told another port than the cluster listens on, and its connections time out or are refused.',
  fix: 'Give the client the port of the cluster.',
  layer: 'config',
  from: known,
  judge: ({ clients, hosts, outage, cluster }, say) => {
    if (cluster.port === null) return say.ruledOut({ cluster: 'the port of the cluster is not told' });
    if (failsOtherwise(outage, 'dropped', 'refused')) return say.ruledOut({ outage: insteadOf(outage) });
    const wrong = clients.all.flatMap((client) => {
      const told = client.hosts.find(
        ({ host, port }) => port !== null && port !== cluster.port && knownHost(host, hosts) !== null,
      );
      const logged = outage.errors.find(
        ({ client: arn, failure, peer }) =>
          arn === client.arn &&
          (failure === 'dropped' || failure === 'refused') &&
          peer !== null &&
          peer.port !== null &&
          // Lines of another port are this database's only by its name or its address.
          peer.port !== cluster.port,
      );
      const port = told?.port ?? logged?.peer?.port ?? null;
      return port === null ? [] : [{ client, port }];
    });
    const failing = wrong.filter(({ client }) => errorsOfClient(outage, client, 'dropped', 'refused').length > 0);
    const unheard = wrong.filter(({ client }) => !outage.read.some(({ arn }) => arn === client.arn));
    const [first] = failing.length > 0 ? failing : unheard;
    if (!first)
      return say.ruledOut({
        clients:
          wrong.length === 0 ? `all clients are told port ${cluster.port}, as far as they are told one` : undefined,
        outage: wrong.length > 0 ? insteadOf(outage) : undefined,
      });
    const says = `${first.client.name} connects to port ${first.port}; the cluster listens on ${cluster.port}.`;
    const because = {
      clients: `${first.client.name} is told port ${first.port}`,
      cluster: `the cluster listens on ${cluster.port}`,
      outage: told(outage, 'nobody answers on that port', 'dropped', 'refused'),
    };
    const bearing = {
      share: shareOf(outage, 'dropped', 'refused'),
      scope: failing.length > 0 ? failing.map(({ client }) => client.arn) : undefined,
      resources: [first.client.arn, cluster.arn],
      fix: `Give ${first.client.name} port ${cluster.port}.`,
    };
    return failing.length > 0 ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

export const globalSecondaryWrite = cause({
  id: 'global-secondary-write',
  title: 'Writes go to a secondary region of a global database',
  recognised: 'The cluster is a secondary of a global database, without a writer of its own, and writes are refused.',
  fix: 'Send writes to the primary region, turn write forwarding on, or fail the global database over.',
  layer: 'config',
  refines: [wrongEndpointReader],
  leadsTo: [noWriter],
  from: { cluster, outage, role: maybe(globalRole) },
  judge: ({ cluster, outage, role }, say) => {
    if (cluster.members.some(({ writer }) => writer))
      return say.ruledOut({ cluster: 'the cluster has a writer of its own' });
    const errors = errorsOf(outage, 'read-only');
    if (errors.length === 0) return say.ruledOut({ outage: insteadOf(outage) });
    if (!role.known && cluster.globalCluster === null) return say.unanswered(role.blind);
    const own = role.known ? role.value : null;
    if (role.known && (own === null || own.writes))
      return say.ruledOut({
        role: own === null ? 'it is part of no global database' : 'this is the region that takes writes',
      });
    const name = own?.database ?? cluster.globalCluster ?? '';
    const primary = own?.primary ?? null;
    const forwarding = /^enabled$/i.test(cluster.globalWriteForwarding ?? '');
    const says = `${cluster.id} is a secondary of global database ${name}: it only reads${forwarding ? ', and forwards only what write forwarding can' : ''}.`;
    const because = {
      cluster: 'none of its members writes',
      role: own ? { says: `${primary ?? 'another cluster'} takes the writes of ${name}`, quotes: [name] } : undefined,
      outage: told(outage, 'writes are refused', 'read-only'),
    };
    const bearing = {
      share: shareOf(outage, 'read-only'),
      scope: scopeIn(errors),
      resources: [cluster.arn, name, ...(primary === null ? [] : [primary]), ...(scopeIn(errors) ?? [])],
    };
    // A primary that has lost its writer looks the same to whoever may not ask.
    return own ? say.confirmed(says, because, bearing) : say.possible(says, because, bearing);
  },
});
