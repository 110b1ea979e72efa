import { cause, maybe } from '#playbook';
import { accessLog, countBetween } from '#facts/alb/access-log';
import { episode } from '#facts/alb/episode';
import { groups } from '#facts/alb/groups';
import { count } from '#facts/words';
import { amount, during, groupsOf, logged, risen, sampleOf, served, shareOf } from '../reading.ts';
import { allUnhealthyFailOpen } from './nothing-to-serve.ts';
import { elbHealthFailed } from './tasks-checked.ts';

/** The load balancer gives a target this long to accept a connection. Seconds. */
const CONNECT_TIMEOUT = 10;

export const connectTimeout = cause({
  id: 'connect-timeout',
  title: 'Connections to targets time out',
  recognised:
    '504s after about 10 seconds, the load balancer’s limit for connecting: packets are dropped, or the target is too busy to accept.',
  fix: 'Check the network path to the targets; if it is open, look for a full accept queue (workers or connections exhausted).',
  layer: 'dependency',
  leadsTo: [allUnhealthyFailOpen, elbHealthFailed],
  from: { episode, log: maybe(accessLog), groups: maybe(groups) },
  judge: ({ episode, log, groups }, say) => {
    const n504 = risen(episode, 'elb504');
    if (n504 === 0) return say.ruledOut({ episode: '504s did not rise' });
    const timedOut = groups.known
      ? served(groups.value).flatMap(({ unhealthy }) => unhealthy.filter(({ reason }) => reason === 'Target.Timeout'))
      : [];
    const [target] = timedOut;
    const health = target && {
      says: `${count(timedOut.length, 'target')} time out in health checks`,
      quotes: [target.reason ?? '', target.description ?? ''],
    };
    const says =
      'The load balancer cannot open connections to its targets: nothing answers, as when packets are dropped.';
    if (log.known && log.value) {
      const failure = logged(log.value, 504);
      const unconnected = failure?.origins['connect-failed'];
      const aboutTen = unconnected
        ? countBetween(unconnected.elapsed, CONNECT_TIMEOUT - 1, CONNECT_TIMEOUT + 2) + unconnected.unknownElapsed
        : 0;
      if (!failure || aboutTen < 0.5 * failure.count)
        return say.ruledOut({
          log: `${count(aboutTen, '504')} of ${(failure?.count ?? 0).toLocaleString('en')} failed while connecting`,
        });
      const because = {
        log: {
          says: `${aboutTen.toLocaleString('en')} of ${count(failure.count, 'logged 504')} gave up connecting after about ${CONNECT_TIMEOUT} s`,
          quotes: sampleOf(failure, 'connect-failed'),
        },
        groups: health,
      };
      return say.confirmed(says, because, {
        share: shareOf((n504 * aboutTen) / failure.count, episode),
        resources: [
          ...groupsOf(log.value, 504),
          ...(unconnected?.targets.rows ?? []).slice(0, 5).map(({ key }) => key),
        ],
      });
    }
    const errors = during(episode, 'connectionErrors');
    if (errors < 0.5 * n504)
      return say.ruledOut({ episode: `${count(errors, 'connection error')} for ${count(n504, '504')}` });
    const because = {
      episode: `${count(errors, 'connection')} failed while ${amount(n504, '504', episode)}`,
      groups: health,
    };
    return say.likely(says, because, { share: shareOf(n504, episode) });
  },
});
