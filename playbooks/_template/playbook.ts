import { cause, fact, playbook } from '#playbook';
import type { Change, Symptom } from '#playbook';
import { episode } from '#facts/alb/episode';
import { fed, groups } from '#facts/alb/groups';
import { subject } from '#facts/alb/load-balancer';
import { loadBalancerKind } from '#facts/kinds/load-balancer';
import { targetGroupLink } from '#facts/links';
import { clock, count, list, percent } from '#facts/words';

/**
 * A fact says what is, and never what it means. This one is derived from one that reads target health; facts that
 * read AWS themselves lie in `src/facts`, where other playbooks find them.
 */
const vacant = fact({
  id: '_template.vacant',
  title: 'Target groups without a target',
  step: 'Targets',
  from: { groups },
  learn: ({ groups }) => {
    const used = fed(groups);
    return {
      groups: used.filter(({ seen, targets }) => seen && targets.length === 0).map(({ group }) => group),
      unseen: used.filter(({ seen }) => !seen).length,
    };
  },
});

const symptom = fact({
  id: '_template.symptom',
  title: 'Do requests fail?',
  step: 'Metrics',
  from: { episode },
  learn: ({ episode: { rises, errors, requests, since, until } }): Symptom =>
    rises.length === 0
      ? { seen: false, says: 'No more requests failed than usual.' }
      : {
          seen: true,
          says: `${count(errors, 'request')} failed since ${clock(since)}, ${percent(errors, requests)} of all.`,
          since,
          until,
          scope: null,
        },
});

const nobodyThere = cause({
  id: 'nobody-there',
  title: 'There is nobody to answer',
  recognised: 'The load balancer answers 503 by itself, and a group that gets requests has no target at all.',
  fix: 'Start what should be registered there; if it was scaled to nothing, scale it up again.',
  layer: 'capacity',
  from: { episode, vacant },
  judge: ({ episode, vacant }, say) => {
    const failed = episode.by.elb503;
    if (failed === 0) return say.ruledOut({ episode: 'the load balancer answered no 503' });
    const [first] = vacant.groups;
    if (!first && vacant.unseen > 0)
      return say.unanswered({
        fact: '_template.vacant',
        why: 'absent',
        detail: `the targets of ${count(vacant.unseen, 'group')} could not be read`,
      });
    if (!first) return say.ruledOut({ vacant: 'every group that gets requests has targets' });
    return say.confirmed(
      `${list(vacant.groups.map(({ name }) => name))} has no target to send requests to.`,
      {
        vacant: { says: `no target is registered in ${first.name}`, link: targetGroupLink(first.arn) },
        episode: `${count(failed, '503')} since ${clock(episode.since)}`,
      },
      { share: failed / episode.errors, resources: vacant.groups.map(({ arn }) => arn) },
    );
  },
});

const applicationErrors = cause({
  id: 'application-errors',
  title: 'The application answers with errors',
  recognised: 'Targets answered with a 5xx of their own, which the load balancer passed on.',
  fix: 'Look at the logs of the application from that time on.',
  layer: 'dependency',
  from: { episode },
  judge: ({ episode }, say) => {
    const own = episode.by.target5xx;
    if (own === 0) return say.ruledOut({ episode: 'no target answered 5xx' });
    return say.confirmed(
      'What is behind the load balancer answers 5xx itself.',
      { episode: `${count(own, '5xx', '5xx')} came from targets since ${clock(episode.since)}` },
      { share: own / episode.errors },
    );
  },
});

/** Shown beside the diagnosis, whatever it is. `playbooks/alb-502/changes.ts` is one that looks. */
const changes = fact({
  id: '_template.changes',
  title: 'Recent changes',
  step: 'Recent changes',
  learn: (): readonly Change[] => [],
});

export default playbook({
  id: '_template',
  title: 'Requests fail',
  summary: 'Requests to an Application Load Balancer fail: is anybody there, and does the application work?',
  version: '1',
  kind: loadBalancerKind,
  subject,
  symptom,
  changes,
  causes: [nobodyThere, applicationErrors],
  next: () => [],
  deadlineMs: 20_000,
});
