import { serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { groupText, say, scale } from '#simulation/incidents/rollout';
import { killedByChecks } from '#simulation/incidents/stops';
import { timedOut, wrongCode } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { badRelease } from '#simulation/tasks/starts';
import { arcade, bank, groupArn, press, rail, space } from './accounts.ts';

const slow = bank('grace');

/** ECS tells of each task that the load balancer found unhealthy. */
function unhealthySaid(name: string, description: string): Happening {
  return (made) => {
    const service = serviceNamed(made, name);
    for (const { stopped } of service.tasks)
      if (stopped?.reason.startsWith('Task failed ELB'))
        say(
          made,
          service,
          stopped.ago + 0.4,
          `(port ${service.port}) is unhealthy in ${groupText(service)} due to (reason ${description}).`,
        );
  };
}

export const checks: readonly Scenario[] = [
  {
    id: 'elb-health-failed/dependency-500',
    title: 'The health check asks the cache, and the cache is gone',
    story:
      'The health page of articles answers 500 since its cache went away, 28 minutes ago. All tasks fail their checks at once, old ones too; ECS kills them in turn, and the new ones fail as well. Nothing was deployed.',
    ask: 'articles',
    account: (now) =>
      shop(now, press('checks-500'), killedByChecks({ service: 'articles', since: 28, sickness: wrongCode(500) })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['elb-health-failed'],
      resource: 'articles',
      quotes: 'Task failed ELB health checks in (target-group ',
      mustNotClaim: ['grace-period-too-short', 'oom-container', 'app-crash-1', 'container-health-failed'],
    },
  },
  {
    id: 'elb-health-failed/target-health-denied',
    title: 'Killed by checks that may not be looked at',
    story:
      'The checks time out and ECS kills the tasks. Target health may not be described. That it is the load balancer’s checks is certain all the same.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        rail('checks-unseen'),
        killedByChecks({ service: 'preise', since: 26, sickness: timedOut }),
        denied('elasticloadbalancing:DescribeTargetHealth'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['elb-health-failed'],
      resource: 'preise',
      gaps: ['elasticloadbalancing:DescribeTargetHealth'],
      mustNotClaim: ['grace-period-too-short', 'oom-container', 'container-health-failed'],
    },
  },
  {
    id: 'sigkill-not-oom/deaf-to-sigterm',
    title: 'Killed by checks, and deaf to the signal',
    story:
      'The match maker hangs: checks time out, and ECS stops the tasks. The shell that is process 1 does not pass on SIGTERM, so that they are killed half a minute later, with code 137. Memory stands at 46 %.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        arcade('deaf'),
        killedByChecks({ service: 'matchmaker', since: 31, sickness: timedOut, exitCode: 137, took: 31, lives: 5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['elb-health-failed'],
      contributing: ['sigkill-not-oom'],
      resource: 'matchmaker',
      mustNotClaim: ['oom-container', 'oom-suspected', 'sigkill-external', 'app-crash-1'],
    },
  },
  {
    id: 'grace-period-too-short/slow-start',
    title: 'Killed half a minute before it is ready',
    symptom: 'The transfers deployment never ends',
    story:
      'Release 209 loads a larger model and needs 130 seconds to start; the grace period is sixty. The load balancer gives up on each new task after 105, ECS kills it, and it reports that it is ready while it is already being stopped. Old tasks are fine.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        slow,
        badRelease({
          service: 'transfers',
          minutesAgo: 27,
          every: 3.5,
          refusal: {
            ran: 118,
            code: 'ServiceSchedulerInitiated',
            reason: `Task failed ELB health checks in (target-group ${groupArn(slow, 'transfers')})`,
            exitCode: 143,
            took: 14,
            lines: ['loading model 3 of 3', 'Started Transfers in 116.4 seconds (process running for 117.1)'],
          },
        }),
        unhealthySaid('transfers', 'Health checks failed'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['grace-period-too-short'],
      resource: 'transfers',
      mustNotClaim: ['app-crash-1', 'oom-container', 'container-health-failed', 'circuit-breaker-tripped'],
    },
    sample: true,
  },
  {
    id: 'grace-period-too-short/never-ready',
    title: 'It is never ready at all',
    story:
      'Release 78 waits for a lock that it never gets. The load balancer kills each task after the grace period, as it should: a longer one would only prolong it. The log stops at the lock.',
    ask: 'telemetry',
    account: (now) => {
      const world = space('never-ready');
      return shop(
        now,
        world,
        badRelease({
          service: 'telemetry',
          minutesAgo: 27,
          every: 3.5,
          refusal: {
            ran: 118,
            code: 'ServiceSchedulerInitiated',
            reason: `Task failed ELB health checks in (target-group ${groupArn(world, 'telemetry')})`,
            exitCode: 143,
            lines: ['waiting for migration lock held by 10.2.3.4'],
          },
        }),
        unhealthySaid('telemetry', 'Health checks failed'),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['elb-health-failed'],
      resource: 'telemetry',
      mustNotClaim: ['grace-period-too-short', 'app-crash-1', 'oom-container'],
    },
  },
  {
    id: 'sigkill-not-oom/scaled-in',
    title: 'Scaled in, with code 137',
    story:
      'Two tasks of the leader board were scaled in 30 minutes ago and did not listen to SIGTERM: they were killed after half a minute. Code 137, and nothing is wrong.',
    ask: 'leaderboard',
    account: (now) =>
      shop(now, arcade('scaled-137'), scale('leaderboard', 30, -1), (made) => {
        for (const task of serviceNamed(made, 'leaderboard').tasks)
          if (task.stopped) task.stopped = { ...task.stopped, exitCode: 137, took: 31 };
      }),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['oom-container', 'oom-suspected', 'sigkill-external'],
    },
  },
];
