import { cause, maybe } from '#playbook';
import { episode, SLOW_DEPLOYMENT } from '#facts/ecs/episode';
import { isGivenUp } from '#facts/ecs/failures';
import { history } from '#facts/ecs/history';
import type { PastDeployment } from '#facts/ecs/history';
import { release, releaseText } from '#facts/ecs/release';
import { revisionOf } from '#facts/ecs/rollouts';
import type { Service } from '#facts/ecs/services';
import { called, service, target } from '#facts/ecs/target';
import { window } from '#facts/window';
import type { Window } from '#facts/window';
import { clock, count, list } from '#facts/words';
import { arnOf, bearing, having, linkTo, none, told } from '../reading.ts';
import { said } from './said.ts';

export const startThrottled = said({
  id: 'start-throttled',
  title: 'ECS waits longer and longer between tries',
  recognised:
    'The event “is unable to consistently start tasks successfully”: tasks never reached RUNNING, and ECS waits up to 15 minutes between tries. Something else keeps them from starting.',
  fix: 'Mend what keeps tasks from starting; a new task definition or deployment ends the waiting at once.',
  layer: 'symptom',
  consequence: true,
  is: ({ sign }) => sign === 'start-throttled',
  what: 'ECS slows its tries down',
  says: (_, target) => `ECS starts tasks of ${called(target)} less and less often, since none of them comes to run.`,
});

/** A deployment of the time looked at that was undone, or given up. */
function undone(past: readonly PastDeployment[], { from, to }: Window): readonly PastDeployment[] {
  return past.filter(({ status, startedAt, finishedAt, rollback }) => {
    if (!/^(ROLLBACK_|STOPPED)/.test(status) && rollback === null) return false;
    const end = rollback?.startedAt ?? finishedAt ?? to;
    return end >= from && (startedAt === null || startedAt <= to);
  });
}

function namesBreaker(text: string | null | undefined): boolean {
  return /circuit breaker/i.test(text ?? '');
}

function namesAlarm(text: string | null | undefined): boolean {
  return /\balarm/i.test(text ?? '');
}

export const circuitBreakerTripped = cause({
  id: 'circuit-breaker-tripped',
  title: 'The deployment circuit breaker gave up',
  recognised:
    'The deployment failed by its circuit breaker: the rollout state is FAILED, or ECS rolled it back after as many failed tasks as the threshold allows (half of the desired count, at least 3, at most 200). Why the tasks failed is the cause.',
  fix: 'Mend what the tasks failed of, then deploy again. If it was rolled back, the old revision serves.',
  layer: 'symptom',
  consequence: true,
  from: { target, window, service: maybe(service), history: maybe(history), release: maybe(release) },
  judge: ({ target, window, service, history, release }, say) => {
    if (target.kind === 'family') return say.ruledOut({ target: 'the tasks belong to no service' });
    const own = service.known ? service.value : null;
    const failed = own?.deployments.find(
      ({ rolloutState, rolloutStateReason }) => rolloutState === 'FAILED' && !namesAlarm(rolloutStateReason),
    );
    const past = history.known ? undone(history.value, window) : [];
    const tripped = past.find(
      ({ circuitBreaker: breaker, statusReason, rollback, triggeredAlarms }) =>
        breaker?.status === 'TRIGGERED' ||
        namesBreaker(statusReason) ||
        namesBreaker(rollback?.reason) ||
        (breaker !== null &&
          breaker.failures !== null &&
          breaker.threshold !== null &&
          triggeredAlarms.length === 0 &&
          breaker.failures >= breaker.threshold),
    );
    const givenUp = (own?.events ?? []).filter(
      (one) => isGivenUp(one) && one.at !== null && one.at >= window.from && one.at <= window.to,
    );
    const event = givenUp.find(
      ({ message }) => /failed to start|circuit breaker/i.test(message) && !namesAlarm(message),
    );
    const byAlarm = past.some(({ triggeredAlarms }) => triggeredAlarms.length > 0) && !tripped;
    const found = failed ?? tripped ?? (byAlarm ? undefined : event);
    if (!found) {
      if (!service.known) return say.unanswered(service.blind);
      // "Rolling back" does not say whose decision it was.
      const told = givenUp.some(({ message }) => namesAlarm(message));
      if (givenUp.length > 0 && !told && !history.known) return say.unanswered(history.blind);
      return say.ruledOut({ service: 'the circuit breaker gave no deployment up in this time' });
    }
    const breaker = tripped?.circuitBreaker;
    const counted =
      breaker && breaker.failures !== null && breaker.threshold !== null
        ? ` after ${count(breaker.failures, 'failed task')} (the threshold is ${breaker.threshold})`
        : failed && failed.failedTasks > 0
          ? ` after ${count(failed.failedTasks, 'failed task')}`
          : '';
    const revision = failed?.taskDefinition ?? tripped?.taskDefinition;
    const back = tripped?.rollback || givenUp.some(({ message }) => /rolling back/i.test(message));
    const because = {
      service: failed
        ? {
            says: `the deployment of ${revisionOf(failed.taskDefinition)} failed`,
            quotes: [failed.rolloutStateReason ?? ''],
            link: linkTo(target),
          }
        : event
          ? { says: 'the service’s events say so', quotes: [event.message], link: linkTo(target) }
          : undefined,
      history: tripped
        ? {
            says: `its state is ${tripped.status.toLowerCase().replaceAll('_', ' ')}`,
            quotes: [tripped.statusReason ?? '', tripped.rollback?.reason ?? ''],
          }
        : undefined,
      release: release.known ? releaseText(release.value) : undefined,
    };
    const what = revision ? `the deployment of ${revisionOf(revision)}` : `a deployment of ${called(target)}`;
    return say.confirmed(
      `ECS gave up ${what}${counted}${back ? ' and went back to the revision before' : ''}.`,
      because,
      {
        resources: [...(tripped ? [tripped.arn] : []), arnOf(target)],
        since: failed?.updatedAt ?? tripped?.rollback?.startedAt ?? event?.at ?? undefined,
      },
    );
  },
});

export const deploymentAlarmRollback = cause({
  id: 'deployment-alarm-rollback',
  title: 'An alarm stopped the deployment',
  recognised:
    'The deployment was rolled back because CloudWatch alarms that watch it went off. Its tasks may be healthy: it is the alarm that says what was wrong.',
  fix: 'Look at the alarms that went off and at what they measure; deploy again once that is mended, or mend the alarm.',
  layer: 'change',
  from: { episode, target, window, service: maybe(service), history: maybe(history), release: maybe(release) },
  judge: ({ episode, target, window, service, history, release }, say) => {
    if (target.kind === 'family') return say.ruledOut({ target: 'the tasks belong to no service' });
    const past = history.known ? undone(history.value, window) : [];
    const stopped = past.find(
      ({ triggeredAlarms, circuitBreaker }) => triggeredAlarms.length > 0 && circuitBreaker?.status !== 'TRIGGERED',
    );
    const own = service.known ? service.value : null;
    const failed = own?.deployments.find(
      ({ rolloutState, rolloutStateReason }) => rolloutState === 'FAILED' && namesAlarm(rolloutStateReason),
    );
    const event = own?.events.find(
      ({ at, message }) =>
        at !== null &&
        at >= window.from &&
        at <= window.to &&
        /deployment failed|rolling back/i.test(message) &&
        namesAlarm(message),
    );
    if (!stopped && !failed && !event) {
      const watched = own ? own.rolling.alarms.length > 0 : true;
      const givenUp =
        own?.deployments.some(({ rolloutState }) => rolloutState === 'FAILED') ||
        own?.events.some((one) => isGivenUp(one) && one.at !== null && one.at >= window.from);
      if (!history.known && watched && (givenUp || !service.known)) return say.unanswered(history.blind);
      return history.known
        ? say.ruledOut({ history: 'no alarm stopped a deployment' })
        : say.ruledOut({ service: watched ? 'no deployment was given up' : 'no alarm watches its deployments' });
    }
    const alarms = stopped?.triggeredAlarms ?? own?.rolling.alarms ?? [];
    const because = {
      history: stopped && {
        says: `went off: ${list(stopped.triggeredAlarms)}`,
        quotes: [stopped.statusReason ?? '', stopped.rollback?.reason ?? '', ...stopped.triggeredAlarms],
      },
      service: failed
        ? { says: 'the deployment failed', quotes: [failed.rolloutStateReason ?? ''] }
        : event && { says: 'its events say so', quotes: [event.message] },
      release: release.known ? releaseText(release.value) : undefined,
    };
    const since = stopped?.rollback?.startedAt ?? failed?.updatedAt ?? event?.at ?? undefined;
    const says = `${alarms.length > 0 ? `The ${alarms.length === 1 ? 'alarm' : 'alarms'} ${list(alarms)}` : 'An alarm'} went off, and ECS took the deployment of ${called(target)} back.`;
    const failing = episode.failures.length;
    return say.confirmed(says, because, {
      resources: [...alarms, ...(stopped ? [stopped.arn] : []), arnOf(target)],
      since: since ?? undefined,
      share: failing === 0 ? 1 : undefined,
    });
  },
});

export const deploymentStuck = cause({
  id: 'deployment-stuck',
  title: 'The deployment does not come to an end',
  recognised: `The newest deployment has been in progress for more than ${SLOW_DEPLOYMENT} minutes, with failed tasks or fewer running than wanted, and no circuit breaker ends it.`,
  fix: 'Roll back to the last good revision, and turn the deployment circuit breaker on so that ECS does it by itself.',
  layer: 'symptom',
  from: { episode, target, service: maybe(service), release: maybe(release) },
  judge: ({ episode, target, service, release }, say) => {
    if (target.kind === 'family') return say.ruledOut({ target: 'the tasks belong to no service' });
    if (!service.known) return say.unanswered(service.blind);
    const stuck = episode.troubled.find(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
    const { value: own } = service;
    if (!stuck || !own) return say.ruledOut({ service: 'no deployment has been under way for long' });
    const lasting = stuck.createdAt ? ` since ${clock(stuck.createdAt)}` : '';
    const failing = episode.failures.filter(({ sign }) => sign !== 'start-throttled');
    if (failing.length > 0 && failing.every(({ sign }) => sign === 'unknown'))
      return say.ruledOut({ episode: 'its tasks fail, for a reason that is not known here' });
    // Where tasks fail, that is why it does not end.
    return say[failing.length > 0 ? 'possible' : 'likely'](
      `${revisionOf(stuck.taskDefinition)} of ${own.name} has been rolling out${lasting}, and ${stuck.running} of ${count(stuck.desired, 'task')} run.`,
      {
        service: {
          says: `${count(stuck.failedTasks, 'task')} of it failed in a row; the circuit breaker is ${own.rolling.circuitBreaker ? 'on' : 'off'}`,
          quotes: [stuck.rolloutStateReason ?? ''],
          link: linkTo(target),
        },
        release: release.known ? releaseText(release.value) : undefined,
      },
      { resources: [own.arn, stuck.taskDefinition] },
    );
  },
});

export const deploymentBounds = cause({
  id: 'deployment-bounds',
  title: 'The deployment’s bounds let it neither stop nor start a task',
  recognised:
    'The event “unable to stop or start tasks during a deployment because of the service deployment configuration”: what minimumHealthyPercent keeps and maximumPercent allows is the same number of tasks.',
  fix: 'Raise maximumPercent or lower minimumHealthyPercent, so that at least one task may be started or stopped.',
  layer: 'config',
  leadsTo: [deploymentStuck],
  from: { episode, target, service: maybe(service) },
  judge: ({ episode, target, service }, say) => {
    const own = having(episode, 'deployment-bounds');
    if (own.length === 0) return none(episode, say, 'AWS says nothing like it');
    const bounds = service.known && service.value ? boundsOf(service.value) : null;
    return say.confirmed(
      `The deployment of ${called(target)} may neither stop an old task nor start a new one${bounds ? `: ${bounds}` : ''}.`,
      { episode: told(own, target, 'the deployment cannot go on'), service: bounds ?? undefined },
      bearing(own, episode, target),
    );
  },
});

/** ECS rounds what must stay up, and what may run at once down. */
function boundsOf({ desired, rolling: { minimumHealthyPercent: least, maximumPercent: most } }: Service): string {
  const stay = Math.ceil(((least ?? 100) / 100) * desired);
  const may = Math.floor(((most ?? 200) / 100) * desired);
  return `of ${count(desired, 'task')}, ${least ?? 100} % must stay (${stay}) and ${most ?? 200} % may run at once (${may})`;
}

export const protectedTasksBlockScalein = said({
  id: 'protected-tasks-block-scalein',
  title: 'Protected tasks keep the service from scaling in',
  recognised: 'The event “The number of protected tasks are more than the desired count of tasks”.',
  fix: 'Let the tasks end their protection (or let it expire), or raise the desired count.',
  layer: 'config',
  leadsTo: [deploymentStuck],
  is: ({ sign }) => sign === 'protected',
  what: 'scale-in is held up',
  says: (_, target) => `More tasks of ${called(target)} are protected from scale-in than are wanted.`,
});

export const ecsApiThrottled = said({
  id: 'ecs-api-throttled',
  title: 'AWS throttles what ECS does for the service',
  recognised: 'The event “operations are being throttled”: a limit of calls in this account and region is used up.',
  fix: 'Find who makes so many calls (many services deployed or scaled at once), and spread them; it passes by itself.',
  layer: 'capacity',
  leadsTo: [deploymentStuck],
  is: ({ sign }) => sign === 'api-throttled',
  what: 'calls are throttled',
  says: (_, target) => `ECS is throttled in what it does for ${called(target)} and tries again later.`,
});
