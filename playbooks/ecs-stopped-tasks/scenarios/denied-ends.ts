import { dark, guessed, half, told } from './denied.ts';
import type { Denial } from './denied.ts';

const TASKS = 'ecs:DescribeTasks';
const DEFINITIONS = 'ecs:DescribeTaskDefinition';
const LOG = 'logs:GetLogEvents';

/** Tasks that ran and ended, each without a read that tells how or why. */
export const deniedEnds: readonly Denial[] = [
  {
    of: 'connections-exhausted/new-tasks',
    id: 'connections-exhausted/log-denied',
    title: 'The database’s words stand in a log that may not be read',
    story: 'The log may not be read: code 1 may mean anything.',
    denies: LOG,
    truth: {
      ...half('connections-exhausted', 'bad-credentials-after-rotation', 'oom-container'),
      contributing: ['app-crash-1'],
    },
  },
  {
    of: 'oom-container/articles-leak',
    id: 'oom-container/tasks-denied',
    title: 'Memory runs out unseen',
    story:
      'Tasks may not be described: all that are wanted run, and that ECS starts one every other minute says little.',
    denies: TASKS,
    truth: dark('oom-container', 'oom-suspected', 'app-crash-1'),
  },
  {
    of: 'sigkill-external/watchdog',
    id: 'sigkill-external/metrics-denied',
    title: 'Killed, and memory may not be measured',
    story: 'Metrics may not be read: whether its memory was full is not known.',
    denies: 'cloudwatch:GetMetricData',
    truth: {
      ...half('oom-container', 'oom-suspected', 'sigkill-not-oom', 'app-crash-1'),
      possible: ['sigkill-external'],
    },
  },
  {
    of: 'essential-sidecar-exit/log-router',
    id: 'essential-sidecar-exit/definitions-denied',
    title: 'The log router ends, and whether it is essential may not be read',
    story: 'Task definitions may not be described. It is the log router that failed; that it matters is most likely.',
    denies: DEFINITIONS,
    truth: guessed('essential-sidecar-exit', 'essential-exit-zero', 'app-crash-1', 'sigterm-143'),
  },
  {
    of: 'cmd-not-executable-126/lost-bit',
    id: 'cmd-not-executable-126/tasks-denied',
    title: 'A release does not last, and tasks may not be described',
    story: 'Tasks may not be described: the release comes to no end, and code 126 is not seen.',
    denies: TASKS,
    truth: {
      ...half('cmd-not-executable-126', 'cmd-not-found-127', 'app-crash-1'),
      contributing: ['deployment-stuck'],
    },
  },
  {
    of: 'cmd-not-found-127/renamed-script',
    id: 'cmd-not-found-127/log-denied',
    title: 'Code 127, and the log may not be read',
    story: 'The log may not be read. The code says that there is no such command, though not which.',
    denies: LOG,
    truth: told('cmd-not-found-127', 'app-crash-1', 'image-tag-missing', 'cmd-not-executable-126'),
  },
  {
    of: 'segfault-139/new-driver',
    id: 'segfault-139/definitions-denied',
    title: 'Code 139, and task definitions may not be described',
    story: 'Task definitions may not be described, and so neither can the revisions be compared. The code says enough.',
    denies: DEFINITIONS,
    truth: told('segfault-139', 'oom-container', 'app-crash-1', 'abort-134'),
  },
  {
    of: 'abort-134/assertion',
    id: 'abort-134/log-denied',
    title: 'Code 134, and the log may not be read',
    story: 'The log may not be read, and so the assertion is not seen. That it aborts, the code says.',
    denies: LOG,
    truth: told('abort-134', 'oom-container', 'app-crash-1', 'segfault-139'),
  },
  {
    of: 'sigterm-143/from-inside',
    id: 'sigterm-143/tasks-denied',
    title: 'It stops itself unseen',
    story: 'Tasks may not be described: all that are wanted run, and how the others ended is not known.',
    denies: TASKS,
    truth: dark('sigterm-143', 'app-crash-1', 'oom-container'),
  },
  {
    of: 'essential-exit-zero/finished-batch',
    id: 'essential-exit-zero/log-denied',
    title: 'It ends with code 0, and the log may not be read',
    story: 'The log may not be read. A service whose task ends by itself is at fault, whatever it wrote.',
    denies: LOG,
    truth: guessed('essential-exit-zero', 'app-crash-1', 'oom-container', 'sigterm-143'),
  },
  {
    of: 'grace-period-too-short/slow-start',
    id: 'grace-period-too-short/log-denied',
    title: 'Killed early, and the log may not be read',
    story: 'The log may not be read: whether it was about to be ready, or fails on its way there, is not known.',
    denies: LOG,
    truth: {
      ...half('grace-period-too-short', 'app-crash-1', 'oom-container'),
      contributing: ['elb-health-failed'],
    },
  },
  {
    of: 'container-health-failed/curl-gone',
    id: 'container-health-failed/definitions-denied',
    title: 'The check fails, and what it does may not be read',
    story: 'Task definitions may not be described: that the check fails ECS says, and what it runs is not known.',
    denies: DEFINITIONS,
    truth: told('container-health-failed', 'elb-health-failed', 'oom-container', 'app-crash-1'),
  },
  {
    of: 'sigkill-not-oom/deaf-to-sigterm',
    id: 'sigkill-not-oom/definitions-denied',
    title: 'Killed in the end, and how long ECS waits may not be read',
    story:
      'Task definitions may not be described: after how long ECS kills, and where the log is that may tell why checks fail, is not known.',
    denies: DEFINITIONS,
    truth: {
      ...half('sigkill-not-oom', 'oom-container', 'oom-suspected', 'sigkill-external'),
      contributing: ['elb-health-failed'],
    },
  },
];
