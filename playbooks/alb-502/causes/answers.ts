import { cause, maybe } from '#playbook';
import { accessLog } from '#facts/alb/access-log';
import { episode } from '#facts/alb/episode';
import { identity } from '#facts/alb/load-balancer';
import { routing } from '#facts/alb/routing';
import { groupTraffic } from '#facts/alb/traffic';
import { targetGroupLink } from '#facts/links';
import { clock, count, list, percent } from '#facts/words';
import { amount, during, groupsOf, own5xx, risen, sampleOf, shareOf } from '../reading.ts';

/** Answers that are what somebody, not the network, decided: the application's own, a fixed response, WAF, sign-in. */

export const targetGenerated5xx = cause({
  id: 'target-generated-5xx',
  title: 'The application itself answers with errors',
  recognised:
    'Targets answered at least four in five of the failing requests with a 5xx of their own: the load balancer only passed it on.',
  fix: 'Look at the application’s own logs for these paths and times, and at what it depends on.',
  layer: 'dependency',
  from: { episode, traffic: maybe(groupTraffic), log: maybe(accessLog) },
  judge: ({ episode, traffic, log }, say) => {
    const own = risen(episode, 'target5xx');
    const balancer = own5xx(episode);
    if (own === 0) return say.ruledOut({ episode: 'errors answered by targets did not rise' });
    const counted = Object.entries(traffic.known ? traffic.value : {});
    const failure = log.known
      ? log.value?.failures.find(({ status, origins }) => status >= 500 && (origins['passed-through']?.count ?? 0) > 0)
      : null;
    const arns =
      counted.length > 0
        ? counted.filter(([, { target5xx }]) => target5xx >= 0.1 * own).map(([arn]) => arn)
        : log.known && log.value && failure
          ? groupsOf(log.value, failure.status)
          : [];
    const names = arns.map((arn) => arn.split('/')[1] ?? arn);
    const passed = failure?.origins['passed-through'];
    const because = {
      episode: `${amount(own, '5xx', episode)} came from targets; the load balancer made ${count(balancer, '5xx', '5xx')} itself`,
      traffic:
        counted.length > 0 && arns[0]
          ? { says: `they come from ${list(names)}`, link: targetGroupLink(arns[0]) }
          : undefined,
      log: passed && {
        says: `the log shows ${failure?.status} passed through, mostly for ${list(passed.routes.rows.map(({ key }) => key))}`,
        quotes: sampleOf(failure, 'passed-through'),
      },
    };
    const bearing = {
      share: shareOf(own, episode),
      since: episode.rises.find(({ family }) => family === 'target5xx')?.since,
      resources: arns,
      scope: arns,
    };
    const says = `The load balancer and the network work: the application behind ${names.length > 0 ? list(names) : 'it'} answers 5xx itself.`;
    return own >= 0.8 * (own + balancer) ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

export const fixedResponse503 = cause({
  id: 'fixed-response-503',
  title: 'A listener rule answers 503 on purpose',
  recognised: 'Fixed responses were sent, and a rule has a fixed response of 503: a maintenance page, not a fault.',
  fix: 'Find out who put the rule there (see what changed) and remove it when the maintenance is over.',
  layer: 'config',
  from: { episode, routing: maybe(routing) },
  judge: ({ episode, routing: read }, say) => {
    const fixed = during(episode, 'fixedResponses');
    const n503 = risen(episode, 'elb503');
    if (fixed === 0) return say.ruledOut({ episode: 'no fixed response was sent' });
    if (!read.known) {
      if (n503 === 0 || fixed < 0.5 * n503) return say.unanswered(read.blind);
      const because = { episode: `${count(fixed, 'fixed response')} sent while ${amount(n503, '503', episode)}` };
      return say.likely('A listener rule seems to answer 503 by itself: as many fixed responses were sent.', because, {
        share: shareOf(Math.min(fixed, n503), episode),
      });
    }
    const routing = read.value;
    const rules = routing.fixedResponses.filter(({ statusCode }) => statusCode.startsWith('5'));
    const [first] = rules;
    if (!first || fixed === 0)
      return say.ruledOut({
        routing: `${count(rules.length, 'rule')} with a fixed 5xx response, ${count(fixed, 'fixed response')} sent`,
      });
    const errors = risen(episode, 'elb503', 'elb500', 'elb502', 'elb504');
    const because = {
      routing: {
        says: `rule ${first.priority} (${first.condition}) answers ${first.statusCode} by itself`,
        quotes: [first.statusCode],
      },
      episode: `${count(fixed, 'fixed response')} since ${clock(episode.since)}`,
    };
    return say.confirmed(
      `Rule ${first.priority} answers ${first.statusCode} to ${first.condition}: somebody set it so.`,
      because,
      {
        share: shareOf(Math.min(fixed, errors), episode),
        resources: rules.map(({ rule }) => rule),
      },
    );
  },
});

/** Reasons of one kind in the access log, as AWS names them. */
function reasons(
  log: { readonly errorReasons: { readonly rows: readonly { readonly key: string; readonly count: number }[] } } | null,
  prefix: string,
) {
  return (log?.errorReasons.rows ?? []).filter(({ key }) => key.startsWith(prefix));
}

export const waf500 = cause({
  id: 'waf-500',
  title: 'The load balancer cannot reach AWS WAF',
  recognised:
    '500s rose, and the access log says that WAF failed (action waf-failed, reasons WAFConnectionError and the like).',
  fix: 'Check AWS Health for WAF; if serving without WAF is acceptable, set waf.fail_open on the load balancer until it is back.',
  layer: 'dependency',
  from: { episode, identity, log: maybe(accessLog) },
  judge: ({ episode, identity, log }, say) => {
    const n500 = risen(episode, 'elb500');
    if (n500 === 0) return say.ruledOut({ episode: 'the load balancer made no more 500s than usual' });
    if (!log.known) return say.unanswered(log.blind);
    // No metric counts failures of WAF.
    if (!log.value)
      return say.unanswered({ fact: accessLog.id, why: 'absent', detail: 'the load balancer writes no access log' });
    const failed = reasons(log.value, 'WAF');
    const total = failed.reduce((all, { count: n }) => all + n, 0);
    if (total === 0) return say.ruledOut({ log: 'the log names no WAF failure' });
    return say.confirmed(
      'Requests fail because the load balancer gets no answer from AWS WAF.',
      {
        log: {
          says: `${count(total, 'request')} failed with ${list(failed.map(({ key }) => key))}`,
          quotes: failed.map(({ key }) => key),
        },
        episode: amount(n500, '500', episode),
      },
      { share: shareOf(Math.min(total, n500), episode), resources: [identity.arn] },
    );
  },
});

export const authIdpError = cause({
  id: 'auth-idp-error',
  title: 'Signing in through the load balancer fails',
  recognised:
    'Authentication errors (ELBAuthError) rose together with 500s or 561s; the access log names a reason beginning with Auth.',
  fix: 'Check the identity provider’s endpoints, client secret and certificate, and that the load balancer can reach it.',
  layer: 'dependency',
  from: { episode, identity, log: maybe(accessLog) },
  judge: ({ episode, identity, log }, say) => {
    const errors = during(episode, 'authErrors');
    const own = risen(episode, 'elb500', 'elbOther');
    if (own === 0 || errors < 0.5 * own) return say.ruledOut({ episode: count(errors, 'authentication error') });
    const named = log.known ? reasons(log.value, 'Auth') : [];
    const because = {
      episode: `${count(errors, 'authentication error')}, ${percent(errors, own)} of ${count(own, '5xx', '5xx')} of this kind`,
      log: named[0] && {
        says: `the log names ${list(named.map(({ key }) => key))}`,
        quotes: named.map(({ key }) => key),
      },
    };
    const says = 'The load balancer cannot complete the sign-in with the identity provider.';
    const bearing = { share: shareOf(Math.min(errors, own), episode), resources: [identity.arn] };
    return named[0] ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});
