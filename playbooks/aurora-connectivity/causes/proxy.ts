import { cause, maybe } from '#playbook';
import { knownHost, hosts } from '#facts/aurora/hosts';
import { clients } from '#facts/aurora/clients';
import type { Client } from '#facts/aurora/client';
import { ofKind, proxyEvents } from '#facts/aurora/events';
import { highest, proxyMetrics, within } from '#facts/aurora/metrics';
import { outage, shareOf } from '#facts/aurora/outage';
import { machinesOf, proxies, unusable } from '#facts/aurora/proxies';
import type { Proxy } from '#facts/aurora/proxies';
import { window } from '#facts/window';
import { clock, count, list } from '#facts/words';
import { insteadOf, told, unheard } from '../reading.ts';
import { badCredentials } from './bad-credentials.ts';

/** Clients that are told to connect to this proxy. */
function usersOf(proxy: Proxy, all: readonly Client[]): string[] {
  return all.filter(({ hosts: own }) => own.some(({ host }) => host === proxy.endpoint)).map(({ arn }) => arn);
}

export const proxyBorrowTimeout = cause({
  id: 'proxy-borrow-timeout',
  title: 'RDS Proxy has no connection to give',
  recognised:
    'Clients wait in vain for a connection of the proxy, or borrowing takes long while many sessions are pinned.',
  fix: 'Look for what pins sessions (SET, prepared statements, temporary tables) and for long transactions; then raise MaxConnectionsPercent.',
  layer: 'capacity',
  from: { outage, window, proxies: maybe(proxies), gauges: maybe(proxyMetrics) },
  judge: ({ outage, window, proxies, gauges }, say) => {
    const said = told(outage, 'the proxy had no connection to the database for them', 'proxy-pool');
    const own = proxies.known ? proxies.value : [];
    const busy = own.flatMap((proxy) => {
      const points = gauges.known ? gauges.value[proxy.name] : undefined;
      const latency = highest(within(points?.of('borrowLatency') ?? [], window.from, window.to));
      const pinned = highest(within(points?.of('pinned') ?? [], window.from, window.to));
      return latency && latency.value >= 1_000_000 ? [{ proxy, latency, pinned: pinned?.value ?? 0 }] : [];
    });
    const [worst] = busy;
    const because = {
      outage: said,
      gauges:
        worst &&
        `borrowing a connection took ${(worst.latency.value / 1_000_000).toFixed(1)} s at ${clock(worst.latency.at)}${worst.pinned > 0 ? `, with ${Math.round(worst.pinned)} sessions pinned` : ''}`,
    };
    const resources = (worst ? [worst.proxy] : own).map(({ arn }) => arn);
    const says = 'Connections of the proxy to the database are all taken or pinned, and clients wait for them in vain.';
    if (said) return say.confirmed(says, because, { resources, share: shareOf(outage, 'proxy-pool') });
    if (outage.errors.length > 0 && !worst) return say.ruledOut({ outage: insteadOf(outage) });
    if (worst && worst.pinned > 0) return say.likely(says, because, { resources, since: worst.latency.at });
    if (!proxies.known) return say.unanswered(proxies.blind);
    if (own.length > 0 && !gauges.known) return say.unanswered(gauges.blind);
    return say.ruledOut({
      proxies: own.length === 0 ? 'no proxy leads to it' : 'the proxy hands out connections at once',
    });
  },
});

export const proxyUnhealthy = cause({
  id: 'proxy-unhealthy',
  title: 'RDS Proxy cannot use the database',
  recognised: 'A target of the proxy is UNAVAILABLE; RDS gives the reason.',
  fix: 'See to the reason that RDS gives for the target: the secret, the security group from the proxy to the database, or its capacity.',
  layer: 'dependency',
  leadsTo: [proxyBorrowTimeout, badCredentials],
  from: { outage, proxies, clients: maybe(clients), hosts: maybe(hosts) },
  judge: ({ outage, proxies, clients, hosts }, say) => {
    if (proxies.length === 0) return say.ruledOut({ proxies: 'no proxy leads to it' });
    const bad = proxies.filter((proxy) => unusable(proxy).length > 0);
    const [proxy] = bad;
    if (!proxy)
      return say.ruledOut({
        proxies: `${list(proxies.map(({ name }) => name))} can use ${count(proxies.flatMap(machinesOf).length, 'target')}`,
      });
    const [target] = unusable(proxy);
    const callers = clients.known ? clients.value.all : [];
    const users = bad.flatMap((one) => usersOf(one, callers));
    const told = callers.some(({ hosts: own }) =>
      own.some(({ host }) => hosts.known && knownHost(host, hosts.value) !== null),
    );
    const whole = unusable(proxy).length === machinesOf(proxy).length;
    const says = `Proxy ${proxy.name} cannot use ${whole ? 'any target' : (target?.resource ?? 'a target')}: ${target?.reason ?? 'no reason given'}.`;
    const because = {
      proxies: {
        says: `${count(unusable(proxy).length, 'target')} of ${proxy.name} ${unusable(proxy).length === 1 ? 'is' : 'are'} unavailable`,
        quotes: [target?.reason ?? '', target?.description ?? ''],
      },
    };
    const resources = [proxy.arn, proxy.name, ...unusable(proxy).flatMap(({ resource }) => resource ?? [])];
    // Where clients are told other names, they do not come by the proxy at all.
    const scope = told ? (users.length > 0 ? users : [proxy.arn]) : undefined;
    const bearing = { resources, scope, fix: FIXES[target?.reason ?? ''] };
    const silent = whole ? null : unheard(outage);
    if (silent) return say.unanswered(silent);
    return whole || outage.errors.length > 0
      ? say.confirmed(says, because, bearing)
      : say.likely(says, because, bearing);
  },
});

const FIXES: Readonly<Record<string, string>> = {
  AUTH_FAILURE: 'Give the proxy a secret it may read, with the present password of its user.',
  UNREACHABLE: 'Allow the port of the database from the security group of the proxy.',
  CONNECTION_FAILED: 'See why the database refuses the proxy: its state, its limit of connections, TLS.',
  PENDING_PROXY_CAPACITY: 'Wait until the proxy has scaled; look for free addresses in its subnets.',
};

export const proxyIpExhausted = cause({
  id: 'proxy-ip-exhausted',
  title: 'RDS Proxy finds no free address in its subnets',
  recognised: 'An event of the proxy says that its subnets have not enough IP addresses.',
  fix: 'Free addresses in the subnets of the proxy, or add larger subnets to it.',
  layer: 'capacity',
  leadsTo: [proxyUnhealthy, proxyBorrowTimeout],
  from: { proxies, events: proxyEvents },
  judge: ({ proxies, events }, say) => {
    if (proxies.length === 0) return say.ruledOut({ proxies: 'no proxy leads to it' });
    const event = ofKind(events, 'proxy-addresses').at(-1);
    if (!event) return say.ruledOut({ events: 'no event of the proxy speaks of missing addresses' });
    const proxy = proxies.find(({ name }) => name === event.source);
    return say.confirmed(
      `Proxy ${event.source} cannot grow: its subnets have not enough free addresses.`,
      { events: { says: `RDS said so at ${clock(event.at)}`, quotes: [event.message] } },
      { resources: [proxy?.arn ?? event.source, event.source, ...(proxy?.subnets ?? [])], since: event.at },
    );
  },
});
