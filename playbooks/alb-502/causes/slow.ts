import { cause, maybe, offer } from '#playbook';
import type { Offer } from '#playbook';
import { mentions } from '#facts/changes';
import type { TrailEvent } from '#facts/changes';
import { accessLog, countBetween } from '#facts/alb/access-log';
import { episode } from '#facts/alb/episode';
import { groups, targetName } from '#facts/alb/groups';
import { attributes, loadBalancer } from '#facts/alb/load-balancer';
import { paths } from '#facts/alb/paths';
import { groupTraffic } from '#facts/alb/traffic';
import { securityGroupLink } from '#facts/links';
import { clock, count, list, minutesAfter } from '#facts/words';
import type { Hop } from '#facts/network/hops';
import { allowIngress } from '#remediations/network/by-hand';
import { trail } from '../changes.ts';
import { amount, during, groupsOf, logged, ofOrigin, risen, sampleOf, served, shareOf } from '../reading.ts';
import { singleAz } from './zones.ts';
import { allDrainingOrInitial, allUnhealthyFailOpen } from './nothing-to-serve.ts';
import { connectTimeout } from './connecting.ts';
import { elbHealthFailed } from './tasks-checked.ts';

export const sgBlocksTarget = cause({
  id: 'sg-blocks-target',
  title: 'A security group or network ACL blocks the load balancer',
  recognised:
    'The rules between the load balancer and its targets permit no connection on the target port (or no answer), and 504s rose.',
  fix: 'Allow the target port from the load balancer’s security group; what changed shows who removed it.',
  remedies: [allowIngress],
  layer: 'config',
  refines: [connectTimeout],
  leadsTo: [connectTimeout, allUnhealthyFailOpen, elbHealthFailed, allDrainingOrInitial, singleAz],
  from: {
    episode,
    groups: maybe(groups),
    loadBalancer: maybe(loadBalancer),
    paths: maybe(paths),
    log: maybe(accessLog),
    trail: maybe(trail),
  },
  judge: ({ episode, groups, loadBalancer, paths, log, trail }, say) => {
    const n504 = risen(episode, 'elb504');
    const failing = groups.known ? served(groups.value) : [];
    const timedOut = failing.flatMap(({ unhealthy }) => unhealthy.filter(({ reason }) => reason === 'Target.Timeout'));
    if (n504 === 0 && timedOut.length === 0)
      return say.ruledOut({
        episode: 'nothing times out: no 504s',
        groups: groups.known ? 'no health check times out' : undefined,
      });
    if (!paths.known) return say.unanswered(paths.blind);
    const isFailing = ({ group }: { readonly group: string }) => failing.some((one) => one.group.arn === group);
    const own = paths.value.ways.filter(isFailing);
    const unknown = paths.value.unknown.filter(isFailing);
    const blocked = own.filter(({ path }) => path.verdict === 'blocked');
    const [first] = blocked.toSorted((a, b) => b.purpose.localeCompare(a.purpose));
    if (!first) {
      const open = own.filter(({ path }) => path.verdict === 'open').length;
      return own.length > 0 && open === own.length && unknown.length === 0
        ? say.ruledOut({ paths: `${count(open, 'way', 'ways')} to the targets checked, all open` })
        : say.unanswered({
            fact: 'alb.paths',
            why: 'absent',
            detail:
              unknown.length > 0
                ? `no network interface was found for ${count(unknown.length, 'target')}: ${list(unknown.map(({ target }) => targetName(target)))}`
                : 'the way to the targets could not be told in full',
          });
    }
    const hop = first.path.hops.find(({ verdict }) => verdict === 'fail');
    const near = loadBalancer.known ? loadBalancer.value.arn : '';
    const group = hop?.resource?.startsWith('sg-') ? hop.resource : null;
    const targets = blocked.flatMap((one) => one.targets);
    const scope = [...new Set(blocked.map((one) => one.group))];
    const change =
      trail.known && hop?.resource
        ? lastChange(trail.value, hop.resource, episode.onsets.at(-1) ?? episode.since)
        : undefined;
    const because = {
      paths: {
        says: hop?.says ?? 'the path is blocked',
        quotes: [hop?.resource ?? ''],
        link: group && near ? securityGroupLink(group, near) : undefined,
      },
      groups: timedOut[0] && {
        says: `${count(timedOut.length, 'target')} time out in health checks`,
        quotes: [timedOut[0].reason ?? '', timedOut[0].description ?? ''],
      },
      log:
        log.known && ofOrigin(logged(log.value, 504), 'connect-failed') > 0
          ? { says: 'logged 504s never got a connection', quotes: sampleOf(logged(log.value, 504), 'connect-failed') }
          : undefined,
      trail: change && {
        says: `${change.user ?? 'somebody'} changed ${hop?.resource} at ${clock(change.at)}: ${change.name}`,
        quotes: [change.name],
      },
      episode: n504 > 0 ? amount(n504, '504', episode) : undefined,
    };
    const says = `The load balancer cannot reach port ${first.port} of ${count(targets.length, 'target')}: ${hop?.says ?? 'the path is blocked'}.`;
    const bearing = {
      share: n504 > 0 ? shareOf(n504, episode) : undefined,
      resources: [...(hop?.resource ? [hop.resource] : []), ...scope],
      scope,
      fix: `Allow tcp ${first.port} from the load balancer's security group (${list(loadBalancer.known ? loadBalancer.value.securityGroups : [])})${group ? ` on ${group}` : ''}${change ? `, or ask ${change.user ?? 'whoever changed it'} why it was taken away` : ''}.`,
      offers: opening(hop, loadBalancer.known ? loadBalancer.value.securityGroups : [], first.port),
    };
    // A rule that meets a part of the connections may have been there for years: then something must time out with it.
    const whole = first.path.verdict === 'blocked' && first.path.extent === 'all';
    const seen = whole || timedOut.length > 0 || because.log !== undefined;
    return first.purpose === 'traffic' && n504 > 0 && seen
      ? say.confirmed(says, because, bearing)
      : say.likely(says, because, bearing);
  },
});

/** For what does not let it in; where the load balancer's own group does not let it out, another rule is missing. */
function opening(hop: Hop | undefined, [from]: readonly string[], port: number): readonly Offer[] {
  if (hop?.kind !== 'sg-ingress' || hop.resource === null || from === undefined) return [];
  return [offer(allowIngress, { group: hop.resource, from, port: String(port) })];
}

/** The last change of this group or network ACL before errors began; CloudTrail's clock and ours may differ a little. */
function lastChange(events: readonly TrailEvent[], resource: string, onset: Date): TrailEvent | undefined {
  return events
    .filter((event) => event.errorCode === null && event.at <= minutesAfter(onset, 2) && mentions(event, [resource]))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
}

export const targetSlow = cause({
  id: 'target-slow',
  title: 'Targets answer too slowly',
  recognised:
    '504s after as long as the idle timeout, or response times (p99) close to it: the target took the request and did not answer in time.',
  fix: 'Find what these requests wait for (database, downstream, CPU); raising the idle timeout only buys time.',
  layer: 'dependency',
  leadsTo: [elbHealthFailed],
  from: {
    episode,
    attributes: maybe(attributes),
    log: maybe(accessLog),
    groups: maybe(groups),
    traffic: maybe(groupTraffic),
  },
  judge: ({ episode, attributes, log, groups, traffic }, say) => {
    const n504 = risen(episode, 'elb504');
    if (n504 === 0) return say.ruledOut({ episode: '504s did not rise' });
    const timeout = attributes.known ? attributes.value.idleTimeout : 60;
    const slowest = Math.max(0, ...episode.minutes.map(({ responseP99 }) => responseP99));
    const says = `Targets accept the requests and do not answer within ${timeout} s.`;
    const setting = attributes.known ? `the idle timeout is ${timeout} s` : undefined;
    if (log.known && log.value) {
      const failure = logged(log.value, 504);
      const silent = failure?.origins['no-answer'];
      const atLimit = silent ? countBetween(silent.elapsed, Math.max(1, timeout - 2), Number.POSITIVE_INFINITY) : 0;
      if (failure && silent && atLimit >= 0.5 * failure.count) {
        const because = {
          log: {
            says: `${atLimit.toLocaleString('en')} of ${count(failure.count, 'logged 504')} waited ${timeout} s or more for an answer, mostly ${list(silent.routes.rows.map(({ key }) => key))}`,
            quotes: sampleOf(failure, 'no-answer'),
          },
          attributes: setting,
        };
        return say.confirmed(says, because, {
          share: shareOf((n504 * atLimit) / failure.count, episode),
          resources: [...groupsOf(log.value, 504), ...silent.targets.rows.slice(0, 5).map(({ key }) => key)],
        });
      }
      if (failure)
        return say.ruledOut({
          log: `${count(atLimit, '504')} of ${failure.count.toLocaleString('en')} waited as long as the idle timeout`,
        });
    }
    if (slowest < 0.9 * timeout) {
      const errors = during(episode, 'connectionErrors');
      return errors >= 0.5 * n504 || slowest < 0.3 * timeout
        ? say.ruledOut({ episode: `the slowest answers (p99) took ${slowest.toFixed(1)} s, far from ${timeout} s` })
        : say.possible(says, {
            episode: `the slowest answers (p99) took ${slowest.toFixed(1)} s`,
            attributes: setting,
          });
    }
    const because = {
      episode: `answers took up to ${slowest.toFixed(1)} s (p99) while ${amount(n504, '504', episode)}`,
      attributes: setting,
    };
    const names = groups.known ? served(groups.value).map(({ group }) => group.arn) : [];
    const slow = names.filter((arn) => traffic.known && (traffic.value[arn]?.responseP99 ?? 0) >= 0.9 * timeout);
    return say.likely(says, because, { share: shareOf(n504, episode), resources: slow.length > 0 ? slow : names });
  },
});

export const contentLengthMismatch = cause({
  id: 'content-length-mismatch',
  title: 'Targets promise more bytes than they send',
  recognised: 'Access logs show a 504 to the client where the target had answered 2xx: the body never became complete.',
  fix: 'Compare Content-Length with the body that is sent for these paths; look for compression or streaming that stops early.',
  layer: 'dependency',
  from: { episode, log: maybe(accessLog), attributes: maybe(attributes) },
  judge: ({ episode, log: read, attributes }, say) => {
    const n504 = risen(episode, 'elb504');
    if (n504 === 0) return say.ruledOut({ episode: '504s did not rise' });
    if (!read.known || !read.value) {
      const timeout = attributes.known ? attributes.value.idleTimeout : 60;
      const slowest = Math.max(0, ...episode.minutes.map(({ responseP99 }) => responseP99));
      const errors = during(episode, 'connectionErrors');
      if (errors >= 0.5 * n504 || slowest >= 0.9 * timeout)
        return say.ruledOut({ episode: 'connections that fail or answers that come too late explain the 504s' });
      return say.possible('Answers may break off; only the access log would show.', {
        episode: `${amount(n504, '504', episode)}, yet connections are made and answers begin in time`,
      });
    }
    const log = read.value;
    const failure = logged(log, 504);
    const replaced = failure?.origins.replaced;
    const ok = (replaced?.targetStatuses.rows ?? []).filter(({ key }) => key.startsWith('2'));
    const total = ok.reduce((all, { count: n }) => all + n, 0);
    if (!failure || total < 0.5 * failure.count)
      return say.ruledOut({ log: `${count(total, 'logged 504')} had been answered 2xx by the target` });
    return say.possible(
      'Targets answer 2xx, but the body never completes: fewer bytes come than were announced.',
      {
        log: {
          says: `${total.toLocaleString('en')} of ${count(failure.count, 'logged 504')} had been answered ${list(ok.map(({ key }) => key))} by the target`,
          quotes: sampleOf(failure, 'replaced'),
        },
      },
      {
        share: shareOf((n504 * total) / failure.count, episode),
        resources: (replaced?.targets.rows ?? []).slice(0, 5).map(({ key }) => key),
      },
    );
  },
});
