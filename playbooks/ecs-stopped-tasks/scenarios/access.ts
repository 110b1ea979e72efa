import { serviceNamed } from '#simulation/incidents/find';
import { denied, faulty } from '#simulation/incidents/limits';
import { outOfMemory, tasksDie } from '#simulation/incidents/stops';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { badRelease, notPlaced } from '#simulation/tasks/starts';
import { arcade, bank, missing, press, rail, regional, registry, space, tea } from './accounts.ts';
import { memory } from './exits.ts';
import { GUIDE, notFound } from './wording.ts';

const undescribed = press('services-denied');
const nothing = press('nothing');
const lists = press('lists-denied');
const listsImage = `${registry(lists)}/articles:2.31.0`;

/** Half an account may be seen, or AWS is slow to answer. */
export const access: readonly Scenario[] = [
  {
    id: 'access/services-denied',
    title: 'The service may not be described',
    story:
      'Services may not be described; tasks may be listed. They run out of memory, which they tell themselves. Whether the service is well otherwise cannot be seen.',
    ask: regional(undescribed, 'ecs', 'service/newsroom/articles'),
    account: (now) =>
      shop(
        now,
        undescribed,
        memory('articles', 40, 98),
        tasksDie({ service: 'articles', death: outOfMemory, since: 36, lives: 8 }),
        denied('ecs:DescribeServices'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container'],
      resource: 'articles',
      gaps: ['ecs:DescribeServices'],
      mustNotClaim: ['app-crash-1', 'deployment-stuck'],
    },
  },
  {
    id: 'access/everything-denied',
    title: 'A role that may do nothing in ECS',
    story:
      'The role may read nothing in ECS. The articles run out of memory all the time, and nothing of it can be seen.',
    ask: regional(nothing, 'ecs', 'service/newsroom/articles'),
    account: (now) =>
      shop(now, nothing, tasksDie({ service: 'articles', death: outOfMemory, since: 36, lives: 8 }), denied('ecs:*')),
    truth: { kind: 'blind', rootCause: null, gaps: ['ecs:DescribeServices'], mustNotClaim: ['oom-container'] },
  },
  {
    id: 'access/lists-denied',
    title: 'Tasks may be neither listed nor described',
    story:
      'The release of articles has an image that was never pushed, and the breaker gave up. Tasks may not be listed; the events tell that a deployment failed, and not why.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        lists,
        badRelease({
          service: 'articles',
          minutesAgo: 20,
          image: listsImage,
          breaker: 'stops',
          refusal: { reason: notFound(listsImage) },
        }),
        missing(listsImage),
        denied('ecs:ListTasks', 'ecs:DescribeTasks'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      contributing: ['circuit-breaker-tripped'],
      gaps: ['ecs:ListTasks'],
      mustNotClaim: ['image-tag-missing', 'app-crash-1', 'deployment-alarm-rollback'],
    },
  },
  {
    id: 'access/definitions-denied',
    title: 'Task definitions may not be described',
    story: 'Statements run out of memory. How much they may have cannot be looked up; that it was used up, ECS says.',
    ask: 'statements',
    account: (now) =>
      shop(
        now,
        bank('definitions-denied'),
        memory('statements', 38, 98),
        tasksDie({ service: 'statements', death: outOfMemory, since: 33, lives: 8 }),
        denied('ecs:DescribeTaskDefinition'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container'],
      resource: 'statements',
      gaps: ['ecs:DescribeTaskDefinition'],
      mustNotClaim: ['sigkill-external', 'app-crash-1'],
    },
  },
  {
    id: 'access/deployments-denied',
    title: 'Service deployments may not be listed',
    story:
      'Capacity is short, as an event says. Service deployments and CloudTrail may not be read, which changes nothing about that.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('deployments-denied'),
        notPlaced(
          'telemetry',
          22,
          2,
          `was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone. ${GUIDE}`,
        ),
        denied('ecs:ListServiceDeployments', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['fargate-capacity'],
      resource: 'telemetry',
      gaps: ['ecs:ListServiceDeployments', 'cloudtrail:LookupEvents'],
      mustNotClaim: ['spot-capacity', 'fargate-quota'],
    },
  },
  {
    id: 'throttling/every-third-call',
    title: 'Every third call is throttled',
    story:
      'The release of the order service has no image. Every third call to ECS and ECR is throttled, and answered when asked again.',
    ask: 'dingdan',
    account: (now) => {
      const world = tea('throttled-third');
      const image = `${registry(world)}/dingdan:30`;
      return shop(
        now,
        world,
        badRelease({ service: 'dingdan', minutesAgo: 24, image, refusal: { reason: notFound(image) } }),
        missing(image),
        faulty({ service: 'ecs', kind: 'throttling', every: 3 }, { service: 'ecr', kind: 'throttling', first: 1 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'dingdan',
      mustNotClaim: ['ecs-api-throttled', 'image-repo-missing'],
    },
  },
  {
    id: 'throttling/logs-at-first',
    title: 'The log answers at the third time',
    story: 'Telemetry crashes; reading logs is throttled twice before it is answered.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('throttled-logs'),
        badRelease({
          service: 'telemetry',
          minutesAgo: 21,
          refusal: { ran: 4, exitCode: 1, lines: ['Error: listen EADDRINUSE: address already in use :::8080'] },
        }),
        faulty({ service: 'logs', kind: 'throttling', first: 2 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1'],
      resource: 'telemetry',
      quotes: 'EADDRINUSE',
      mustNotClaim: ['oom-container', 'cmd-not-found-127'],
    },
  },
  {
    id: 'throttling/tasks-never-answered',
    title: 'Describing tasks is throttled to the end',
    story:
      'The leader board crashes, and DescribeTasks is throttled however often it is asked. Why the tasks end cannot be told.',
    ask: 'leaderboard',
    account: (now) =>
      shop(
        now,
        arcade('throttled-tasks'),
        badRelease({
          service: 'leaderboard',
          minutesAgo: 25,
          breaker: 'stops',
          refusal: { ran: 4, exitCode: 1, lines: ['boom'] },
        }),
        faulty({ service: 'ecs', operation: 'DescribeTasks', kind: 'throttling' }),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:DescribeTasks'],
      mustNotClaim: ['app-crash-1', 'ecs-api-throttled', 'image-tag-missing'],
    },
  },
  {
    id: 'access/only-the-other-cluster',
    title: 'A quiet service, seen through a keyhole',
    story: 'Nothing is wrong with the connections. Logs, metrics and CloudTrail may not be read, and need not be.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        rail('keyhole'),
        (made) => {
          serviceNamed(made, 'verbindungen').load.memory = 51;
        },
        denied('logs:*', 'cloudwatch:GetMetricData', 'cloudtrail:LookupEvents'),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['oom-container', 'app-crash-1'] },
  },
];
