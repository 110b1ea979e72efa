import { serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { begin, rollOut, say } from '#simulation/incidents/rollout';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { addTask } from '#simulation/shop/ecs';
import { arn } from '#simulation/shop/place';
import { ago } from '#simulation/shop/time';
import { badRelease, grow } from '#simulation/tasks/starts';
import { arcade, bank, missing, press, rail, registry, space, tea } from './accounts.ts';
import { GUIDE, notFound } from './wording.ts';

const tripped = rail('breaker');
const trippedImage = `${registry(tripped)}/verbindungen:13`;
const slow = press('start-throttled');
const slowImage = `${registry(slow)}/comments:18`;

export const deployments: readonly Scenario[] = [
  {
    id: 'circuit-breaker-tripped/image-beneath',
    title: 'The breaker went back, and why',
    story:
      'Release 13 names an image that was never pushed. After three tasks the circuit breaker gave up and went back to release 12, which serves. What people see is a failed deployment; the cause is the missing tag beneath it.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        tripped,
        badRelease({
          service: 'verbindungen',
          minutesAgo: 15,
          image: trippedImage,
          every: 1.5,
          breaker: 'rolls-back',
          refusal: { reason: notFound(trippedImage) },
        }),
        missing(trippedImage),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'verbindungen',
      contributing: ['circuit-breaker-tripped'],
      mustNotClaim: ['deployment-alarm-rollback', 'image-repo-missing', 'oom-container'],
    },
  },
  {
    id: 'circuit-breaker-tripped/tasks-denied',
    title: 'The breaker tripped, and tasks may not be described',
    story:
      'A crash at start made the breaker give up. Tasks may not be described: that the breaker tripped is certain, and what beneath it is not.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('breaker-unseen'),
        badRelease({
          service: 'articles',
          minutesAgo: 22,
          breaker: 'stops',
          refusal: { ran: 6, exitCode: 1, lines: ["Error: Cannot find module './server.js'"] },
        }),
        denied('ecs:DescribeTasks'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:DescribeTasks'],
      mustNotClaim: ['app-crash-1', 'image-tag-missing', 'oom-container'],
    },
  },
  {
    id: 'deployment-alarm-rollback/latency-alarm',
    title: 'An alarm took the release back',
    story:
      'Release 209 of transfers ran well as far as ECS knows: no task failed. An alarm on its latency went off four minutes after the deployment began, and ECS went back, as it was set to. All stops are ECS’s own.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        bank('alarm'),
        rollOut({
          service: 'transfers',
          minutesAgo: 24,
          state: 'IN_PROGRESS',
          after: (made, { service, deployment, started }) => {
            const [failed, old] = service.deployments;
            for (const task of started)
              task.stopped = {
                ago: 17,
                code: 'ServiceSchedulerInitiated',
                reason: `Scaling activity initiated by (deployment ${old?.id ?? ''})`,
                exitCode: 143,
              };
            for (const task of started) if (task.target) task.target.until = 18;
            for (const task of started) if (task.target) task.target.health = undefined;
            const revision = service.tasks[0]?.revision ?? 1;
            for (const _ of started)
              addTask(made, service, { revision, deployment: old?.id ?? '', startedAgo: 18.5, createdAgo: 19 });
            if (failed && old) {
              old.status = 'PRIMARY';
              old.rolloutState = 'COMPLETED';
              service.deployments.length = 0;
              service.deployments.push(old);
            }
            say(made, service, 20, `(deployment ${deployment}) deployment failed: alarm detected.`);
            say(made, service, 19.9, `rolling back to deployment ${old?.id ?? ''}.`);
            say(made, service, 16, 'has reached a steady state.');
            const rollout = service.rollouts.at(-1);
            if (!rollout) return;
            rollout.status = 'ROLLBACK_SUCCESSFUL';
            rollout.statusReason = 'Service deployment rolled back because of CloudWatch alarm(s).';
            rollout.finishedAt = ago(made, 16);
            rollout.alarms = {
              status: 'TRIGGERED',
              alarmNames: ['transfers-p99-latency', 'transfers-5xx'],
              triggeredAlarmNames: ['transfers-p99-latency'],
            };
            rollout.rollback = {
              reason: 'Service deployment rolled back because of CloudWatch alarm(s).',
              startedAt: ago(made, 20),
            };
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['deployment-alarm-rollback'],
      resource: 'transfers',
      quotes: 'transfers-p99-latency',
      mustNotClaim: ['circuit-breaker-tripped', 'app-crash-1', 'oom-container', 'elb-health-failed'],
    },
  },
  {
    id: 'deployment-stuck/pending-for-long',
    title: 'Half an hour, and the new tasks are still pending',
    story:
      'Release 78 was deployed 34 minutes ago. Its tasks are pending and neither start nor fail; ECS says nothing more, and no circuit breaker watches.',
    ask: 'telemetry',
    account: (now) =>
      shop(now, space('stuck'), (made) => {
        const found = serviceNamed(made, 'telemetry');
        found.deployment.breaker = false;
        const { service, revision, deployment } = begin(made, {
          service: 'telemetry',
          minutesAgo: 34,
          state: 'IN_PROGRESS',
        });
        for (const index of [0, 1, 2, 3])
          addTask(made, service, { revision, deployment, startedAgo: null, createdAgo: 33.5 - index * 0.1 });
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['deployment-stuck'],
      resource: 'telemetry',
      atMost: 'likely',
      mustNotClaim: ['circuit-breaker-tripped', 'fargate-capacity', 'app-crash-1'],
    },
  },
  {
    id: 'deployment-bounds/no-room-to-move',
    title: 'Neither one more nor one less',
    story:
      'The stock keeper has two tasks, a minimum of 100 % healthy and a maximum of 100 %. ECS may neither stop an old task nor start a new one: the deployment stands still. The image is fine, and so is everything else.',
    ask: 'kucun',
    account: (now) =>
      shop(now, tea('bounds'), (made) => {
        const service = serviceNamed(made, 'kucun');
        service.deployment = { minimumHealthyPercent: 100, maximumPercent: 100, breaker: false };
        begin(made, { service: 'kucun', minutesAgo: 27, state: 'IN_PROGRESS' });
        say(
          made,
          service,
          25,
          'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
        );
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['deployment-bounds'],
      resource: 'kucun',
      quotes: 'because of the service deployment configuration',
      mustNotClaim: ['deployment-stuck', 'fargate-capacity', 'protected-tasks-block-scalein'],
    },
  },
  {
    id: 'protected-tasks-block-scalein/long-games',
    title: 'Games that must not be cut short',
    story:
      'Match maker tasks protect themselves while a game goes on. A deployment to fewer tasks cannot take the old ones away: more are protected than are wanted.',
    ask: 'matchmaker',
    account: (now) =>
      shop(now, arcade('protected'), (made) => {
        const service = serviceNamed(made, 'matchmaker');
        for (const { id } of service.tasks)
          made.supplies.protectedTasks.push({
            taskArn: arn(made.place, 'ecs', `task/arcade/${id}`),
            protectionEnabled: true,
            expirationDate: ago(made, -95),
          });
        grow(made, service, 31, -2);
        say(
          made,
          service,
          30,
          `was unable to reach steady state because task set (${service.deployments[0]?.id ?? ''}) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.`,
        );
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['protected-tasks-block-scalein'],
      resource: 'matchmaker',
      quotes: 'The number of protected tasks are more than the desired count of tasks',
      mustNotClaim: ['deployment-bounds', 'deployment-stuck', 'fargate-capacity'],
    },
  },
  {
    id: 'start-throttled/image-beneath',
    title: 'ECS tries less and less often',
    story:
      'The image of release 18 is not there. After a few tasks that never ran, ECS waits longer between attempts and says that it cannot start tasks consistently; that is what it does, not what is wrong.',
    ask: 'comments',
    account: (now) =>
      shop(
        now,
        slow,
        badRelease({
          service: 'comments',
          minutesAgo: 44,
          image: slowImage,
          every: 5,
          refusal: { reason: notFound(slowImage) },
        }),
        missing(slowImage),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'comments',
      contributing: ['start-throttled'],
      mustNotClaim: ['ecs-api-throttled', 'eni-api-throttled', 'circuit-breaker-tripped'],
    },
  },
  {
    id: 'tg-missing/deleted-group',
    title: 'The target group is gone',
    story:
      'The target group of the price service was deleted and made anew under the same name; the service still has the old ARN. ECS cannot register the tasks that it starts.',
    ask: 'preise',
    account: (now) =>
      shop(now, rail('tg-gone'), (made) => {
        const service = serviceNamed(made, 'preise');
        grow(made, service, 26, 1);
        const old = `${service.group?.arn.slice(0, -16) ?? ''}0123456789abcdef`;
        say(
          made,
          service,
          25,
          `was unable to register targets in (target-group ${old}). Reason: TARGET GROUP IS NOT FOUND. ${GUIDE}`,
        );
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['tg-missing'],
      resource: 'preise',
      quotes: 'TARGET GROUP IS NOT FOUND',
      mustNotClaim: ['elb-health-failed', 'fargate-capacity', 'deployment-bounds'],
    },
  },
];
