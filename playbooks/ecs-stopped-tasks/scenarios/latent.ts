import { serviceNamed } from '#simulation/incidents/find';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { ago } from '#simulation/shop/time';
import { defined, main, secret } from '#simulation/tasks/definitions';
import { defaultRouteDeleted, endpoints } from '#simulation/tasks/network';
import { policyDetached, trustMoved } from '#simulation/tasks/roles';
import { arcade, bank, missing, press, rail, regional, registry, space, tea } from './accounts.ts';

const doomed = arcade('latent-secret');
const doomedSecret = regional(doomed, 'secretsmanager', 'secret:matchmaker/season-Ab34Cd');
const rotated = bank('latent-rotation');
const rotatedSecret = regional(rotated, 'secretsmanager', 'secret:transfers/db-Rt56Yu');
const expired = rail('latent-image');
const expiredImage = `${registry(expired)}/verbindungen@sha256:${'9e8d'.repeat(16)}`;

/** What would fail if a task were started now. None is: nothing has happened, and nothing may be asserted. */
export const latent: readonly Scenario[] = [
  {
    id: 'latent/policy-detached',
    title: 'The role has lost its policy, and nobody has noticed',
    story: 'The execution role of transfers lost its policy half an hour ago. All tasks run; the next one will not.',
    ask: 'transfers',
    account: (now) => shop(now, bank('latent-role'), policyDetached('transfers-execution', 31, 'jon.abara')),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['image-pull-iam', 'exec-role-denied'] },
  },
  {
    id: 'latent/trust-moved',
    title: 'The role trusts somebody else, and nobody has noticed',
    story: 'The trust policy of an execution role leaves ECS out since half an hour. All tasks run.',
    ask: 'articles',
    account: (now) =>
      shop(now, press('latent-trust'), trustMoved('articles-execution', 'lambda.amazonaws.com', 31, 'iris.lund')),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['role-not-assumable', 'iam-service-misconfigured'],
    },
  },
  {
    id: 'latent/secret-to-be-deleted',
    title: 'A secret is to be deleted next week',
    story:
      'The secret of the match maker is scheduled for deletion. No task was started since, and those that run have read it.',
    ask: 'matchmaker',
    account: (now) =>
      shop(now, doomed, defined('matchmaker', secret('SEASON_KEY', doomedSecret)), (made) => {
        made.supplies.secrets.push({ ARN: doomedSecret, Name: 'matchmaker/season', DeletedDate: ago(made, 40) });
      }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['secret-pending-deletion', 'secret-not-found'] },
  },
  {
    id: 'latent/rotated-and-fine',
    title: 'A password was rotated, and nobody minds',
    story:
      'The password was rotated 34 minutes ago. The pool of transfers renews its connections with the new one, as it should.',
    ask: 'transfers',
    account: (now) =>
      shop(now, rotated, defined('transfers', secret('DB_PASSWORD', rotatedSecret)), (made) => {
        made.supplies.secrets.push({
          ARN: rotatedSecret,
          Name: 'transfers/db',
          LastChangedDate: ago(made, 34),
          LastRotatedDate: ago(made, 34),
        });
      }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['bad-credentials-after-rotation', 'app-crash-1'] },
  },
  {
    id: 'latent/route-deleted',
    title: 'The way out is gone, and nobody needs it yet',
    story:
      'The default route of the private subnets is gone since half an hour. The tasks that run need nothing from outside.',
    ask: 'telemetry',
    account: (now) => shop(now, space('latent-route'), defaultRouteDeleted(31, 'maria.keller')),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['image-pull-network-no-egress', 'init-network'] },
  },
  {
    id: 'latent/endpoint-closed',
    title: 'Endpoints that let nobody in, and nobody knocks',
    story: 'New endpoints of ECR let nobody in. No task has been started since.',
    ask: 'dingdan',
    account: (now) => shop(now, tea('latent-endpoint'), endpoints({ services: ['ecr.api', 'ecr.dkr'], port: null })),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['image-pull-network-endpoint', 'init-network'] },
  },
  {
    id: 'latent/image-expired',
    title: 'The image has expired under the running tasks',
    story: 'The digest that the service runs is no longer in ECR. The tasks have it; another one would not get it.',
    ask: 'verbindungen',
    account: (now) => shop(now, expired, defined('verbindungen', main({ image: expiredImage })), missing(expiredImage)),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['image-tag-missing', 'image-repo-missing'] },
  },
  {
    id: 'latent/memory-nearly-full',
    title: 'Memory at 97 percent, for weeks',
    story:
      'The leader board fills its memory with a cache, on purpose, and stays below the limit. Nothing was ever killed.',
    ask: 'leaderboard',
    account: (now) =>
      shop(now, arcade('latent-memory'), (made) => {
        serviceNamed(made, 'leaderboard').load.memory = 97;
      }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['oom-container', 'oom-suspected'] },
  },
];
