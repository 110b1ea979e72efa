import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { main } from '#simulation/tasks/definitions';
import { badRelease } from '#simulation/tasks/starts';
import { press, rail, tea } from './accounts.ts';

export const commands: readonly Scenario[] = [
  {
    id: 'cmd-not-found-127/renamed-script',
    title: 'The start script has another name now',
    story:
      'The image of release 64 has its start script elsewhere; the command of the task definition is still the old one. The shell says not found.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('not-found'),
        badRelease({
          service: 'articles',
          minutesAgo: 18,
          change: main({ command: ['sh', '-c', '/app/start.sh'] }),
          refusal: { ran: 1, exitCode: 127, lines: ['sh: 1: /app/start.sh: not found'] },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cmd-not-found-127'],
      resource: 'articles',
      mustNotClaim: ['app-crash-1', 'image-tag-missing', 'cmd-not-executable-126'],
    },
  },
  {
    id: 'cmd-not-found-127/no-such-executable',
    title: 'No such executable in the image',
    story:
      'The command names gunicorn, which the slim base image of release 41 does not have. The container cannot even be started.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        rail('no-executable'),
        badRelease({
          service: 'preise',
          minutesAgo: 21,
          refusal: {
            reason: 'Task failed to start',
            containers: {
              app: {
                exitCode: 127,
                reason:
                  'CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "gunicorn": executable file not found in $PATH: unknown',
              },
            },
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cmd-not-found-127'],
      resource: 'preise',
      quotes: 'executable file not found in $PATH',
      mustNotClaim: ['app-crash-1', 'image-tag-missing', 'cannot-start-container'],
    },
  },
  {
    id: 'cmd-not-executable-126/lost-bit',
    title: 'The start script may not be executed',
    story:
      'A change of the build lost the executable bit of the entry point. The container starts its shell, which says permission denied.',
    ask: 'kucun',
    account: (now) =>
      shop(
        now,
        tea('not-executable'),
        badRelease({
          service: 'kucun',
          minutesAgo: 18,
          refusal: { ran: 1, exitCode: 126, lines: ['/bin/sh: 1: /entrypoint.sh: Permission denied'] },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cmd-not-executable-126'],
      resource: 'kucun',
      mustNotClaim: ['app-crash-1', 'cmd-not-found-127', 'exec-role-denied', 'image-pull-403'],
    },
  },
];
