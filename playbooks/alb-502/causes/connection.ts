import { cause, maybe, offer } from '#playbook';
import { accessLog, countBetween } from '#facts/alb/access-log';
import { episode } from '#facts/alb/episode';
import { groups, targetName } from '#facts/alb/groups';
import { attributes, identity } from '#facts/alb/load-balancer';
import { groupTraffic } from '#facts/alb/traffic';
import { possibleTaskGroups } from '#facts/ecs/groups';
import { isFault } from '#facts/ecs/stops';
import { targetGroupLink } from '#facts/links';
import { count, list, percent } from '#facts/words';
import { idleTimeout } from '#remediations/load-balancing/idle-timeout';
import { stops } from '../behind.ts';
import { stoppedDuring } from '../stopped.ts';
import {
  amount,
  during,
  errorsAround,
  groupsOf,
  logged,
  ofOrigin,
  risen,
  sampleOf,
  served,
  shareOf,
  spanOf,
} from '../reading.ts';
import { elbHealthFailed } from './tasks-checked.ts';
import { allUnhealthyFailOpen } from './nothing-to-serve.ts';

/** Connection errors must account for at least this part of the 502s. */
const MOST = 0.5;

export const targetConnRefused = cause({
  id: 'target-conn-refused',
  title: 'Targets refuse the connection',
  recognised:
    'As many connection errors as half the 502s, in the same minutes. Certain when health checks fail to connect too, or tasks stop. A blocked security group shows as 504 instead.',
  fix: 'Check that the application runs and listens on the target port on 0.0.0.0 (not 127.0.0.1); if a deployment began just before, roll it back.',
  layer: 'dependency',
  leadsTo: [elbHealthFailed, allUnhealthyFailOpen],
  from: {
    episode,
    groups: maybe(groups),
    traffic: maybe(groupTraffic),
    stops: maybe(stops),
    log: maybe(accessLog),
  },
  judge: ({ episode, groups, traffic, stops, log }, say) => {
    const n502 = risen(episode, 'elb502');
    if (n502 === 0) return say.ruledOut({ episode: '502s did not rise' });
    const errors = during(episode, 'connectionErrors');
    const failure = log.known ? logged(log.value, 502) : null;
    const unconnected = ofOrigin(failure, 'connect-failed');
    const byLog = failure !== null && unconnected >= MOST * failure.count;
    if (during(episode, 'tlsErrors') >= MOST * n502)
      return say.ruledOut({ episode: 'connections are made; it is TLS that fails on them' });
    if (errors < MOST * n502 && !byLog)
      return say.ruledOut({ episode: `${count(errors, 'connection error')} for ${count(n502, '502')}` });
    const own = groups.known ? served(groups.value) : [];
    const scope = Object.entries(traffic.known ? traffic.value : {})
      .filter(([, counts]) => counts.connectionErrors > 0)
      .map(([arn]) => arn);
    const at = own.filter(({ group }) => scope.length === 0 || scope.includes(group.arn));
    const failing = at
      .flatMap(({ unhealthy }) => unhealthy)
      .filter(({ reason }) => reason === 'Target.FailedHealthChecks');
    const meanwhile = stoppedDuring(stops, episode);
    const stopped = meanwhile.known ? meanwhile.value.tasks.filter(isFault) : [];
    const [first] = failing;
    const because = {
      episode: `${count(errors, 'connection')} to targets failed while ${amount(n502, '502', episode)}`,
      groups: first && {
        says: `${count(failing.length, 'target')} fail their health checks: ${list(failing.map(targetName))}`,
        quotes: [first.reason ?? '', first.description ?? ''],
        link: at[0] && targetGroupLink(at[0].group.arn),
      },
      log: byLog
        ? {
            says: `${count(unconnected, 'logged 502')} never got a connection`,
            quotes: sampleOf(failure, 'connect-failed'),
          }
        : undefined,
      stops: stopped.length > 0 ? `${count(stopped.length, 'task')} stopped meanwhile` : undefined,
    };
    const ports = [...new Set(at.flatMap(({ targets }) => targets.map(({ port }) => port ?? 0)))].filter(Boolean);
    const says = `Nothing accepts connections ${ports.length > 0 ? `on port ${list(ports.map(String))} ` : ''}of the targets: the application is down, restarting, or listens elsewhere.`;
    const bearing = {
      share: shareOf(Math.min(n502, Math.max(errors, unconnected)), episode),
      since: episode.rises.find(({ family }) => family === 'elb502')?.since,
      resources: [...(at.length > 0 ? at.map(({ group }) => group.arn) : scope), ...failing.map(targetName)],
      scope,
    };
    const seen = groups.known && (failing.length > 0 || stopped.length > 0 || byLog);
    return seen ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

export const targetTlsFailure = cause({
  id: 'target-tls-failure',
  title: 'TLS between the load balancer and its targets fails',
  recognised: 'As many failed TLS negotiations with targets as half the 502s, in a target group that speaks HTTPS.',
  fix: 'Make target group and application agree: HTTPS on both, with a protocol and cipher the load balancer offers, or HTTP on both.',
  layer: 'config',
  leadsTo: [allUnhealthyFailOpen],
  from: { episode, groups: maybe(groups), traffic: maybe(groupTraffic) },
  judge: ({ episode, groups, traffic }, say) => {
    const n502 = risen(episode, 'elb502');
    const errors = during(episode, 'tlsErrors');
    if (n502 === 0 || errors < MOST * n502)
      return say.ruledOut({
        episode: `${count(errors, 'failed TLS negotiation')} with targets, ${count(n502, '502')}`,
      });
    const secure = groups.known ? served(groups.value).filter(({ group }) => group.protocol === 'HTTPS') : [];
    const scope = secure
      .filter(({ group }) => traffic.known && (traffic.value[group.arn]?.tlsErrors ?? 0) > 0)
      .map(({ group }) => group.arn);
    const because = {
      episode: `${count(errors, 'TLS negotiation')} with targets failed while ${amount(n502, '502', episode)}`,
      groups:
        secure.length > 0 ? `${list(secure.map(({ group }) => group.name))} speak HTTPS to their targets` : undefined,
    };
    const says =
      'The load balancer reaches its targets, but they cannot agree on TLS: the target may speak plain HTTP, or another protocol version.';
    const bearing = {
      share: shareOf(Math.min(n502, errors), episode),
      resources: scope.length > 0 ? scope : secure.map(({ group }) => group.arn),
      scope,
    };
    return secure.length > 0 ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

/** Closed before an answer came this quickly: the target had already hung up. Seconds. */
const AT_ONCE = 0.1;

export const keepaliveMismatch = cause({
  id: 'keepalive-mismatch',
  title: 'Targets close idle connections before the load balancer does',
  recognised:
    'Few 502s, scattered over healthy targets, without connection or TLS errors and without tasks stopping. Certain only from access logs: requests that a target dropped at once.',
  fix: 'Make the application keep idle connections some seconds longer than the load balancer’s idle timeout.',
  remedies: [idleTimeout],
  layer: 'config',
  from: {
    episode,
    identity,
    groups,
    attributes: maybe(attributes),
    log: maybe(accessLog),
    stops: maybe(stops),
    possible: maybe(possibleTaskGroups),
  },
  judge: ({ episode, identity, groups, attributes, log, stops, possible }, say) => {
    const n502 = risen(episode, 'elb502');
    if (n502 === 0) return say.ruledOut({ episode: '502s did not rise' });
    const errors = during(episode, 'connectionErrors') + during(episode, 'tlsErrors');
    if (errors > 0.1 * n502)
      return say.ruledOut({
        episode: `${count(errors, 'connection or TLS error')}: connections fail before they could be idle`,
      });
    const stopped = stoppedDuring(stops, episode);
    const near = stopped.known
      ? errorsAround(stopped.value.tasks.map(spanOf), stopped.value.seen, ['elb502'], 60, 60).errors
      : 0;
    if (stopped.known && near >= MOST * risen(stopped.value.seen, 'elb502'))
      return say.ruledOut({
        stops: `${count(near, '502')} came within a minute of a task stopping, which drops its connections`,
      });
    const servers = served(groups);
    if (servers.length === 0) return say.ruledOut({ groups: 'no target that is a server' });
    const dropping = log.known && log.value ? groupsOf(log.value, 502) : [];
    const logged502 = servers.filter(({ group }) => dropping.includes(group.arn));
    const own = logged502.length > 0 ? logged502 : servers;
    // Where no target can be a task, no task stopped.
    const noTasks = possible.known && own.every(({ group }) => !possible.value.includes(group.arn));
    const told = stopped.known || noTasks;
    const unwell = own.flatMap(({ unhealthy, draining }) => [...unhealthy, ...draining]);
    const timeout = attributes.known ? `${attributes.value.idleTimeout} s` : 'its idle timeout';
    const setting = {
      attributes: attributes.known ? `the load balancer reuses a connection for up to ${timeout}` : undefined,
    };
    // How long the application keeps connections is not to be seen from here.
    const offers = [offer(idleTimeout, { loadBalancer: identity.arn })];
    const says = `Healthy targets hang up on connections that the load balancer still reuses (for up to ${timeout}).`;
    if (log.known && log.value) {
      const failure = logged(log.value, 502);
      if (!failure) return say.ruledOut({ log: 'the access log shows no 502 at all in this time' });
      const dropped = failure.origins['no-answer'];
      const quick = dropped ? countBetween(dropped.elapsed, 0, AT_ONCE) + dropped.unknownElapsed : 0;
      if (!dropped || quick < MOST * failure.count)
        return say.ruledOut({
          log: `${count(quick, '502')} of ${failure.count.toLocaleString('en')} were dropped by a target at once`,
        });
      if (failure.count >= 0.05 * log.value.requests)
        return say.ruledOut({
          log: `${percent(failure.count, log.value.requests)} of requests: too many for idle connections`,
        });
      const hosts = dropped.targets.rows;
      const worst = hosts[0]?.count ?? 0;
      if (own.some(({ targets }) => targets.length > 1) && worst >= 0.7 * dropped.count && dropped.count >= 5)
        return say.ruledOut({
          log: `${hosts[0]?.key} alone dropped ${worst.toLocaleString('en')} of ${dropped.count}: its fellow targets do not`,
        });
      if (unwell.length > 0)
        return say.possible(says, {
          log: `${quick.toLocaleString('en')} of ${count(failure.count, '502')} were dropped by a target at once`,
          ...setting,
        });
      const because = {
        log: {
          says: `${quick.toLocaleString('en')} of ${count(failure.count, '502')} were dropped by their target at once, over ${count(hosts.length, 'target')}`,
          quotes: sampleOf(failure, 'no-answer'),
        },
        groups: `every target of ${list(own.map(({ group }) => group.name))} is healthy`,
        stops: stopped.known ? 'they did not come with tasks stopping' : undefined,
        ...setting,
      };
      const bearing = {
        share: shareOf((n502 * quick) / failure.count, episode),
        resources: own.map(({ group }) => group.arn),
        scope: logged502.map(({ group }) => group.arn),
        offers,
      };
      return told ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
    }
    if (unwell.length > 0) return say.ruledOut({ groups: `${count(unwell.length, 'target')} are not healthy` });
    const part = n502 / Math.max(1, episode.requests);
    if (part >= 0.02)
      return say.ruledOut({ episode: `${percent(n502, episode.requests)} of requests: too many for idle connections` });
    const because = {
      groups: 'every target is healthy',
      episode: `${amount(n502, '502', episode)}, with no connection errors`,
      ...setting,
    };
    const tell = `${says} Without access logs this cannot be told from response headers that are too large.`;
    const bearing = { share: shareOf(n502, episode), resources: own.map(({ group }) => group.arn), offers };
    // Logs that exist but could not be read would decide it, so nothing is claimed without them.
    if (!log.known || !told) return say.possible(tell, because, bearing);
    return say.likely(tell, because, bearing);
  },
});

export const malformedResponse = cause({
  id: 'malformed-response',
  aliases: ['header-too-large'],
  title: 'The load balancer rejects what the target answered',
  recognised:
    'Access logs show a 502 to the client and another status from the target: it did answer, and the answer was not valid HTTP or its headers were too large (32 K in all).',
  fix: 'Look at the response headers of these paths: cookies that grew, invalid header names or characters, a wrong Content-Length.',
  layer: 'dependency',
  from: { episode, log: maybe(accessLog) },
  judge: ({ episode, log: read }, say) => {
    const n502 = risen(episode, 'elb502');
    if (n502 === 0) return say.ruledOut({ episode: '502s did not rise' });
    const errors =
      during(episode, 'connectionErrors') + during(episode, 'tlsErrors') + during(episode, 'lambdaUserErrors');
    if (!read.known) {
      if (errors > 0.5 * n502)
        return say.ruledOut({ episode: `${count(errors, 'request')} failed before they could be answered` });
      return say.possible(
        'Targets may answer something that the load balancer rejects; only its access log would show.',
        {
          episode: `${amount(n502, '502', episode)}, with few connection errors`,
        },
      );
    }
    const log = read.value;
    if (!log) return say.ruledOut({ log: 'access logs are off, so nothing shows an answer that was rejected' });
    const failure = logged(log, 502);
    const replaced = ofOrigin(failure, 'replaced');
    if (!failure || replaced < 0.2 * failure.count)
      return say.ruledOut({ log: `${count(replaced, 'logged 502')} had another status from the target` });
    const detail = failure.origins.replaced;
    const statuses = list((detail?.targetStatuses.rows ?? []).map(({ key }) => key));
    const paths = (detail?.routes.rows ?? []).map(({ key }) => key);
    const because = {
      log: {
        says: `${replaced.toLocaleString('en')} of ${count(failure.count, 'logged 502')} had been answered by the target with ${statuses}, mostly ${list(paths)}`,
        quotes: sampleOf(failure, 'replaced'),
      },
      episode: amount(n502, '502', episode),
    };
    const says = `Targets answer ${statuses}, and the load balancer turns it into 502: the headers are too large or the answer is not valid HTTP.`;
    return say.likely(says, because, {
      share: shareOf((n502 * replaced) / failure.count, episode),
      scope: groupsOf(log, 502),
      resources: [...groupsOf(log, 502), ...(detail?.targets.rows ?? []).slice(0, 5).map(({ key }) => key)],
    });
  },
});
