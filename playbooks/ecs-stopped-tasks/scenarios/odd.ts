import { serviceNamed } from '#simulation/incidents/find';
import { begin, say } from '#simulation/incidents/rollout';
import { exits, tasksDie } from '#simulation/incidents/stops';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { unlisted } from '#simulation/shop/unlisted';
import { badRelease, grow, notPlaced, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, missing, press, rail, regional, registry, sessionArn, space, tea } from './accounts.ts';
import { noIdentityPolicy, notAuthorized, notFound } from './wording.ts';

const cut = press('cut-255');
const cutLong = rail('cut-1024');
const lowercase = space('odd-code');
const lowercaseImage = `${registry(lowercase)}/telemetry:78`;
const forgotten = bank('gone-after-an-hour');
const forgottenImage = `${registry(forgotten)}/transfers:209`;

/** AWS cuts what is too long, and ends it with three points. */
function cutAt(length: number, text: string): string {
  return text.length <= length ? text : `${text.slice(0, length - 3)}...`;
}

export const odd: readonly Scenario[] = [
  {
    id: 'odd/unknown-reason',
    title: 'A reason that nobody has seen before',
    story: 'ECS gives a reason for stopped tasks that stands in no documentation. It can be quoted, not understood.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        rail('unknown-words'),
        replacementsFail({
          service: 'preise',
          since: 24,
          more: 1,
          every: 4,
          refusal: { reason: 'Sandbox lease could not be renewed: quorum of placement shards is lost (E7731)' },
        }),
      ),
    truth: {
      kind: 'unexplained',
      rootCause: null,
      mustNotClaim: ['fargate-capacity', 'image-pull-other', 'init-network', 'cannot-start-container', 'app-crash-1'],
    },
  },
  {
    id: 'odd/cut-at-255',
    title: 'The text is cut before the end',
    story:
      'Secrets Manager refuses the execution role, and the reason is cut after 255 letters, before it says which policy is missing. Action and role still stand in it.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        cut,
        replacementsFail({
          service: 'articles',
          since: 25,
          more: 2,
          refusal: ({ id }) => ({
            reason: cutAt(
              255,
              `ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException: ${notAuthorized(sessionArn(cut, 'articles-execution', id), 'secretsmanager:GetSecretValue', regional(cut, 'secretsmanager', 'secret:articles/db-Po98Iu'), noIdentityPolicy('secretsmanager:GetSecretValue'))}`,
            ),
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['exec-role-denied'],
      resource: 'articles',
      mustNotClaim: ['secret-not-found', 'init-network', 'image-pull-iam'],
    },
  },
  {
    id: 'odd/cut-at-1024',
    title: 'A very long reason of a container',
    story:
      'The platform of the image is wrong, and the reason repeats the list of platforms until it is cut at 1,024 letters.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        cutLong,
        badRelease({
          service: 'verbindungen',
          minutesAgo: 22,
          refusal: {
            reason: cutAt(
              1_024,
              `CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'; found ${'linux/arm64/v8, windows/amd64/10.0.20348.2966, '.repeat(40)}`,
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-platform-mismatch'],
      resource: 'verbindungen',
      quotes: 'does not contain descriptor matching platform',
      mustNotClaim: ['image-tag-missing', 'image-pull-other'],
    },
  },
  {
    id: 'odd/stop-code-in-one-word',
    title: 'A stop code in other letters',
    story:
      'The stop code comes as Taskfailedtostart, without capitals inside, as it stands in examples of AWS. The image is missing.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        lowercase,
        badRelease({
          service: 'telemetry',
          minutesAgo: 20,
          image: lowercaseImage,
          refusal: { code: unlisted('Taskfailedtostart', 'TaskFailedToStart'), reason: notFound(lowercaseImage) },
        }),
        missing(lowercaseImage),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'telemetry',
      mustNotClaim: ['image-repo-missing', 'app-crash-1'],
    },
  },
  {
    id: 'odd/log-in-many-scripts',
    title: 'A crash in Japanese',
    story:
      'The match maker writes its log in Japanese, with an emoji and a zero-width space, and a line that looks like an attack on Slack.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        arcade('unicode'),
        tasksDie({
          service: 'matchmaker',
          death: {
            ...exits(1),
            lines: [
              '起動しました 🎮\u200b',
              '<!channel> <https://evil.example|click> *bold* `code`',
              'エラー: 設定ファイルが見つかりません: /etc/match/設定.yaml',
            ],
          },
          since: 33,
          lives: 7,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1'],
      resource: 'matchmaker',
      mustNotClaim: ['oom-container', 'cmd-not-found-127'],
    },
  },
  {
    id: 'odd/old-event-still-true',
    title: 'One event, three hours old',
    story:
      'ECS could not place a task three hours ago and said so once: the same message is not repeated within six hours. The service is still one task short.',
    ask: 'kucun',
    account: (now) =>
      shop(
        now,
        { ...tea('old-event'), minutes: 60 },
        notPlaced(
          'kucun',
          178,
          1,
          "was unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently.",
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['fargate-quota'],
      resource: 'kucun',
      quotes: 'reached the limit on the number of tasks',
      mustNotClaim: ['fargate-capacity', 'deployment-stuck'],
    },
  },
  {
    id: 'odd/tasks-forgotten-event-left',
    title: 'ECS has forgotten the tasks, and an event has not',
    story:
      'The deployment stands still since three hours, and ECS tries only rarely by now. No stopped task is left to look at; an event repeats the error of the last one.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        forgotten,
        (made) => {
          serviceNamed(made, 'transfers').deployment.breaker = false;
          const { service } = begin(made, {
            service: 'transfers',
            minutesAgo: 180,
            image: forgottenImage,
            state: 'IN_PROGRESS',
          });
          const [primary] = service.deployments;
          if (primary) primary.failedTasks = 14;
          say(made, service, 171, 'is unable to consistently start tasks successfully.');
          say(made, service, 75, `was unable to place a task. Reason: ${notFound(forgottenImage)}.`);
        },
        missing(forgottenImage),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'transfers',
      mustNotClaim: ['fargate-capacity', 'app-crash-1', 'image-repo-missing'],
    },
  },
  {
    id: 'odd/tasks-forgotten-nothing-left',
    title: 'ECS has forgotten the tasks, and says nothing',
    story:
      'The deployment of the articles stands still since three hours: twelve tasks failed, all of them forgotten by now. What they failed of cannot be known any more.',
    ask: 'articles',
    account: (now) =>
      shop(now, press('nothing-left'), (made) => {
        serviceNamed(made, 'articles').deployment.breaker = false;
        const { service } = begin(made, { service: 'articles', minutesAgo: 180, state: 'IN_PROGRESS' });
        const [primary] = service.deployments;
        if (primary) primary.failedTasks = 12;
        say(made, service, 171, 'is unable to consistently start tasks successfully.');
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['deployment-stuck'],
      contributing: ['start-throttled'],
      resource: 'articles',
      atMost: 'likely',
      mustNotClaim: ['image-tag-missing', 'app-crash-1', 'fargate-capacity', 'oom-container'],
    },
  },
  {
    id: 'odd/event-without-brackets',
    title: 'An event in the older form',
    story: 'The event has no brackets round the service, and a curly apostrophe. What it says is the same.',
    ask: 'archive',
    account: (now) =>
      shop(now, space('old-form'), (made) => {
        const service = serviceNamed(made, 'archive');
        grow(made, service, 20, 1);
        service.events.unshift({
          id: '1f5a1c5e-4f4d-4c1b-a6f0-1f3f5a1c5e4f',
          createdAt: new Date(made.now.getTime() - 19 * 60_000),
          message:
            'service archive was unable to place a task. Reason: You’ve reached the limit on the number of tasks you can run concurrently',
        });
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['fargate-quota'],
      resource: 'archive',
      mustNotClaim: ['fargate-capacity', 'eni-limit'],
    },
  },
];
