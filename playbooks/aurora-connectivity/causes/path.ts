import { cause, maybe, offer } from '#playbook';
import type { Cause, Offer } from '#playbook';
import { cluster } from '#facts/aurora/cluster';
import { outage, shareOf } from '#facts/aurora/outage';
import type { Outage } from '#facts/aurora/outage';
import { unusable } from '#facts/aurora/proxies';
import type { Proxy } from '#facts/aurora/proxies';
import { hiddenWay, ways } from '#facts/aurora/ways';
import type { Way } from '#facts/aurora/ways';
import type { TrailEvent } from '#facts/changes';
import { securityGroupLink } from '#facts/links';
import { decidingHop } from '#facts/network/hops';
import type { Hop } from '#facts/network/hops';
import { window } from '#facts/window';
import { clock, list, minutesAfter, minutesBetween } from '#facts/words';
import { allowIngress } from '#remediations/network/by-hand';
import { lastChange, trail } from '../changes.ts';
import { insteadOf, lossOf, told } from '../reading.ts';
import type { Loss } from '../reading.ts';
import { proxyBorrowTimeout, proxyUnhealthy } from './proxy.ts';

/** CloudTrail lags by up to about fifteen minutes: a change as young as this may not be there yet. */
const LAG_MINUTES = 20;

interface Blocked {
  readonly way: Way;
  readonly hop: Hop;
  readonly loss: Loss;
}

/** A cause that is one kind of hop on the way to the database. */
function blocking(spec: {
  readonly id: string;
  readonly title: string;
  readonly recognised: string;
  readonly fix: string;
  readonly owns: (kind: string) => boolean;
  readonly mend: (blocked: Blocked, port: number | null) => string | undefined;
  readonly remedies?: Cause['remedies'];
  readonly offers?: (blocked: Blocked, port: number | null) => readonly Offer[];
}): Cause {
  const { owns, mend, offers = () => [], ...about } = spec;
  return cause({
    ...about,
    layer: 'config',
    leadsTo: [proxyUnhealthy, proxyBorrowTimeout],
    from: { outage, window, cluster, ways: maybe(ways), trail: maybe(trail) },
    judge: ({ outage, window, cluster, ways, trail }, say) => {
      const parted =
        ways.known && ways.value.all.some(({ client, proxy }) => client === null && proxy !== null && isCutOff(proxy));
      if (lossOf(outage) === 'answered' && !parted)
        return say.ruledOut({ outage: `packets arrive: ${insteadOf(outage)}` });
      if (!ways.known) return say.unanswered(ways.blind);
      const blocked = ways.value.all.flatMap((way): Blocked[] => {
        if (way.judged.path.verdict !== 'blocked') return [];
        const hop = decidingHop(way.judged.path);
        const loss = lossOn(way, outage);
        return hop !== null && owns(hop.kind) && loss !== 'answered' ? [{ way, hop, loss }] : [];
      });
      const [first] = blocked.toSorted((a, b) => rankOf(a) - rankOf(b));
      if (!first) {
        const hidden = hiddenWay(ways.value, owns);
        if (hidden) return say.unanswered(hidden);
        return say.ruledOut({
          ways:
            ways.value.all.length > 0
              ? `nothing of the kind stands in the way from ${list(ways.value.all.map(({ from }) => from))}`
              : 'no way to the database is known',
        });
      }
      const { way, hop } = first;
      const same = blocked.filter((one) => one.hop.resource === hop.resource);
      const since = outage.since ?? window.to;
      const guards = [
        hop.resource ?? '',
        ...(way.client ? [way.client.arn, way.client.name] : [way.proxy?.name ?? '']),
        cluster.id,
      ];
      const change = trail.known ? changeIn(trail.value, guards, since) : undefined;
      const group = hop.resource?.startsWith('sg-') ? hop.resource : null;
      const because = {
        ways: {
          says: hop.says,
          quotes: [hop.resource ?? ''],
          link: group === null ? undefined : securityGroupLink(group, cluster.arn),
        },
        trail: change && {
          says: `${change.user ?? 'somebody'} changed it at ${clock(change.at)}: ${change.name}`,
          quotes: [change.name],
        },
        outage: told(outage, 'connections time out', 'dropped'),
      };
      const scope = same.flatMap(({ way: { client } }) => client?.arn ?? []);
      const bearing = {
        share: way.client ? shareOf(outage, 'dropped') : shareOf(outage, 'proxy-pool', 'dropped'),
        since: change && change.at <= since ? change.at : undefined,
        resources: [
          ...(hop.resource ? [hop.resource] : []),
          ...scope,
          ...(way.client ? [] : [way.proxy?.arn ?? '']),
          cluster.arn,
        ],
        scope: outage.errors.length > 0 && scope.length > 0 && way.client ? scope : undefined,
        fix: mend(first, cluster.port),
        offers: offers(first, cluster.port),
      };
      const says = `${list(same.map(({ way: { from } }) => from))} cannot reach ${way.to}: ${hop.says}.`;
      return verdictOf({ first, outage, window, change, seen: trail.known, say, says, because, bearing });
    },
  });
}

/** Of the way from a proxy its targets tell: clients only hear that the proxy has no connection. */
function lossOn({ client, proxy }: Way, outage: Outage): Loss {
  if (client !== null) return lossOf(outage, client);
  if (proxy !== null && isCutOff(proxy)) return 'lost';
  return outage.errors.length === 0 && outage.read.length === 0 ? 'unseen' : 'quiet';
}

function isCutOff(proxy: Proxy): boolean {
  return unusable(proxy).some(({ reason }) => reason === 'UNREACHABLE');
}

/** A way that is lost for certain first, then one that nobody could listen to; and clients before proxies. */
function rankOf({ loss, way }: Blocked): number {
  const heard = { lost: 0, unseen: 2, quiet: 4, answered: 6 }[loss];
  return heard + (way.client === null ? 1 : 0) + (way.client?.link === 'security-group' ? 1 : 0);
}

/** A change of the rules themselves tells more than one of a thing that uses them. */
function changeIn(events: readonly TrailEvent[], guards: readonly string[], since: Date): TrailEvent | undefined {
  return lastChange(events, guards.slice(0, 1), since) ?? lastChange(events, guards.slice(1), since);
}

/**
 * A rule that never was there is not why something stopped ten minutes ago: it takes a change, or a client for which it
 * never worked.
 */
function verdictOf<V>({
  first: { way, loss },
  outage,
  window,
  change,
  seen,
  say,
  says,
  because,
  bearing,
}: {
  readonly first: Blocked;
  readonly outage: Outage;
  readonly window: { readonly to: Date };
  readonly change: TrailEvent | undefined;
  readonly seen: boolean;
  readonly say: Record<'possible' | 'likely' | 'confirmed', (says: string, because: object, bearing: object) => V>;
  readonly says: string;
  readonly because: object;
  readonly bearing: object;
}): V {
  const whole = way.judged.path.verdict === 'blocked' && way.judged.path.extent === 'all';
  const since = outage.since;
  const own = way.client === null ? outage.errors : outage.errors.filter(({ client }) => client === way.client?.arn);
  const started = [way.client?.changedAt, way.client?.createdAt].some(
    (at) => at && since !== null && at <= minutesAfter(since, 2) && minutesBetween(at, since) <= 30,
  );
  const never = outage.always || started;
  if (loss === 'quiet') return say.possible(says, because, bearing);
  if (loss === 'unseen') {
    const uses = way.client !== null && way.client.link !== 'security-group';
    if (change && whole && uses) return say.confirmed(says, because, bearing);
    return uses && whole ? say.likely(says, because, bearing) : say.possible(says, because, bearing);
  }
  if (change || never)
    return whole || own.length > 0 ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  const late = since !== null && minutesBetween(since, window.to) <= LAG_MINUTES;
  return !seen || late ? say.likely(says, because, bearing) : say.possible(says, because, bearing);
}

export const sgMissingIngress = blocking({
  id: 'sg-missing-ingress',
  title: 'The security group of the database does not let the client in',
  recognised:
    'No inbound rule of the database’s security groups (or the proxy’s) permits the client on its port, connections time out, and the rule was taken away or never was there.',
  fix: 'Allow the port of the database from the client’s security group; what changed shows who took it away.',
  owns: (kind) => kind === 'sg-ingress',
  mend: ({ way, hop }, port) => {
    const from = way.client?.network?.securityGroups ?? way.proxy?.securityGroups ?? [];
    return from.length > 0
      ? `Allow tcp ${port ?? ''} from ${list(from)} on ${hop.resource ?? 'the security group of the database'}.`
      : undefined;
  },
  remedies: [allowIngress],
  offers: ({ way, hop }, port) => {
    const [from] = way.client?.network?.securityGroups ?? way.proxy?.securityGroups ?? [];
    if (from === undefined || !hop.resource?.startsWith('sg-')) return [];
    const open = { group: hop.resource, from };
    return [offer(allowIngress, port === null ? open : { ...open, port: String(port) })];
  },
});

export const clientEgressBlocked = blocking({
  id: 'client-egress-blocked',
  title: 'The security group of the client does not let it out',
  recognised:
    'No outbound rule of the client’s security groups permits the port of the database, and connections time out.',
  fix: 'Allow the port of the database outbound from the client’s security group.',
  owns: (kind) => kind === 'sg-egress',
  mend: ({ hop }, port) => `Allow tcp ${port ?? ''} outbound on ${hop.resource ?? 'the security group of the client'}.`,
});

export const naclBlocks = blocking({
  id: 'nacl-blocks',
  title: 'A network ACL blocks the way to the database',
  recognised:
    'A network ACL on the way denies the port of the database, or the high ports that answers need, and connections time out.',
  fix: 'Let the network ACL pass the port of the database, and 1024–65535 for the answers.',
  owns: (kind) => kind.startsWith('nacl-'),
  mend: () => undefined,
});

export const noRoute = blocking({
  id: 'no-route',
  title: 'There is no route between the client and the database',
  recognised: 'The client is in another VPC, and a route there or back is missing or leads to something that is gone.',
  fix: 'Add the routes on both sides of the peering connection or transit gateway, or mend what they lead to.',
  owns: (kind) => ['route', 'route-back', 'public-ip', 'nat-gateway', 'block-public-access'].includes(kind),
  mend: () => undefined,
});
