import { say } from '#simulation/incidents/rollout';
import { serviceNamed } from '#simulation/incidents/find';
import { exits, tasksDie } from '#simulation/incidents/stops';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { all, defined, main, sidecar } from '#simulation/tasks/definitions';
import { onInstances } from '#simulation/tasks/instances';
import { badRelease, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, press, rail, space, tea } from './accounts.ts';

/** Container Insights counts a restart every so many minutes. */
function restarted(name: string, since: number, every: number): Happening {
  return (made) => {
    const { cluster } = serviceNamed(made, name);
    made.series.push({
      namespace: 'ECS/ContainerInsights',
      metric: 'RestartCount',
      dimensions: { ClusterName: cluster, ServiceName: name },
      values: Array.from({ length: made.history.minutes }, (_, index) => {
        const minute = made.history.minutes - index;
        return minute <= since && (since - minute) % every === 0 ? 1 : 0;
      }),
    });
  };
}

export const containers: readonly Scenario[] = [
  {
    id: 'dependency-failed/migration',
    title: 'The migration fails, and the application waits for it',
    story:
      'Since release 209 a container migrates the database before the application may start. It ends with code 1. ECS never starts the application and reports code 143 for it, which looks like a signal.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        bank('dependency'),
        badRelease({
          service: 'transfers',
          minutesAgo: 24,
          change: all(
            sidecar('migrate', { essential: false }),
            main({ dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' }] }),
          ),
          refusal: {
            reason: 'Task failed to start',
            after: 40,
            containers: {
              app: {
                exitCode: 143,
                reason:
                  'CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [migrate] for target [app] as dependency did not exit successfully.',
              },
              migrate: { exitCode: 1 },
            },
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['dependency-failed'],
      resource: 'transfers',
      quotes: 'as dependency did not exit successfully',
      mustNotClaim: ['cannot-start-container', 'sigterm-143', 'oom-container', 'image-tag-missing'],
    },
  },
  {
    id: 'essential-sidecar-exit/log-router',
    title: 'The log router takes the application with it',
    story:
      'A log router was put beside the articles as an essential container. It ends with code 2 on lines that are too long, and takes the healthy application with it, which leaves with code 0.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('sidecar'),
        defined('articles', sidecar('log-router')),
        tasksDie({
          service: 'articles',
          death: {
            ...exits(0),
            containers: { 'log-router': { exitCode: 2 } },
            lines: ['SIGTERM received, closing', 'bye'],
            sidecarLines: ['[error] record is longer than 16384 bytes', 'panic: unexpected end of chunk'],
          },
          since: 39,
          lives: 9,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['essential-sidecar-exit'],
      resource: 'articles',
      mustNotClaim: ['essential-exit-zero', 'app-crash-1', 'oom-container', 'sigterm-143'],
    },
  },
  {
    id: 'container-health-failed/curl-gone',
    title: 'The health check asks for a program that is gone',
    story:
      'Release 78 has a slimmer base image, without curl, which the health check of the container calls. Each task is killed after three checks, with code 137 since it does not listen to SIGTERM. The load balancer is content.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('container-health'),
        badRelease({
          service: 'telemetry',
          minutesAgo: 26,
          every: 3,
          change: main({
            healthCheck: {
              command: ['CMD-SHELL', 'curl -f http://localhost:8080/healthz || exit 1'],
              interval: 30,
              timeout: 5,
              retries: 3,
              startPeriod: 0,
            },
          }),
          refusal: {
            ran: 100,
            code: 'ServiceSchedulerInitiated',
            reason: 'Task failed container health checks',
            exitCode: 137,
            took: 31,
            containers: { app: { healthStatus: 'UNHEALTHY' } },
            raw: { healthStatus: 'UNHEALTHY' },
          },
        }),
        (made) => {
          const service = serviceNamed(made, 'telemetry');
          for (const { id, stopped } of service.tasks)
            if (stopped) say(made, service, stopped.ago + 0.6, `(task ${id}) failed container health checks.`);
        },
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['container-health-failed'],
      contributing: ['sigkill-not-oom'],
      resource: 'telemetry',
      quotes: 'Task failed container health checks',
      mustNotClaim: ['oom-container', 'oom-suspected', 'sigkill-external', 'elb-health-failed', 'app-crash-1'],
    },
  },
  {
    id: 'cannot-start-container/thin-pool',
    title: 'Docker cannot create the container',
    story: 'The thin pool of the host is nearly full. The image was pulled before; creating a container from it fails.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        rail('thin-pool'),
        onInstances('verbindungen', [{ cpu: 1_024, memory: 4_096 }]),
        replacementsFail({
          service: 'verbindungen',
          since: 21,
          more: 1,
          refusal: {
            reason: 'Task failed to start',
            raw: { launchType: 'EC2' },
            containers: {
              app: {
                reason:
                  'CannotCreateContainerError: API error (500): devmapper: Thin Pool has 4350 free data blocks which is less than minimum required 4454 free data blocks. Create more free space in thin pool or use dm.min_free_space option to change behavior',
              },
            },
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cannot-start-container'],
      resource: 'verbindungen',
      quotes: 'devmapper: Thin Pool has 4350 free data blocks',
      mustNotClaim: ['image-disk-full', 'dependency-failed', 'placement-resources', 'image-pull-other'],
    },
  },
  {
    id: 'cannot-start-container/docker-timeout',
    title: 'The container does not get created in time',
    story:
      'The host’s disk is so slow that Docker needs more than four minutes to create a container. Nothing else is wrong with the task.',
    ask: 'kucun',
    account: (now) =>
      shop(
        now,
        tea('docker-timeout'),
        onInstances('kucun', [{ cpu: 1_024, memory: 4_096 }]),
        replacementsFail({
          service: 'kucun',
          since: 24,
          more: 1,
          every: 6,
          refusal: {
            after: 250,
            reason: 'Task failed to start',
            raw: { launchType: 'EC2' },
            containers: {
              app: { reason: 'DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s' },
            },
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cannot-start-container'],
      resource: 'kucun',
      quotes: 'Could not transition to created; timed out after waiting 4m0s',
      mustNotClaim: ['image-pull-network-no-egress', 'init-network', 'container-health-failed'],
    },
  },
  {
    id: 'restarts/in-place',
    title: 'Containers restart, and no task stops',
    story:
      'The container of the statements has a restart policy. It crashes every three minutes since forty, and is restarted in its task: no task stops, and ECS has nothing to tell. Only Container Insights counts the restarts.',
    ask: 'statements',
    account: (now) =>
      shop(
        now,
        bank('restarts'),
        defined('statements', main({ restartPolicy: { enabled: true, restartAttemptPeriod: 60 } })),
        restarted('statements', 40, 3),
      ),
    truth: {
      kind: 'unexplained',
      rootCause: null,
      mustNotClaim: ['app-crash-1', 'oom-container', 'essential-exit-zero', 'container-health-failed'],
    },
  },
  {
    id: 'restarts/now-and-then',
    title: 'One restart in an hour',
    story: 'A container with a restart policy was restarted once, twenty minutes ago. It is what the policy is for.',
    ask: 'statements',
    account: (now) =>
      shop(
        now,
        bank('one-restart'),
        defined('statements', main({ restartPolicy: { enabled: true, restartAttemptPeriod: 60 } })),
        restarted('statements', 20, 99),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['app-crash-1', 'oom-container'] },
  },
  {
    id: 'sigterm-143/from-inside',
    title: 'Something inside sends SIGTERM',
    story:
      'A supervisor in the container ends the application with SIGTERM from time to time, and so itself. ECS did not ask for it: the code is 143, and the essential container exited.',
    ask: 'leaderboard',
    account: (now) =>
      shop(now, arcade('sigterm'), tasksDie({ service: 'leaderboard', death: exits(143), since: 37, lives: 9 })),
    truth: {
      kind: 'undecided',
      rootCause: null,
      possible: ['sigterm-143'],
      mustNotClaim: ['oom-container', 'app-crash-1', 'essential-exit-zero', 'dependency-failed'],
    },
  },
];
