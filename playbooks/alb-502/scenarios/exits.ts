import { serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { scale } from '#simulation/incidents/rollout';
import { exits, tasksDie } from '#simulation/incidents/stops';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { answered, closed } from '#simulation/shop/outcome';
import { clinic, payments, tickets, video } from './shops.ts';

const segfaults: readonly Happening[] = [tasksDie({ service: 'seatmap', death: exits(139), since: 41, lives: 5 })];
const aborts: readonly Happening[] = [tasksDie({ service: 'booking', death: exits(134), since: 34, lives: 4.5 })];
const finish: readonly Happening[] = [tasksDie({ service: 'webhooks', death: exits(0), since: 38, lives: 4 })];

export const endings: readonly Scenario[] = [
  {
    id: 'segfault-139/image-library',
    title: 'Seat maps fail in bursts: a library crashes the process',
    story:
      'Since 41 minutes a promoter uploads pictures in a format that the image library of seatmap cannot bear: it reads beyond its memory and the kernel ends the process with signal 11, exit code 139. Each task meets such a picture every five minutes. Memory stands at half; nothing was deployed for two days.',
    ask: 'tix-public',
    account: (now) => shop(now, tickets('segfault-image'), ...segfaults),
    truth: {
      kind: 'diagnosed',
      rootCause: ['segfault-139'],
      resource: 'seatmap',
      mustNotClaim: [
        'oom-container',
        'oom-crash-502',
        'app-crash-1',
        'abort-134',
        'bad-rollout',
        'keepalive-mismatch',
        'single-target-502',
      ],
    },
  },
  {
    id: 'segfault-139/sidecar-of-another-day',
    title: 'A crashed sidecar that nobody needs',
    story:
      'Each profiles task has a container that sends metrics; it is not essential and ended with 139 long ago, in all of them. Nobody missed it. What fails since 28 minutes is playback, which answers 500 to half of its requests while its licence server is away.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('segfault-sidecar'),
        (made) => {
          const service = serviceNamed(made, 'profiles');
          for (const definition of service.taskDefinitions)
            definition.containerDefinitions = [
              ...(definition.containerDefinitions ?? []),
              { name: 'metrics-agent', image: 'public.ecr.aws/example/metrics-agent:3', essential: false, cpu: 0 },
            ];
          for (const task of service.tasks) task.halted = { container: 'metrics-agent', exitCode: 139 };
        },
        requestsFail({
          group: 'playback',
          since: 28,
          share: 0.5,
          outcome: (chance) => answered(500, 0.02 + chance() * 0.05, 310),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'playback',
      mustNotClaim: ['segfault-139', 'app-crash-1', 'oom-container', 'bad-rollout'],
    },
  },
  {
    id: 'segfault-139/tasks-denied',
    title: 'Tasks end, and with which code may not be read',
    story:
      'The seatmap tasks crash in a library, which only the exit code of their container tells, and tasks may not be described. What can be seen: connections refused in bursts, tasks started again and again.',
    ask: 'tix-public',
    account: (now) => shop(now, tickets('segfault-denied'), ...segfaults, denied('ecs:DescribeTasks')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:DescribeTasks'],
      mustNotClaim: ['segfault-139', 'oom-container', 'app-crash-1', 'keepalive-mismatch'],
    },
  },
  {
    id: 'abort-134/failed-assertion',
    title: 'Bookings fail in bursts: the process gives itself up',
    story:
      'Since the time-zone data on the shared volume was replaced 34 minutes ago, a booking for a day that has no noon trips an assertion in native code: abort, exit code 134. A task lasts about four minutes until it meets one. No deployment, no lack of memory.',
    ask: 'appointments',
    account: (now) => shop(now, clinic('abort-assertion'), ...aborts),
    truth: {
      kind: 'diagnosed',
      rootCause: ['abort-134'],
      resource: 'booking',
      mustNotClaim: ['segfault-139', 'oom-container', 'app-crash-1', 'bad-rollout', 'deploy-drain-502'],
    },
  },
  {
    id: 'abort-134/an-hour-before',
    title: 'Tasks that aborted, and were over it long before',
    story:
      'The orders tasks aborted with 134 between 74 and 67 minutes ago, when a cache held a broken entry; the cache was emptied and all was well. ECS still lists them. The 502s that people call about began 30 minutes ago and are of another kind: seatmap, whose idle timeout a library update had set to five seconds, drops connections.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('abort-earlier'),
        tasksDie({ service: 'orders', death: exits(134), since: 74, until: 66, lives: 60 }),
        requestsFail({ group: 'seatmap', since: 30, share: 0.015, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'seatmap',
      mustNotClaim: ['abort-134', 'app-crash-1', 'oom-container', 'deploy-drain-502'],
    },
  },
  {
    id: 'abort-134/lists-denied',
    title: 'Bookings fail in bursts, and tasks may not be listed',
    story:
      'The booking tasks abort every few minutes. They may be neither listed nor described, so what ends them stays open.',
    ask: 'appointments',
    account: (now) => shop(now, clinic('abort-denied'), ...aborts, denied('ecs:ListTasks', 'ecs:DescribeTasks')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:ListTasks'],
      mustNotClaim: ['abort-134', 'oom-container', 'app-crash-1', 'keepalive-mismatch'],
    },
  },
  {
    id: 'essential-exit-zero/worker-is-done',
    title: 'Webhooks fail in bursts: the server takes its leave',
    story:
      'The only worker of webhooks ends itself after five hundred requests, politely and with exit code 0, and the container with it. That was harmless until a partner began to send ten times as much, 38 minutes ago: now each task leaves every four minutes, without a word to the load balancer.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('exit-zero'), ...finish),
    truth: {
      kind: 'diagnosed',
      rootCause: ['essential-exit-zero'],
      resource: 'webhooks',
      mustNotClaim: ['app-crash-1', 'oom-container', 'bad-rollout', 'deploy-drain-502', 'keepalive-mismatch'],
    },
  },
  {
    id: 'essential-exit-zero/scaled-in',
    title: 'Tasks that ended with 0 because they were told to',
    story:
      'Two playback tasks were scaled in 31 minutes ago: they drained, took the signal and ended with 0, as they should. The few 502s are connections that profiles drops since 44 minutes, when its library began to close idle ones after five seconds.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('exit-zero-scaled'),
        scale('playback', 31, -2),
        (made) => {
          for (const task of serviceNamed(made, 'playback').tasks)
            if (task.stopped) task.stopped = { ...task.stopped, exitCode: 0 };
        },
        requestsFail({ group: 'profiles', since: 44, share: 0.017, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'profiles',
      mustNotClaim: ['essential-exit-zero', 'app-crash-1', 'deploy-drain-502', 'bad-rollout'],
    },
  },
  {
    id: 'essential-exit-zero/tasks-denied',
    title: 'Webhooks fail in bursts, and tasks may not be described',
    story: 'The webhook tasks end by themselves every four minutes. How they ended may not be read.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('exit-zero-denied'), ...finish, denied('ecs:DescribeTasks')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:DescribeTasks'],
      mustNotClaim: ['essential-exit-zero', 'app-crash-1', 'oom-container', 'keepalive-mismatch'],
    },
  },
];
