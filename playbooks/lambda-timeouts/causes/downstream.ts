import { cause, maybe } from '#playbook';
import type { Judge, Sighting, Verdict } from '#playbook';
import { episode } from '#facts/lambda/episode';
import type { FunctionEpisode } from '#facts/lambda/episode';
import { failures } from '#facts/lambda/failures';
import type { Failures } from '#facts/lambda/failures';
import { identity, timeout } from '#facts/lambda/function';
import type { FunctionIdentity } from '#facts/lambda/function';
import { limitAt, shapeOf } from '#facts/lambda/shape';
import { destinations, ways } from '#facts/lambda/ways';
import type { Destination, Way } from '#facts/lambda/ways';
import { decidingHop } from '#facts/network/hops';
import { count } from '#facts/words';
import { beginOf, nameOf, shareOf } from '../reading.ts';
import { api29s, iteratorLag, sqsVisibilityTooShort } from './aftermath.ts';
import { throttledAccount, throttledReserved, throttledScaling } from './throttles.ts';

const consequences = [
  throttledReserved,
  throttledAccount,
  throttledScaling,
  iteratorLag,
  sqsVisibilityTooShort,
  api29s,
];

export const dnsFail = cause({
  id: 'dns-fail',
  title: 'A host name is not resolved',
  recognised: 'Invocations fail because a name has no address, or the resolver does not answer.',
  fix: 'Check the name, the private hosted zone and its VPC, and that DNS support is on in the VPC. A resolver that does not answer may be asked too often: cache names.',
  layer: 'dependency',
  leadsTo: consequences,
  from: { failures, episode: maybe(episode), identity },
  judge: ({ failures, episode, identity }, say) => {
    const dns = failures?.groups.find(({ error: { kind } }) => kind === 'dns');
    if (!failures || !dns) {
      const [blind] = failures?.unread ?? [];
      return blind && !failures?.textsRead
        ? say.unanswered(blind)
        : say.ruledOut({ failures: 'no invocation told of a name' });
    }
    return say.likely(
      `${dns.error.peer.host ?? 'A name'} could not be resolved in ${count(dns.count, 'invocation')}.`,
      { failures: { says: dns.where ? `thrown in ${dns.where}` : 'what they told', quotes: dns.quotes } },
      {
        since: failures.cut ? undefined : dns.first,
        share: shareOf(dns.count, failures, episode),
        resources: [...(dns.error.peer.host ? [dns.error.peer.host] : []), identity.callee],
      },
    );
  },
});

const from = {
  failures,
  destinations,
  ways: maybe(ways),
  episode: maybe(episode),
  timeout: maybe(timeout),
  identity,
} as const;

interface Known {
  readonly failures: Failures | null;
  readonly destinations: readonly Destination[];
  readonly ways: Sighting<readonly Way[] | null>;
  readonly episode: Sighting<FunctionEpisode>;
  readonly timeout: Sighting<{ readonly ms: number }>;
  readonly identity: FunctionIdentity;
}

const SILENT = 0.7;

/** A destination that was reached, or could be, and did not answer in time. */
function judgeSlow(known: Known, say: Judge<keyof typeof from>, ofAws: boolean): Verdict<keyof typeof from> {
  const { failures, destinations, ways, episode, timeout, identity } = known;
  if (!failures) return say.ruledOut({ failures: 'nothing failed that the log could explain' });
  const mine = destinations.filter((destination) => isUnnamed(destination) || isAws(destination) === ofAws);
  const told = mine.find(({ error }) => error !== null);
  const silent = mine.find(({ error, name }) => error === null && hangs(failures, name, timeout));
  const found = told ?? silent;
  if (!found) {
    const [blind] = failures.unread;
    if (blind && (!failures.textsRead || !failures.platformRead)) return say.unanswered(blind);
    return say.ruledOut({
      failures: ofAws ? 'no call of an AWS service was waited for' : 'no call of another host was waited for',
    });
  }
  const way = ways.known ? (ways.value ?? []).find(({ destination }) => destination.name === found.name) : undefined;
  const byAws =
    way?.destination.service ?? (way?.by === 'address' && /^RDS|ElastiCache|^ELB /.test(way.to.description));
  if (isUnnamed(found) && !(ofAws && byAws))
    return say.ruledOut({
      ways: ofAws ? 'what stands there is not run by AWS' : 'a private address is no third party',
    });
  if (way && way.by !== 'unknown' && way.way.path.verdict === 'blocked') {
    const hop = decidingHop(way.way.path);
    if (way.by !== 'address' || way.endpoint || !hop)
      return say.ruledOut({ ways: 'the network does not let it through to there' });
    return say.possible(
      `It cannot reach ${nameOf(found)} within its VPC: ${hop.says}.`,
      { ways: hop.says, failures: { says: 'what it told', quotes: found.quotes.slice(0, 2) } },
      { resources: [...(hop.resource ? [hop.resource] : []), identity.callee] },
    );
  }
  const words = failures.lastWords.filter(({ host }) => host?.name === found.name);
  const durations = failures.all.flatMap(({ durationMs }) => durationMs ?? []);
  const { plateau } = shapeOf(durations.map((duration, index) => ({ start: index * 10_000, duration, failed: true })));
  const limit = plateau ? limitAt(plateau.ms, timeout.known ? timeout.value.ms : null) : null;
  const [first] = words;
  const because = {
    failures: {
      says: found.error
        ? `${count(found.count, 'failed invocation')} told of it`
        : `silent for ${((first?.silentMs ?? 0) / 1000).toFixed(1)} s after this line${first?.ended === 'timed-out' ? ', until it was cut off' : ''}`,
      quotes: [...new Set([...found.quotes.slice(0, 2), ...words.flatMap(({ quote }) => quote ?? []).slice(0, 1)])],
    },
    ways:
      way && way.by !== 'unknown' && way.way.path.verdict === 'open'
        ? 'its network lets it through to there'
        : undefined,
    timeout: limit ? `they end at ${limit}` : undefined,
  };
  const bearing = {
    share: failures.all.length > 0 ? shareOf(found.count, failures, episode) : undefined,
    since: beginOf(failures.all, failures),
    resources: [found.name, identity.callee],
  };
  const says = `It waits for ${nameOf(found)}, which does not answer in time.`;
  const unsure = way !== undefined && way.by !== 'unknown' && way.way.path.verdict === 'unknown';
  return unsure || !ways.known ? say.possible(says, because, bearing) : say.likely(says, because, bearing);
}

/** Most of the time went by after the line that names it. */
function hangs({ lastWords }: Failures, name: string, timeout: Sighting<{ readonly ms: number }>): boolean {
  return lastWords.some(
    ({ host, silentMs, attempt }) =>
      host?.name === name &&
      (silentMs ?? 0) >= SILENT * (attempt.durationMs ?? (timeout.known ? timeout.value.ms : Infinity)),
  );
}

/** A private address or name: only the network tells what stands there. */
function isUnnamed(destination: Destination): boolean {
  return destination.address === 'private' && !isAws(destination);
}

/** AWS's own services, and what is run by AWS in the VPC (databases, caches). */
function isAws({ service, name }: Destination): boolean {
  return service !== null || /\.amazonaws\.com(\.cn)?$|\.api\.aws$|\.on\.aws$/i.test(name);
}

export const downstreamSlowAws = cause({
  id: 'downstream-slow-aws',
  title: 'An AWS service it calls does not answer in time',
  recognised: 'Failed invocations waited for an AWS service, a database or a cache that the network lets them reach.',
  fix: 'Look at that service: throttling, load, events. Give the client a timeout below that of the function, and few retries.',
  layer: 'dependency',
  leadsTo: consequences,
  from,
  judge: (known, say) => judgeSlow(known, say, true),
});

export const downstream3rdParty = cause({
  id: 'downstream-3rd-party',
  title: 'Another host it calls does not answer in time',
  recognised: 'Failed invocations waited for a host that is not of AWS and that the network lets them reach.',
  fix: 'Ask whoever runs it. Give the client a timeout below that of the function, and stop calling while it fails (circuit breaker).',
  layer: 'dependency',
  leadsTo: consequences,
  from,
  judge: (known, say) => judgeSlow(known, say, false),
});
