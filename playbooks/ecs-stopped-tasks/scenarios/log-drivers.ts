import { denied } from '#simulation/incidents/limits';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { main } from '#simulation/tasks/definitions';
import { endpoints, noNat, s3Gateway } from '#simulation/tasks/network';
import { allowing } from '#simulation/shop/roles';
import { roleIs } from '#simulation/tasks/roles';
import { badRelease } from '#simulation/tasks/starts';
import { arcade, bank, missing, press, rail, sessionArn } from './accounts.ts';
import { initFailed, noIdentityPolicy, notAuthorized } from './wording.ts';

const silentLogs = bank('log-network');
const renamed = rail('log-group');
const unsure = arcade('log-group-unseen');

/** Its output goes to another group than before. */
function logsTo(group: string, region: string) {
  return main({
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': group, 'awslogs-region': region, 'awslogs-stream-prefix': 'ecs' },
    },
  });
}

function noGroup(group: string): string {
  return initFailed(
    `failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: operation error CloudWatch Logs: CreateLogStream, https response error StatusCode: 400, RequestID: 5c1f0d4e-7a3b-4a1e-9b0a-2f6f7f6f2b11, ResourceNotFoundException: The specified log group does not exist. : exit status 1 (${group})`,
  );
}

export const logDrivers: readonly Scenario[] = [
  {
    id: 'log-driver-network/no-way-to-logs',
    title: 'The text names the log group, and it is the way there',
    story:
      'There is no NAT gateway; ECR and S3 have endpoints, CloudWatch Logs has none. Release 209 is the first that writes with awslogs. The log group exists, although the message says that it cannot be found.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        silentLogs,
        noNat,
        endpoints({ services: ['ecr.api', 'ecr.dkr'] }),
        s3Gateway(['public', 'private']),
        badRelease({
          service: 'transfers',
          minutesAgo: 28,
          every: 4,
          refusal: {
            after: 150,
            reason:
              'ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. signal: killed',
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['log-driver-network'],
      resource: 'transfers',
      quotes: 'There is a connection issue between the task and Amazon CloudWatch',
      mustNotClaim: ['log-group-missing', 'exec-role-denied', 'init-network'],
    },
  },
  {
    id: 'log-group-missing/new-name',
    title: 'The log group was never made',
    story:
      'Release 13 writes to /apps/verbindungen, a group that nobody created; the log driver may not create it either. The role is right, and CloudWatch answers.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        renamed,
        badRelease({
          service: 'verbindungen',
          minutesAgo: 23,
          change: logsTo('/apps/verbindungen', 'eu-central-1'),
          refusal: { reason: noGroup('/apps/verbindungen') },
        }),
        missing('/apps/verbindungen'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['log-group-missing'],
      resource: '/apps/verbindungen',
      quotes: 'The specified log group does not exist',
      mustNotClaim: ['log-driver-network', 'exec-role-denied', 'secret-not-found'],
    },
  },
  {
    id: 'log-group-missing/groups-denied',
    title: 'Log groups may not be listed',
    story:
      'The log group of the new release does not exist. Log groups may not be described, so that only the text of ECS speaks for it.',
    ask: 'leaderboard',
    account: (now) =>
      shop(
        now,
        unsure,
        badRelease({
          service: 'leaderboard',
          minutesAgo: 23,
          change: logsTo('/apps/leaderboard', 'ap-northeast-1'),
          refusal: { reason: noGroup('/apps/leaderboard') },
        }),
        missing('/apps/leaderboard'),
        denied('logs:DescribeLogGroups'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['log-group-missing'],
      atMost: 'likely',
      gaps: ['logs:DescribeLogGroups'],
      mustNotClaim: ['log-driver-network', 'secret-not-found'],
    },
  },
  {
    id: 'exec-role-denied/log-stream',
    title: 'It may not write its log',
    story:
      'The execution role was tightened and may not create log streams any more. The log group is there and CloudWatch answers; it says no.',
    ask: 'articles',
    account: (now) => {
      const world = press('log-denied');
      return shop(
        now,
        world,
        roleIs('articles-execution', { attached: [], inline: { pull: allowing('ecr:*') } }),
        badRelease({
          service: 'articles',
          minutesAgo: 20,
          refusal: ({ id }) => ({
            reason: initFailed(
              `failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: ${notAuthorized(sessionArn(world, 'articles-execution', id), 'logs:CreateLogStream', `arn:aws:logs:eu-west-1:${world.account}:log-group:/ecs/articles:log-stream:ecs/app/${id}`, noIdentityPolicy('logs:CreateLogStream'))} status code: 400, request id: 2b1c5a60-11aa-4a52-9bd0-0c5f3e7aa0d1 : exit status 1`,
            ),
          }),
        }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['exec-role-denied'],
      resource: 'articles-execution',
      quotes: 'is not authorized to perform: logs:CreateLogStream',
      mustNotClaim: ['log-group-missing', 'log-driver-network', 'image-pull-iam'],
    },
  },
];
