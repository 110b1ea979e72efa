import { serviceNamed } from '#simulation/incidents/find';
import { rollOut, scale } from '#simulation/incidents/rollout';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { byCodeDeploy } from '#simulation/tasks/code-deploy';
import { badRelease } from '#simulation/tasks/starts';
import { family, ran, ranInVain, scaledToZero, scheduledTo } from '#simulation/tasks/services';
import { arcade, bank, groupArn, missing, press, rail, registry, space, tea } from './accounts.ts';
import { notFound } from './wording.ts';

const healthy = { kind: 'not-happening', rootCause: null } as const;
const twice = arcade('code-deploy');
const twiceImage = `${registry(twice)}/leaderboard:89`;

/** Quiet days, services that are meant to be empty, and tasks that belong to none. */
export const quiet: readonly Scenario[] = [
  {
    id: 'healthy/quiet-day',
    title: 'Nothing happens',
    story: 'All tasks run, and none has stopped for two days.',
    ask: 'articles',
    account: (now) => shop(now, press('quiet')),
    truth: { ...healthy, mustNotClaim: ['deployment-stuck', 'app-crash-1'] },
  },
  {
    id: 'healthy/deployment-and-scale-in',
    title: 'A deployment, and fewer tasks after it',
    story:
      'Release 209 replaced all six tasks half an hour ago; ten minutes later two were scaled in. Eight stops in twenty minutes, with codes 143 and, for one that is slow to hear, 137.',
    ask: 'transfers',
    account: (now) =>
      shop(now, bank('busy'), rollOut({ service: 'transfers', minutesAgo: 31 }), scale('transfers', 19, -2), (made) => {
        const [first] = serviceNamed(made, 'transfers').tasks;
        if (first?.stopped) first.stopped = { ...first.stopped, exitCode: 137, took: 31 };
      }),
    truth: {
      ...healthy,
      mustNotClaim: ['oom-container', 'oom-suspected', 'sigterm-143', 'sigkill-external', 'deployment-stuck'],
    },
  },
  {
    id: 'healthy/scaled-to-zero',
    title: 'Nobody wants any task',
    story:
      'The price service was scaled to zero for the night, 50 minutes ago, by Maria. It has no tasks, as it should.',
    ask: 'preise',
    account: (now) => shop(now, rail('zero'), scaledToZero('preise', 50, 'maria.keller')),
    truth: { ...healthy, mustNotClaim: ['fargate-capacity', 'deployment-stuck', 'app-crash-1'] },
  },
  {
    id: 'healthy/scaled-to-zero-by-schedule',
    title: 'The schedule sends everybody home',
    story:
      'A scheduled action of Application Auto Scaling sets the leader board to nothing at night, 35 minutes ago. Nobody has done anything, and nothing is wrong.',
    ask: 'leaderboard',
    account: (now) =>
      shop(now, arcade('night'), scaledToZero('leaderboard', 35, 'AutoScaling'), scheduledTo(0, 'leaderboard', 35.2)),
    truth: { ...healthy, mustNotClaim: ['fargate-capacity', 'deployment-stuck', 'app-crash-1'] },
  },
  {
    id: 'healthy/deploying-right-now',
    title: 'A deployment in its second minute',
    story:
      'A deployment began two minutes ago, and its new tasks have just been asked for. There is nothing to complain of yet.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('fresh'),
        rollOut({ service: 'telemetry', minutesAgo: 2, startSeconds: 20, state: 'IN_PROGRESS' }),
      ),
    truth: { ...healthy, mustNotClaim: ['deployment-stuck', 'deployment-bounds', 'start-throttled'] },
  },
  {
    id: 'healthy/neighbour-suffers',
    title: 'The other service has the trouble',
    story:
      'The comments cannot pull their image, loudly. The question is about the articles, which are fine, in the same cluster.',
    ask: 'articles',
    account: (now) => {
      const world = press('neighbour');
      const image = `${registry(world)}/comments:18`;
      return shop(
        now,
        world,
        badRelease({ service: 'comments', minutesAgo: 30, image, refusal: { reason: notFound(image) } }),
        missing(image),
      );
    },
    truth: { ...healthy, mustNotClaim: ['image-tag-missing', 'start-throttled'] },
  },
  {
    id: 'one-off/export-went-well',
    title: 'The nightly export has done its work',
    story:
      'The export is no service: a schedule runs it, it works for nine minutes, and it ends with code 0, as it should.',
    ask: 'nightly-export',
    account: (now) =>
      shop(
        now,
        bank('export-fine'),
        family('nightly-export'),
        ran({ family: 'nightly-export', minutesAgo: 40, lasted: 9 }),
      ),
    truth: { ...healthy, mustNotClaim: ['essential-exit-zero', 'app-crash-1'] },
  },
  {
    id: 'one-off/export-out-of-memory',
    title: 'The export runs out of memory',
    story: 'Last month’s export was too large: the task that the schedule ran was killed after eleven minutes.',
    ask: 'nightly-export',
    account: (now) =>
      shop(
        now,
        bank('export-oom'),
        family('nightly-export'),
        ran({
          family: 'nightly-export',
          minutesAgo: 44,
          lasted: 11,
          exitCode: 137,
          containerReason: 'OutOfMemoryError: Container killed due to memory usage',
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container'],
      resource: 'nightly-export',
      mustNotClaim: ['sigkill-external', 'oom-suspected', 'app-crash-1'],
    },
  },
  {
    id: 'one-off/never-started',
    title: 'The export never starts',
    story: 'The schedule runs the export, and its secret is not there. It tries three times.',
    ask: 'nightly-export',
    account: (now) => {
      const refusal = {
        reason:
          'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: /export/key',
      };
      return shop(
        now,
        bank('export-vain'),
        family('nightly-export'),
        missing('/export/key'),
        ranInVain('nightly-export', 35, refusal),
        ranInVain('nightly-export', 30, refusal),
        ranInVain('nightly-export', 25, refusal),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['ssm-parameter-missing'],
      resource: '/export/key',
      mustNotClaim: ['exec-role-denied', 'init-network', 'start-throttled'],
    },
  },
  {
    id: 'code-deploy/green-does-not-start',
    title: 'CodeDeploy’s green tasks do not start',
    story:
      'CodeDeploy deploys the leader board, so that ECS keeps task sets and no deployments. The image of the green set was never pushed. The blue one serves.',
    ask: 'leaderboard',
    account: (now) =>
      shop(
        now,
        twice,
        badRelease({
          service: 'leaderboard',
          minutesAgo: 21,
          image: twiceImage,
          refusal: { reason: notFound(twiceImage) },
        }),
        missing(twiceImage),
        byCodeDeploy('leaderboard'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'leaderboard',
      mustNotClaim: ['deployment-stuck', 'image-repo-missing'],
    },
  },
  {
    id: 'code-deploy/went-well',
    title: 'CodeDeploy has done its work',
    story: 'A blue/green deployment by CodeDeploy ended 40 minutes ago, and the old task set went.',
    ask: 'dingdan',
    account: (now) =>
      shop(now, tea('code-deploy-fine'), rollOut({ service: 'dingdan', minutesAgo: 40 }), byCodeDeploy('dingdan')),
    truth: { ...healthy, mustNotClaim: ['deployment-stuck', 'circuit-breaker-tripped'] },
  },
  {
    id: 'elb-health-failed/forgotten-by-now',
    title: 'It happened yesterday evening',
    story:
      'Tasks of the articles failed their checks, until an hour and a half ago. ECS has forgotten them, and one event of the service is left. Today everything runs.',
    ask: 'articles',
    account: (now) =>
      shop(now, press('forgotten'), (made) => {
        const service = serviceNamed(made, 'articles');
        service.events.push({
          id: '0f5a1c5e-4f4d-4c1b-a6f0-1f3f5a1c5e4f',
          createdAt: new Date(made.now.getTime() - 400 * 60_000),
          message: `(service articles) (port 8080) is unhealthy in (target-group ${groupArn(press('forgotten'), 'articles')}) due to (reason Request timed out).`,
        });
        service.events.sort((a, b) => Number(b.createdAt) - Number(a.createdAt));
      }),
    truth: { ...healthy, mustNotClaim: ['elb-health-failed', 'grace-period-too-short'] },
  },
];
