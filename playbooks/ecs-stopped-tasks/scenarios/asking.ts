import { denied } from '#simulation/incidents/limits';
import { exits, outOfMemory, tasksDie } from '#simulation/incidents/stops';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { ShopOptions } from '#simulation/shop';
import { hex } from '#simulation/shop/dice';
import { defined, main } from '#simulation/tasks/definitions';
import { worker } from '#simulation/tasks/services';
import { badRelease } from '#simulation/tasks/starts';
import { arcade, bank, groupArn, missing, press, rail, regional, registry, space, tea } from './accounts.ts';
import { memory } from './exits.ts';
import { notFound } from './wording.ts';

const byTask = press('asked-by-task');
const byGroup = rail('asked-by-group');
const byArn = tea('asked-by-arn');
const byArnImage = `${registry(byArn)}/kucun:10`;
const byOldArn = bank('asked-by-old-arn');
const byId = space('asked-by-id');

/** Id of the first task of a service. */
function firstTask({ seed }: ShopOptions, service: string): string {
  return hex(`${seed}/${service}/task/0`, 32);
}

const businesses = { press, bank, rail, space, arcade, tea };

/** Asked about in all the ways that people have, logs of all kinds, and businesses as they are every day. */
export const asking: readonly Scenario[] = [
  {
    id: 'asked/by-task-arn',
    title: 'A task that was copied from an alarm',
    story: 'The on-call engineer copied the ARN of a stopped task from an alarm. Its service runs out of memory.',
    ask: regional(byTask, 'ecs', `task/newsroom/${firstTask(byTask, 'articles')}`),
    account: (now) =>
      shop(
        now,
        byTask,
        memory('articles', 40, 98),
        tasksDie({ service: 'articles', death: outOfMemory, since: 36, lives: 8 }),
      ),
    truth: { kind: 'diagnosed', rootCause: ['oom-container'], resource: 'articles', mustNotClaim: ['app-crash-1'] },
  },
  {
    id: 'asked/by-task-id',
    title: 'A task by its bare id',
    story: 'Somebody pasted the id of a stopped task, as the console shows it. The service behind it crashes.',
    ask: firstTask(byId, 'telemetry'),
    account: (now) =>
      shop(
        now,
        byId,
        tasksDie({ service: 'telemetry', death: { ...exits(1), lines: ['fatal: no uplink'] }, since: 33, lives: 7 }),
      ),
    truth: { kind: 'diagnosed', rootCause: ['app-crash-1'], resource: 'telemetry', mustNotClaim: ['oom-container'] },
  },
  {
    id: 'asked/by-target-group',
    title: 'A target group, from an alarm on healthy hosts',
    story: 'The alarm names a target group. The service that is registered in it is killed for memory.',
    ask: groupArn(byGroup, 'verbindungen'),
    account: (now) =>
      shop(
        now,
        byGroup,
        memory('verbindungen', 40, 98),
        tasksDie({ service: 'verbindungen', death: outOfMemory, since: 34, lives: 8 }),
      ),
    truth: { kind: 'diagnosed', rootCause: ['oom-container'], resource: 'verbindungen', mustNotClaim: ['app-crash-1'] },
  },
  {
    id: 'asked/by-service-arn',
    title: 'A service by its ARN, in China',
    story: 'The service is asked about by its ARN. Its new release has no image.',
    ask: regional(byArn, 'ecs', 'service/chaye/kucun'),
    account: (now) =>
      shop(
        now,
        byArn,
        badRelease({ service: 'kucun', minutesAgo: 20, image: byArnImage, refusal: { reason: notFound(byArnImage) } }),
        missing(byArnImage),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'kucun',
      mustNotClaim: ['image-repo-missing'],
    },
  },
  {
    id: 'asked/by-an-old-arn',
    title: 'An ARN without its cluster',
    story:
      'The alarm is older than the long form of ARNs: it names the service and not its cluster. The service is killed for memory.',
    ask: regional(byOldArn, 'ecs', 'service/statements'),
    account: (now) =>
      shop(
        now,
        byOldArn,
        memory('statements', 40, 98),
        tasksDie({ service: 'statements', death: outOfMemory, since: 33, lives: 8 }),
      ),
    truth: { kind: 'diagnosed', rootCause: ['oom-container'], resource: 'statements', mustNotClaim: ['app-crash-1'] },
  },
  {
    id: 'asked/worker-without-balancer',
    title: 'A worker that no load balancer knows',
    story: 'The mailer works off a queue. It panics on a letter without an addressee, again and again.',
    ask: 'mailer',
    account: (now) =>
      shop(
        now,
        bank('mailer'),
        worker({ name: 'mailer', desired: 3 }),
        tasksDie({
          service: 'mailer',
          death: {
            ...exits(2),
            lines: [
              'panic: runtime error: invalid memory address or nil pointer dereference',
              'goroutine 1 [running]:',
            ],
          },
          since: 35,
          lives: 5,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1'],
      resource: 'mailer',
      quotes: 'invalid memory address or nil pointer dereference',
      mustNotClaim: ['oom-container', 'segfault-139', 'elb-health-failed'],
    },
  },
  {
    id: 'logs/elsewhere',
    title: 'The log is not in CloudWatch',
    story:
      'The leader board sends its log through a router to somewhere else. That it ends with code 1 is certain; what it said cannot be read here.',
    ask: 'leaderboard',
    account: (now) =>
      shop(
        now,
        arcade('firelens'),
        defined('leaderboard', main({ logConfiguration: { logDriver: 'awsfirelens', options: { Name: 'datadog' } } })),
        tasksDie({ service: 'leaderboard', death: exits(1), since: 35, lives: 6 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1'],
      resource: 'leaderboard',
      mustNotClaim: ['oom-container', 'log-driver-network', 'log-group-missing'],
    },
  },
  {
    id: 'logs/sealed-group',
    title: 'The key of the log group is disabled',
    story:
      'The articles crash. Their log group is encrypted with a key that nobody may use any more, so that its lines cannot be read.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('sealed'),
        tasksDie({ service: 'articles', death: { ...exits(1), lines: ['boom'] }, since: 35, lives: 7 }),
        ({ supplies }) => {
          supplies.sealedGroups.push('/ecs/articles');
        },
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      contributing: ['app-crash-1'],
      mustNotClaim: ['oom-container', 'exec-role-denied', 'connections-exhausted'],
    },
  },
  {
    id: 'logs/empty',
    title: 'It crashes without a word',
    story: 'Preise ends with code 1 and writes nothing at all. The group and the stream are there.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        rail('wordless'),
        tasksDie({ service: 'preise', death: { ...exits(1), lines: [] }, since: 33, lives: 6 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1'],
      resource: 'preise',
      mustNotClaim: ['oom-container', 'connections-exhausted', 'log-group-missing'],
    },
  },
  {
    id: 'logs/in-json',
    title: 'The log is in JSON',
    story: 'Transfers write one JSON object a line. The last one says that the database has no connection left.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        bank('json-log'),
        tasksDie({
          service: 'transfers',
          death: {
            ...exits(1),
            lines: [
              '{"level":"info","msg":"starting worker","worker":4}',
              '{"level":"fatal","msg":"cannot open ledger","error":"pq: sorry, too many clients already","code":"53300"}',
            ],
          },
          since: 30,
          lives: 6,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      resource: 'transfers',
      quotes: 'too many clients already',
      mustNotClaim: ['bad-credentials-after-rotation', 'oom-container'],
    },
  },
  {
    id: 'access/quiet-and-unlisted',
    title: 'Quiet, and tasks may not be listed',
    story:
      'The archive is steady and has the tasks that it should. Tasks may not be listed: whether any stopped cannot be seen, and that is not the same as none.',
    ask: 'archive',
    account: (now) => shop(now, space('quiet-unlisted'), denied('ecs:ListTasks')),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['ecs:ListTasks'],
      mustNotClaim: ['app-crash-1', 'deployment-stuck'],
    },
  },
  ...Object.entries(businesses).flatMap(([name, business]) =>
    business('everyday').services.map(({ name: service }): Scenario => ({
      id: `everyday/${name}-${service}`,
      title: `An ordinary day for ${service}`,
      story: `Nothing is wrong with ${service}, and nothing was changed.`,
      ask: service,
      account: (now) => shop(now, business(`everyday-${service}`)),
      truth: { kind: 'not-happening', rootCause: null },
    })),
  ),
];
