import { cause, maybe } from '#playbook';
import { episode } from '#facts/alb/episode';
import { groups } from '#facts/alb/groups';
import { groupAttributes, targetGroups } from '#facts/alb/targets';
import type { GroupAttributes, TargetGroup } from '#facts/alb/targets';
import { possibleTaskGroups } from '#facts/ecs/groups';
import { groupsFedBy } from '#facts/ecs/services';
import { serviceLink } from '#facts/links';
import { count, list } from '#facts/words';
import { services, stops } from '../behind.ts';
import { servicesOf, stoppedDuring } from '../stopped.ts';
import { errorsAround, served, shareOf, spanOf } from '../reading.ts';
import { allDrainingOrInitial, noRegisteredTargets } from './nothing-to-serve.ts';

export const elbHealthFailed = cause({
  id: 'elb-health-failed',
  title: 'ECS keeps killing tasks that fail the load balancer’s health checks',
  recognised:
    'Tasks stopped with “Task failed ELB health checks” while errors rose. The target health reason says how they fail.',
  fix: 'Look at the health check path from inside the task; if the application needs long to start, raise the service’s health check grace period.',
  layer: 'dependency',
  leadsTo: [allDrainingOrInitial, noRegisteredTargets],
  from: {
    episode,
    groups: maybe(groups),
    services: maybe(services),
    stops: maybe(stops),
    targetGroups: maybe(targetGroups),
    attributes: maybe(groupAttributes),
    possible: maybe(possibleTaskGroups),
  },
  judge: ({ episode, groups, services, stops, targetGroups, attributes, possible }, say) => {
    if (episode.rises.length === 0) return say.ruledOut({ episode: 'errors did not rise' });
    if (groups.known && served(groups.value).length === 0) return say.ruledOut({ groups: 'no target is a server' });
    const stopped = stoppedDuring(stops, episode);
    if (!stopped.known) return say.unanswered(stopped.blind, possible.known ? possible.value : undefined);
    const { tasks, seen, sinceOf } = stopped.value;
    const killed = tasks.filter(({ kind }) => kind === 'fault-health');
    const [first] = killed;
    if (!first) return say.ruledOut({ stops: 'no task was stopped for failing health checks' });
    const { errors } = errorsAround(killed.map(spanOf), seen, ['elb502', 'elb503', 'elb504', 'target5xx'], 60, 180);
    const own = servicesOf(killed, services);
    const scope = own.flatMap(groupsFedBy);
    const checked = targetGroups.known ? targetGroups.value.filter(({ arn }) => scope.includes(arn)) : [];
    const delays = checked.map((group) => delayOf(group, attributes.known ? attributes.value[group.arn] : undefined));
    const unwell = groups.known ? served(groups.value).flatMap(({ unhealthy }) => unhealthy) : [];
    const because = {
      stops: {
        says: `${count(killed.length, 'task')} killed for failing health checks`,
        quotes: [first.task.stoppedReason ?? ''],
        link: own[0] && serviceLink(own[0].arn),
      },
      groups: unwell[0] && {
        says: `targets are unhealthy: ${list([...new Set(unwell.map(({ description }) => description ?? ''))])}`,
        quotes: [unwell[0].reason ?? '', unwell[0].description ?? ''],
      },
    };
    return say.confirmed(
      'Each kill drops the requests in flight, and the replacement fails the same checks.',
      because,
      {
        share: shareOf(errors, seen),
        since: sinceWhen(sinceOf(first), delays, episode.since),
        resources: [...own.map(({ arn }) => arn), ...killed.map(({ task }) => task.arn)],
        scope,
      },
    );
  },
});

/** Seconds from the first failed check until ECS stops the task: so many checks must fail, and then it drains. */
function delayOf({ healthCheck }: Pick<TargetGroup, 'healthCheck'>, attributes: GroupAttributes | undefined): number {
  const checks = (healthCheck.intervalSeconds ?? 30) * (healthCheck.unhealthyThreshold ?? 2);
  return checks + (attributes?.deregistrationDelay ?? 300);
}

/** Checks began to fail somewhere in the delay before the first kill: as near to the onset as that allows. */
function sinceWhen(kill: Date | undefined, delays: readonly number[], onset: Date): Date | undefined {
  if (!kill) return undefined;
  const earliest = kill.getTime() - Math.max(0, ...delays) * 1000;
  return new Date(Math.min(kill.getTime(), Math.max(earliest, onset.getTime())));
}
