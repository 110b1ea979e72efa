import { cause, maybe } from '#playbook';
import { episode, mayHitPeople } from '#facts/waf/episode';
import { frontLog, fronts } from '#facts/waf/fronts';
import { traffic } from '#facts/waf/traffic';
import { loadBalancerLink } from '#facts/links';
import { clock, count, list } from '#facts/words';
import { failures, refusals } from '../others.ts';
import { FAILED, OTHERS } from '../reading.ts';

/** What is not a rule's doing. */

export const waf500 = cause({
  id: 'waf-500',
  title: 'The load balancer cannot reach AWS WAF',
  recognised:
    '500s of the load balancer’s own rose, and its access log says that WAF failed (action waf-failed, reasons WAFConnectionError and the like).',
  fix: 'Check AWS Health for WAF; if serving without WAF is acceptable, set waf.fail_open on the load balancer until it is back.',
  layer: 'dependency',
  from: { fronts: maybe(fronts), frontLog: maybe(frontLog) },
  judge: ({ fronts, frontLog }, say) => {
    if (!fronts.known) return say.unanswered(fronts.blind, [FAILED]);
    if (fronts.value.every(({ own500 }) => !own500?.risen))
      return say.ruledOut({ fronts: 'no load balancer made more 500s than usual' });
    const failed = failures({ fronts, frontLog });
    if (!failed) return say.ruledOut({ frontLog: 'the access log names no failure of WAF' });
    if (!frontLog.known) return say.unanswered(frontLog.blind, [FAILED]);
    // No metric counts failures of WAF.
    if (!failed.reasons) {
      const detail = `${failed.resource.name} writes no access log`;
      return say.unanswered({ fact: frontLogId, why: 'absent', detail }, [FAILED]);
    }
    const total = failed.reasons.reduce((all, { count: n }) => all + n, 0);
    return say.confirmed(
      'Requests fail because the load balancer gets no answer from AWS WAF.',
      {
        frontLog: {
          says: `${count(total, 'request')} failed with ${list(failed.reasons.map(({ key }) => key))}`,
          quotes: failed.reasons.map(({ key }) => key),
        },
        fronts: {
          says: `${count(failed.course.count, '500')} since ${clock(failed.course.since)}`,
          link: loadBalancerLink(failed.resource.arn),
        },
      },
      { share: 1, since: failed.course.since, resources: [failed.resource.arn], scope: [FAILED] },
    );
  },
});

const frontLogId = frontLog.id;

export const notWaf = cause({
  id: 'not-waf',
  title: 'The 403s are not WAF’s',
  recognised:
    'WAF blocks no more than usual, and the application behind the load balancer, or CloudFront and its origin, answer 403 themselves.',
  fix: 'Look at the application’s own log for these paths: permissions, sessions, signatures.',
  layer: 'dependency',
  from: { episode, fronts: maybe(fronts), frontLog: maybe(frontLog), traffic },
  judge: ({ episode, fronts, frontLog, traffic }, say) => {
    if (episode.blocks.some((block) => mayHitPeople(block) && block.standing !== 'hidden'))
      return say.ruledOut({ episode: 'WAF itself turns away what looks honest' });
    if (!fronts.known) return say.unanswered(fronts.blind, [OTHERS]);
    if (fronts.value.every(({ behind4xx }) => !behind4xx.risen))
      return say.ruledOut({ fronts: 'there are no more 4xx than usual behind WAF' });
    const refused = refusals({ fronts, frontLog }, traffic);
    if (!refused) {
      if (!frontLog.known) return say.unanswered(frontLog.blind, [OTHERS]);
      return say.ruledOut({ frontLog: 'no 403s of another source are shown' });
    }
    const { resource, course, by, routes } = refused;
    return say.confirmed(
      `${count(refused.count, '403', '403s')} since ${clock(course.since)} come from ${by}; WAF let these requests through.`,
      {
        fronts: `4xx rose at ${clock(course.since)} on ${resource.name}`,
        frontLog: routes.length > 0 ? `the log shows 403 passed through, mostly for ${list(routes)}` : undefined,
        traffic: 'WAF blocked no more than usual in that time',
      },
      { share: 1, since: course.since, resources: [resource.arn], scope: [OTHERS] },
    );
  },
});
