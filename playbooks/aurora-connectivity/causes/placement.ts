import { cause, maybe } from '#playbook';
import { outsideVpc } from '#facts/aurora/client';
import { clients } from '#facts/aurora/clients';
import { cluster } from '#facts/aurora/cluster';
import { hosts, knownHost } from '#facts/aurora/hosts';
import { members } from '#facts/aurora/members';
import { errorsOf, outage, shareOf } from '#facts/aurora/outage';
import { network } from '#facts/aurora/ways';
import { clock, list } from '#facts/words';
import { lastChange, trail } from '../changes.ts';
import { insteadOf, lossOf, scopeIn, told } from '../reading.ts';

export const dnsFailure = cause({
  id: 'dns-failure',
  title: 'The name of the database is not found',
  recognised: 'Clients cannot resolve a name that the cluster has; certain where DNS is turned off in their VPC.',
  fix: 'Check the DNS attributes and DHCP options of the VPC, and which resolver the clients ask.',
  layer: 'dependency',
  from: { outage, clients: maybe(clients), network: maybe(network) },
  judge: ({ outage, clients, network }, say) => {
    const errors = errorsOf(outage, 'name');
    if (errors.length === 0) return say.ruledOut({ outage: insteadOf(outage) });
    const off = network.known ? (network.value?.vpcs ?? []).filter(({ dnsSupport }) => dnsSupport === false) : [];
    const callers = clients.known
      ? clients.value.all.filter(({ arn }) => errors.some(({ client }) => client === arn))
      : [];
    const because = {
      outage: told(outage, 'the name is not found', 'name'),
      network: off[0] ? { says: `DNS is turned off in ${off[0].id}`, quotes: [off[0].id] } : undefined,
    };
    const bearing = {
      share: shareOf(outage, 'name'),
      scope: scopeIn(errors),
      resources: [
        ...off.map(({ id }) => id),
        ...callers.map(({ arn }) => arn),
        ...(errors[0]?.peer?.host ? [errors[0].peer.host] : []),
      ],
    };
    const says = off[0]
      ? `Clients in ${off[0].id} resolve no names: enableDnsSupport is off there.`
      : 'Clients cannot resolve the name of the database, which exists.';
    return off[0] ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

export const lambdaOutsideVpc = cause({
  id: 'lambda-outside-vpc',
  title: 'The function is not in a VPC',
  recognised: 'A Lambda function without a VPC connects to a database that has private addresses only, and times out.',
  fix: 'Attach the function to subnets that reach the database, with a security group that the database admits.',
  layer: 'config',
  aliases: ['public-name-private-ip'],
  from: { outage, clients, members, cluster, hosts, trail: maybe(trail) },
  judge: ({ outage, clients, members, cluster, hosts, trail }, say) => {
    const outside = clients.all.filter(outsideVpc);
    if (outside.length === 0) return say.ruledOut({ clients: 'no client is a function outside of a VPC' });
    if (members.all.some((machine) => machine.public))
      return say.ruledOut({ members: 'the database is publicly accessible' });
    const cut = outside.filter((client) => lossOf(outage, client) === 'lost');
    const unheard = outside.filter(
      (client) =>
        lossOf(outage, client) === 'unseen' &&
        (client.link === 'asked' || client.hosts.some(({ host }) => knownHost(host, hosts) !== null)),
    );
    const failing = cut.length > 0 ? cut : unheard;
    const [first] = failing;
    if (!first) return say.ruledOut({ outage: insteadOf(outage) });
    const since = outage.since ?? null;
    const change = trail.known && since !== null ? lastChange(trail.value, [first.arn, first.name], since) : undefined;
    const because = {
      clients: { says: `${first.name} has no VPC configuration`, quotes: [first.name] },
      members: 'no instance of the database is publicly accessible',
      outage: told(outage, 'connections time out', 'dropped'),
      trail: change && {
        says: `${change.user ?? 'somebody'} changed the function at ${clock(change.at)}`,
        quotes: [change.name],
      },
    };
    const bearing = {
      share: shareOf(outage, 'dropped'),
      since: change?.at,
      scope: cut.length > 0 ? cut.map(({ arn }) => arn) : undefined,
      resources: [...failing.map(({ arn }) => arn), cluster.arn],
    };
    const says = `${list(failing.map(({ name }) => name))} is outside of any VPC and cannot reach the private addresses of ${cluster.id}.`;
    return cut.length > 0 ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});
