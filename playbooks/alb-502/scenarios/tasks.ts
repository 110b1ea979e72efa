import { serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { rollOut, scale } from '#simulation/incidents/rollout';
import { exits, outOfMemory, tasksDie } from '#simulation/incidents/stops';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { closed } from '#simulation/shop/outcome';
import { backoffice, bakery, clinic, payments, storefront, tickets, video } from './shops.ts';

function memory(service: string, from: number, percent: number): Happening {
  return (made) => {
    serviceNamed(made, service).load.surges.push({ from, until: -1, memory: percent });
  };
}

const leaking: readonly Happening[] = [
  memory('seatmap', 49, 98),
  tasksDie({ service: 'seatmap', death: outOfMemory, since: 44, lives: 6 }),
];

const crashing: readonly Happening[] = [tasksDie({ service: 'booking', death: exits(1), since: 37, lives: 3.5 })];

export const tasks: readonly Scenario[] = [
  {
    id: 'oom-container/seatmap-leak',
    title: 'Seat maps fail in bursts: the tasks run out of memory',
    symptom: 'Seat maps fail in bursts',
    story:
      'A sold-out show makes the seat map’s cache grow without bound. For 44 minutes each task has been killed about every six minutes when its memory was used up; ECS starts another one, and all is well until the next. In the quarter of a minute until the load balancer knows, requests to the dead task are refused. Nothing was deployed.',
    ask: 'tix-public',
    account: (now) => shop(now, tickets('oom-leak'), ...leaking),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container', 'oom-crash-502'],
      resource: 'seatmap',
      quotes: 'OutOfMemoryError: Container killed due to memory usage',
      mustNotClaim: ['bad-rollout', 'deploy-drain-502', 'keepalive-mismatch', 'single-target-502', 'app-crash-1'],
    },
    sample: true,
  },
  {
    id: 'oom-container/memory-halved',
    title: 'A cost saving that was one too many',
    story:
      'Release 10 of invoices halved the memory of its tasks, 46 minutes ago. Since then they are killed for it every seven minutes. The code is the same.',
    ask: 'invoices',
    account: (now) =>
      shop(
        now,
        backoffice('oom-halved'),
        rollOut({ service: 'invoices', minutesAgo: 46, memory: '512' }),
        memory('invoices', 44, 97),
        tasksDie({ service: 'invoices', death: outOfMemory, since: 41, lives: 7 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container', 'bad-rollout', 'oom-crash-502'],
      resource: 'invoices',
      mustNotClaim: ['keepalive-mismatch', 'deploy-drain-502', 'app-crash-1'],
    },
  },
  {
    id: 'oom-container/tasks-denied',
    title: 'Tasks die, and may not be described',
    story:
      'The seat map’s tasks run out of memory, but tasks may not be described. Memory stands at the limit, tasks are started again and again, connections are refused in bursts. Why they die cannot be known.',
    ask: 'tix-public',
    account: (now) => shop(now, tickets('oom-denied'), ...leaking, denied('ecs:DescribeTasks')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:DescribeTasks'],
      mustNotClaim: ['oom-container', 'app-crash-1', 'keepalive-mismatch', 'bad-rollout'],
    },
  },
  {
    id: 'oom-crash-502/one-service-of-three',
    title: 'Only the webhooks run out of memory',
    story:
      'A partner sends webhooks of forty megabytes since 39 minutes. Both webhook tasks are killed for memory every five minutes; ledger and fraud-score, on the same load balancer, are fine.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('oom-webhooks'),
        memory('webhooks', 41, 99),
        tasksDie({ service: 'webhooks', death: outOfMemory, since: 39, lives: 5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container', 'oom-crash-502'],
      resource: 'webhooks',
      mustNotClaim: ['bad-rollout', 'target-generated-5xx', 'app-crash-1'],
    },
  },
  {
    id: 'oom-crash-502/scaled-in-with-137',
    title: 'Tasks that were scaled in and did not listen',
    story:
      'Two playback tasks were scaled in 30 minutes ago and had to be killed after ignoring SIGTERM: exit code 137, reason scaling. They had drained by then. The few 502s, before and after, are connections dropped by tasks of profiles, which closes them after five seconds since its library was updated 45 minutes ago.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('oom-scaled'),
        scale('playback', 30, -2),
        (made) => {
          for (const task of serviceNamed(made, 'playback').tasks)
            if (task.stopped) task.stopped = { ...task.stopped, exitCode: 137, took: 31 };
        },
        requestsFail({ group: 'profiles', since: 45, share: 0.018, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'profiles',
      mustNotClaim: ['oom-container', 'oom-crash-502', 'app-crash-1', 'deploy-drain-502'],
    },
  },
  {
    id: 'oom-crash-502/lists-denied',
    title: 'Tasks run out of memory, and may not be listed',
    story:
      'The webhook tasks are killed for memory; tasks may be neither listed nor described. What can be seen are refused connections in bursts.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('oom-lists'),
        memory('webhooks', 41, 99),
        tasksDie({ service: 'webhooks', death: outOfMemory, since: 39, lives: 5 }),
        denied('ecs:ListTasks', 'ecs:DescribeTasks'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:ListTasks'],
      mustNotClaim: ['oom-container', 'oom-crash-502', 'app-crash-1', 'keepalive-mismatch'],
    },
  },
  {
    id: 'app-crash-1/lost-its-queue',
    title: 'Bookings crash: the application gives up and exits',
    story:
      'The message broker behind booking refuses logins since 37 minutes. Each task works for a few minutes, meets the broker, and exits with code 1. ECS replaces it; the release is weeks old.',
    ask: 'appointments',
    account: (now) => shop(now, clinic('crash-queue'), ...crashing),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1', 'oom-crash-502'],
      resource: 'booking',
      mustNotClaim: ['oom-container', 'bad-rollout', 'deploy-drain-502', 'keepalive-mismatch'],
    },
  },
  {
    id: 'app-crash-1/since-the-deploy',
    title: 'The new release crashes every few minutes',
    story:
      'Release 141 of seatmap, 40 minutes ago, dies with an unhandled rejection a few minutes after it has started. Before, no task had died for days.',
    ask: 'seatmap',
    account: (now) =>
      shop(
        now,
        tickets('crash-deploy'),
        rollOut({ service: 'seatmap', minutesAgo: 40 }),
        tasksDie({ service: 'seatmap', death: exits(1), since: 36, lives: 4 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'app-crash-1'],
      resource: 'seatmap',
      mustNotClaim: ['oom-container', 'deploy-drain-502', 'keepalive-mismatch'],
    },
  },
  {
    id: 'app-crash-1/stopped-in-order',
    title: 'Fourteen tasks stopped, all of them in order',
    story:
      'web was deployed twice within the hour and scaled in once. The tasks ended with 143 as they should, after draining. The site answers every request.',
    ask: 'baeckerei',
    account: (now) =>
      shop(
        now,
        bakery('crash-none'),
        rollOut({ service: 'web', minutesAgo: 52 }),
        scale('web', 38, 2),
        rollOut({ service: 'web', minutesAgo: 27 }),
        scale('web', 14, -2),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['app-crash-1', 'deploy-drain-502', 'bad-rollout'] },
  },
  {
    id: 'app-crash-1/tasks-denied',
    title: 'Bookings fail in bursts, and tasks may not be described',
    story: 'The booking tasks exit with code 1, which only DescribeTasks would say.',
    ask: 'appointments',
    account: (now) => shop(now, clinic('crash-denied'), ...crashing, denied('ecs:DescribeTasks')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:DescribeTasks'],
      mustNotClaim: ['app-crash-1', 'oom-container', 'keepalive-mismatch'],
    },
  },
  {
    id: 'app-crash-1/another-service-crashes',
    title: 'A crash loop next door',
    story:
      'reports, in the same cluster and behind no load balancer, exits with code 1 every two minutes. What the load balancer sees are connections that checkout-api drops, since 33 minutes, because its tasks close idle ones too early.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('crash-next-door'),
        (made) => {
          const service = serviceNamed(made, 'catalog-web');
          made.services.push({
            ...service,
            name: 'reports',
            group: null,
            taskDefinitions: service.taskDefinitions.map((one) => ({
              ...one,
              family: 'reports',
              taskDefinitionArn: one.taskDefinitionArn?.replace('catalog-web', 'reports'),
            })),
            deployments: [],
            events: [],
            tasks: [],
            desired: 1,
            load: { memory: 40, cpu: 20, surges: [] },
          });
        },
        (made) => {
          const service = serviceNamed(made, 'reports');
          for (let at = 50; at > 1; at -= 2)
            service.tasks.push({
              id: `${String(at).padStart(2, '0')}${'c0ffee'.repeat(5)}`,
              revision: 212,
              deployment: 'ecs-svc/4410982236617283945',
              zone: made.network.zones[0]?.name ?? '',
              ip: `${made.network.zones[0]?.private.base ?? ''}${200 + (at % 50)}`,
              createdAgo: at + 1,
              startedAgo: at + 0.5,
              target: null,
              stopped: { ...exits(1), ago: at },
              halted: undefined,
            });
        },
        requestsFail({ group: 'checkout-api', since: 33, share: 0.013, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'checkout-api',
      mustNotClaim: ['app-crash-1', 'oom-container', 'bad-rollout'],
    },
  },
];
