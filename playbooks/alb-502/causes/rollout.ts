import { cause, maybe, offer } from '#playbook';
import type { Offer } from '#playbook';
import { episode } from '#facts/alb/episode';
import type { Episode } from '#facts/alb/episode';
import { groups } from '#facts/alb/groups';
import { groupAttributes } from '#facts/alb/targets';
import type { Rollout } from '#facts/ecs/rollouts';
import { revisionOf } from '#facts/ecs/rollouts';
import { possibleTaskGroups } from '#facts/ecs/groups';
import { groupsFedBy, serviceKey } from '#facts/ecs/services';
import { isFault } from '#facts/ecs/stops';
import type { Stop } from '#facts/ecs/stops';
import { serviceLink } from '#facts/links';
import { clock, count, list, minutesBetween, percent, sum } from '#facts/words';
import { rollBack } from '#remediations/ecs/roll-back';
import { stopDeployment } from '#remediations/ecs/stop-deployment';
import { rollouts, services, stops } from '../behind.ts';
import { stoppedDuring } from '../stopped.ts';
import { amount, during, errorsAround, risen, served, shareOf, spanOf } from '../reading.ts';
import type { Span } from '../reading.ts';
import { targetConnRefused } from './connection.ts';
import { allDrainingOrInitial, allUnhealthyFailOpen, noRegisteredTargets } from './nothing-to-serve.ts';
import { singleTarget502 } from './single-target.ts';
import { affected } from '../symptom.ts';
import { elbHealthFailed } from './tasks-checked.ts';
import { targetGenerated5xx } from './answers.ts';

/** A rollout that began longer before the first error than this is not its trigger. Minutes. */
const SOON = 20;

export const badRollout = cause({
  id: 'bad-rollout',
  title: 'A deployment broke the service',
  recognised:
    'A deployment of a service behind the load balancer began shortly before the errors, and its new tasks fail where the old ones did not. A more specific cause, when there is one, is named first.',
  fix: 'Roll the service back to the revision before, or fix the new one forward.',
  remedies: [stopDeployment, rollBack],
  layer: 'change',
  leadsTo: [
    targetConnRefused,
    elbHealthFailed,
    targetGenerated5xx,
    allUnhealthyFailOpen,
    allDrainingOrInitial,
    noRegisteredTargets,
    singleTarget502,
  ],
  from: { episode, affected: maybe(affected), groups: maybe(groups), rollouts: maybe(rollouts), stops: maybe(stops) },
  judge: ({ episode, affected, groups, rollouts, stops }, say) => {
    if (episode.rises.length === 0) return say.ruledOut({ episode: 'errors did not rise' });
    if (groups.known && served(groups.value).length === 0) return say.ruledOut({ groups: 'no target is a server' });
    if (!rollouts.known) return say.unanswered(rollouts.blind);
    const recent = episode.onsets
      .flatMap((onset) => rollouts.value.flatMap((rollout) => triggerOf(rollout, onset) ?? []))
      .toSorted((a, b) => b.rollout.started.getTime() - a.rollout.started.getTime());
    const [trigger] = recent;
    if (!trigger)
      return say.ruledOut({
        rollouts: `nothing was rolled out in the ${SOON} minutes before ${list(episode.onsets.map(clock))}`,
      });
    const { rollout, onset, minutes } = trigger;
    const stopped = stoppedDuring(stops, episode);
    const broken = stopped.known ? stopped.value.tasks.filter((stop) => isOf(stop, rollout) && isFault(stop)) : [];
    const failed = rollout.failedTasks > 0 || rollout.state === 'FAILED' || broken.length > 0;
    const down = groups.known ? served(groups.value).filter(({ group }) => feeds(rollout, group.arn)) : [];
    const gap = down.some(
      ({ targets, starting, draining }) => targets.length > 0 && starting.length + draining.length === targets.length,
    );
    const unwell = down.some(({ unhealthy }) => unhealthy.length > 0);
    const answers = risen(episode, 'target5xx') >= 0.5 * episode.errors;
    const refused =
      during(episode, 'connectionErrors') >= 0.5 * risen(episode, 'elb502') && risen(episode, 'elb502') > 0;
    const { service, revision, previous, started } = rollout;
    const because = {
      rollouts: {
        says: `${service.name} ${previous ? `went from ${previous} to` : 'got'} ${revision} at ${clock(started)}: ${rollout.state.toLowerCase().replaceAll('_', ' ')}, ${count(rollout.failedTasks, 'failed task')}`,
        quotes: [rollout.stateReason ?? ''],
        link: serviceLink(service.arn),
      },
      stops: broken.length > 0 ? `${count(broken.length, 'task')} of the new revision failed` : undefined,
      episode: `errors ${onset > episode.since ? 'rose' : 'began'} at ${clock(onset)}, ${Math.max(0, Math.round(minutes))} min later`,
    };
    const scope = groupsFedBy(service);
    const share = onset > episode.since ? shareOf(errorsFrom(onset, episode), episode) : undefined;
    const bearing = { resources: [service.arn], scope, since: started, share, offers: goingBack(rollout) };
    const says = `Errors ${onset > episode.since ? 'rose' : 'began'} right after ${service.name} was deployed as ${revision}.`;
    const near = minutes <= SOON / 2;
    if (gap && rollout.state === 'IN_PROGRESS')
      return say.confirmed(
        `The deployment of ${revision} took the old tasks away before the new ones were ready.`,
        because,
        // Where the new ones do start, going back would only take them away, too.
        failed ? bearing : { ...bearing, offers: [] },
      );
    const only = affected.known && affected.value !== null && affected.value.every((arn) => scope.includes(arn));
    const soon = minutes <= SOON / 4 && only;
    if (failed || soon || (near && (answers || (refused && unwell)))) return say.likely(says, because, bearing);
    return say.possible(says, because, bearing);
  },
});

/** A rollout that began shortly before errors rose, or up to two minutes after: metrics have a grain of a minute. */
function triggerOf(
  rollout: Rollout,
  onset: Date,
): { readonly rollout: Rollout; readonly onset: Date; readonly minutes: number } | null {
  const minutes = minutesBetween(rollout.started, onset);
  return minutes >= -2 && minutes <= SOON ? { rollout, onset, minutes } : null;
}

/** Nothing where ECS has gone back by itself, or something else than ECS deploys. */
function goingBack({ service, revision, state }: Rollout): readonly Offer[] {
  if (service.controller !== 'ECS' || revisionOf(service.taskDefinition) !== revision) return [];
  const back = offer(rollBack, { service: serviceKey(service) });
  return state === 'IN_PROGRESS' ? [offer(stopDeployment, { service: serviceKey(service) }), back] : [back];
}

function errorsFrom(onset: Date, { minutes, rises }: Episode): number {
  const from = minutes.filter(({ at }) => at >= onset);
  return sum(from.map((minute) => sum(rises.map(({ family }) => minute[family]))));
}

function isOf({ task }: Stop, { service, revision }: Rollout): boolean {
  const ours = task.group === `service:${service.name}` && task.cluster === service.cluster;
  return ours && revisionOf(task.taskDefinition) === revision;
}

function feeds({ service }: Rollout, targetGroup: string): boolean {
  return groupsFedBy(service).includes(targetGroup);
}

/** Before a drain begins and after a task is gone, seconds: requests still reach it for some time. */
const BEFORE = 90;
const AFTER = 120;

const DRAINED = 'Tasks that a deployment or scale-in stops hang up on requests still being sent to them.';

/** When tasks of a service were drained and stopped, as its own events tell. */
function drainsOf({ events }: Rollout['service']): (Span & { readonly message: string })[] {
  return events
    .filter(
      ({ at, message }) => at !== null && /has begun draining connections|has stopped \d+ running tasks/.test(message),
    )
    .map(({ at, message }) => ({ from: at?.getTime() ?? 0, to: at?.getTime() ?? 0, message }));
}

export const deployDrain502 = cause({
  id: 'deploy-drain-502',
  title: 'Tasks that are replaced drop their last requests',
  recognised:
    'At least four in five of the 502s fall between the start of draining and 120 s after tasks were stopped by a deployment or scale-in, and those times are the smaller part of the episode.',
  fix: 'Let the application finish its requests after SIGTERM (wait some seconds before it stops listening), and give it a deregistration delay longer than its slowest request.',
  layer: 'config',
  leadsTo: [targetConnRefused],
  refines: [targetConnRefused],
  from: {
    episode,
    groups: maybe(groups),
    services: maybe(services),
    stops: maybe(stops),
    attributes: maybe(groupAttributes),
    possible: maybe(possibleTaskGroups),
  },
  judge: ({ episode, groups, services, stops, attributes, possible }, say) => {
    const n502 = risen(episode, 'elb502');
    if (n502 === 0) return say.ruledOut({ episode: '502s did not rise' });
    if (groups.known && served(groups.value).length === 0) return say.ruledOut({ groups: 'no target is a server' });
    const stopped = stoppedDuring(stops, episode);
    if (!stopped.known) {
      const told = services.known ? services.value.flatMap(drainsOf) : [];
      const { errors } = errorsAround(told, episode, ['elb502'], BEFORE, AFTER);
      const brief = episode.minutes.length <= 10 && episode.until !== null;
      if (told.length === 0 || errors < 0.8 * n502 || !brief)
        return say.unanswered(stopped.blind, possible.known ? possible.value : undefined);
      const because = {
        services: {
          says: `service events put tasks being replaced within two minutes of ${percent(errors, n502)} of the 502s`,
          quotes: [told[0]?.message ?? ''],
        },
      };
      const resources = services.known
        ? services.value.filter((one) => drainsOf(one).length > 0).map(({ arn }) => arn)
        : [];
      return say.likely(DRAINED, because, { share: shareOf(errors, episode), resources });
    }
    const { tasks, seen } = stopped.value;
    const replaced = tasks.filter(({ kind }) => kind === 'scaling');
    const broken = tasks.filter(isFault);
    const seen502 = risen(seen, 'elb502');
    const delays = attributes.known
      ? Object.values(attributes.value).map(({ deregistrationDelay }) => deregistrationDelay)
      : [];
    // A task is taken out of its target group, and drains, before it is told to stop.
    const before = BEFORE + Math.max(0, ...delays);
    const { errors, minutes } = errorsAround(replaced.map(spanOf), seen, ['elb502'], before, AFTER);
    const [first] = replaced;
    if (!first || errors < 0.8 * seen502 || broken.length > 0)
      return say.ruledOut({
        stops: `${count(replaced.length, 'task')} replaced, ${percent(errors, seen502)} of the 502s fell near that`,
      });
    const because = {
      stops: {
        says: `${percent(errors, seen502)} of the 502s fell within two minutes of ${count(replaced.length, 'task')} being replaced`,
        quotes: [first.task.stoppedReason ?? ''],
      },
      attributes:
        delays.length > 0
          ? `the deregistration delay is ${list([...new Set(delays)].map((delay) => `${delay} s`))}`
          : undefined,
      episode: amount(n502, '502', episode),
    };
    const bearing = {
      share: shareOf(errors, seen),
      resources: [...new Set(replaced.map(({ task }) => task.group ?? task.arn))],
    };
    const telling = minutes <= 0.7 * Math.max(1, seen.minutes.length) || seen.minutes.length <= 10;
    return telling ? say.likely(DRAINED, because, bearing) : say.possible(DRAINED, because, bearing);
  },
});
