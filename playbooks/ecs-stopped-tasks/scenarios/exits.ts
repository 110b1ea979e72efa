import { serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { rollOut } from '#simulation/incidents/rollout';
import { exits, outOfMemory, tasksDie } from '#simulation/incidents/stops';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { worker } from '#simulation/tasks/services';
import { badRelease } from '#simulation/tasks/starts';
import { arcade, bank, press, rail, space } from './accounts.ts';

export function memory(service: string, from: number, percent: number): Happening {
  return (made) => {
    serviceNamed(made, service).load.surges.push({ from, until: -1, memory: percent });
  };
}

export const exiting: readonly Scenario[] = [
  {
    id: 'oom-container/articles-leak',
    title: 'Articles run out of memory every eight minutes',
    story:
      'Since 41 minutes each task of articles is killed when its gigabyte is used up. ECS starts another, and the next is killed eight minutes later. CPU is high too, since the runtime collects garbage to the last. Nothing was deployed.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('oom'),
        memory('articles', 46, 98),
        (made) => {
          serviceNamed(made, 'articles').load.surges.push({ from: 46, until: -1, cpu: 95 });
        },
        tasksDie({ service: 'articles', death: outOfMemory, since: 41, lives: 8 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container'],
      resource: 'articles',
      quotes: 'OutOfMemoryError: Container killed due to memory usage',
      mustNotClaim: ['app-crash-1', 'sigkill-not-oom', 'sigkill-external', 'image-tag-missing', 'elb-health-failed'],
    },
  },
  {
    id: 'oom-suspected/child-process',
    title: 'Killed at a hundred percent, and nobody says why',
    story:
      'The renderer of statements starts a child process, which takes all the memory. The kernel kills; ECS reports code 137 and no reason. Memory stood at 99 % each time.',
    ask: 'statements',
    account: (now) =>
      shop(
        now,
        bank('oom-child'),
        memory('statements', 40, 99),
        tasksDie({ service: 'statements', death: exits(137), since: 36, lives: 7 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-suspected'],
      resource: 'statements',
      atMost: 'likely',
      mustNotClaim: ['oom-container', 'sigkill-external', 'sigkill-not-oom', 'app-crash-1'],
    },
  },
  {
    id: 'oom-suspected/metrics-denied',
    title: 'Code 137, and metrics may not be read',
    story:
      'Statements are killed with code 137 and no reason. Memory cannot be read, so that it might as well be something else that kills.',
    ask: 'statements',
    account: (now) =>
      shop(
        now,
        bank('oom-unseen'),
        memory('statements', 40, 99),
        tasksDie({ service: 'statements', death: exits(137), since: 36, lives: 7 }),
        denied('cloudwatch:GetMetricData'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['oom-container', 'oom-suspected', 'sigkill-not-oom'],
    },
  },
  {
    id: 'sigkill-external/watchdog',
    title: 'Something in the container kills it',
    story:
      'A watchdog in the container kills the price service with SIGKILL when it does not like a figure. Memory is at 46 %, nobody stopped the task, and the reason is empty.',
    ask: 'preise',
    account: (now) =>
      shop(now, rail('watchdog'), tasksDie({ service: 'preise', death: exits(137), since: 34, lives: 9 })),
    truth: {
      kind: 'undecided',
      rootCause: null,
      possible: ['sigkill-external'],
      mustNotClaim: ['oom-container', 'oom-suspected', 'sigkill-not-oom', 'app-crash-1'],
    },
  },
  {
    id: 'app-crash-1/missing-module',
    title: 'The new release crashes at once',
    story:
      'Release 78 of telemetry ends five seconds after its start, since a module is missing from the image. ECS starts it again and again, more slowly than it dies. The old tasks go on.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('crash'),
        badRelease({
          service: 'telemetry',
          minutesAgo: 23,
          refusal: {
            ran: 5,
            exitCode: 1,
            lines: [
              'node:internal/modules/cjs/loader:1228',
              '  throw err;',
              "Error: Cannot find module '/srv/app/dist/server.js'",
              '    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)',
              "  code: 'MODULE_NOT_FOUND',",
            ],
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1'],
      resource: 'telemetry',
      quotes: '/srv/app/dist/server.js',
      mustNotClaim: ['oom-container', 'cmd-not-found-127', 'image-tag-missing', 'start-throttled'],
    },
  },
  {
    id: 'app-crash-1/logs-denied',
    title: 'It crashes, and its log may not be read',
    story:
      'Release 89 of the leader board ends with code 1. Why stands in its log, which may not be read: that the application ends by itself is certain, and whether a database refused it is not.',
    ask: 'leaderboard',
    account: (now) =>
      shop(
        now,
        arcade('crash-unseen'),
        badRelease({
          service: 'leaderboard',
          minutesAgo: 23,
          refusal: { ran: 5, exitCode: 1, lines: ['panic: runtime error: index out of range [3] with length 3'] },
        }),
        denied('logs:GetLogEvents', 'logs:FilterLogEvents'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['logs:GetLogEvents'],
      mustNotClaim: ['oom-container', 'cmd-not-found-127', 'connections-exhausted'],
    },
  },
  {
    id: 'abort-134/assertion',
    title: 'An assertion of a native library',
    story:
      'A native image library aborts on pictures of a new camera. Code 134, once every ten minutes, since 38 minutes.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('abort'),
        tasksDie({
          service: 'articles',
          death: {
            ...exits(134),
            lines: ["decode: vips.c:412: decode_tile: Assertion `stride > 0' failed.", 'Aborted (core dumped)'],
          },
          since: 38,
          lives: 10,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['abort-134'],
      resource: 'articles',
      mustNotClaim: ['oom-container', 'app-crash-1', 'segfault-139', 'sigkill-external'],
    },
  },
  {
    id: 'segfault-139/new-driver',
    title: 'The new driver segfaults',
    story:
      'With release 502 came a new native database driver. Tasks end with code 139 a few minutes after their start, at no particular time.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        arcade('segfault'),
        rollOut({ service: 'matchmaker', minutesAgo: 43 }),
        tasksDie({ service: 'matchmaker', death: exits(139), since: 38, lives: 6 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['segfault-139'],
      resource: 'matchmaker',
      mustNotClaim: ['oom-container', 'app-crash-1', 'abort-134', 'sigkill-external'],
    },
  },
  {
    id: 'essential-exit-zero/finished-batch',
    title: 'It does its work and goes home',
    story:
      'Somebody deployed a batch job as a service. It ends with code 0 when its queue is empty, and ECS starts it again, every four minutes.',
    ask: 'reports',
    account: (now) =>
      shop(
        now,
        bank('exit-zero'),
        worker({ name: 'reports', desired: 1, deployedAgo: 600 }),
        tasksDie({ service: 'reports', death: { ...exits(0), lines: ['nothing left to do'] }, since: 50, lives: 4 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['essential-exit-zero'],
      resource: 'reports',
      atMost: 'likely',
      mustNotClaim: ['app-crash-1', 'oom-container', 'essential-sidecar-exit', 'sigterm-143'],
    },
  },
];
