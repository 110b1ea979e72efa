import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { say } from '#simulation/incidents/rollout';
import { serviceNamed } from '#simulation/incidents/find';
import { all, main, secret } from '#simulation/tasks/definitions';
import { trustMoved } from '#simulation/tasks/roles';
import { badRelease, grow, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, press, rail, regional, roleArn, space, tea } from './accounts.ts';
import { initFailed, secretsFailed } from './wording.ts';

const roleless = press('exec-role-missing');
const distrusted = bank('role-trust');
const misnamed = rail('env-file');
const shared = arcade('efs');
const wiring = tea('eni-setup');
const refused = space('service-launch');

export const initialising: readonly Scenario[] = [
  {
    id: 'exec-role-missing/secret-without-role',
    title: 'A secret, and no role to read it with',
    story:
      'Release 64 of articles was written anew by hand: it names a secret and has no execution role any more. The earlier revision had one.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        roleless,
        badRelease({
          service: 'articles',
          minutesAgo: 16,
          change: all(
            secret('DB_PASSWORD', regional(roleless, 'secretsmanager', 'secret:articles/db-Zx12Cv')),
            (definition) => ({ ...definition, executionRoleArn: undefined }),
          ),
          refusal: {
            reason: secretsFailed('execution resource retrieval failed: unable to find execution role credentials'),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['exec-role-missing'],
      resource: 'articles',
      quotes: 'unable to find execution role credentials',
      mustNotClaim: ['exec-role-denied', 'role-not-assumable', 'secret-not-found', 'init-network'],
    },
  },
  {
    id: 'role-not-assumable/trust-changed',
    title: 'The role trusts somebody else now',
    story:
      'Iris changed the trust policy of the execution role 33 minutes ago, while she made it usable for Lambda, and left ecs-tasks out. ECS cannot take on the role any more; no task is even made. What runs goes on until it is replaced.',
    ask: 'transfers',
    account: (now) =>
      shop(now, distrusted, trustMoved('transfers-execution', 'lambda.amazonaws.com', 33, 'iris.lund'), (made) => {
        const service = serviceNamed(made, 'transfers');
        grow(made, service, 28.3, 2);
        const text = `failed to launch a task with (error ECS was unable to assume the role '${roleArn(distrusted, 'transfers-execution')}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.).`;
        say(made, service, 28, text);
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['role-not-assumable'],
      resource: 'transfers-execution',
      quotes: 'ECS was unable to assume the role',
      mustNotClaim: ['exec-role-denied', 'exec-role-missing', 'fargate-capacity', 'iam-service-misconfigured'],
    },
  },
  {
    id: 'iam-service-misconfigured/permissions',
    title: 'ECS’s own permissions are wrong',
    story:
      'The telemetry service uses an old service role, whose policy somebody replaced. ECS says so in an event, and registers nothing any more. The roles of the tasks are right.',
    ask: 'telemetry',
    account: (now) =>
      shop(now, refused, (made) => {
        const service = serviceNamed(made, 'telemetry');
        grow(made, service, 24.3, 1);
        say(
          made,
          service,
          24,
          'was unable to place a task. Reason: The IAM permissions policies have been misconfigured. Verify that the service role has the required permissions.',
        );
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['iam-service-misconfigured'],
      resource: 'telemetry',
      quotes: 'IAM permissions policies have been misconfigured',
      mustNotClaim: ['role-not-assumable', 'exec-role-denied', 'fargate-capacity'],
    },
  },
  {
    id: 'env-file-failed/wrong-key',
    title: 'The environment file is not in the bucket',
    story:
      'Release 13 takes its environment from a file in S3 whose name has an error in it. The task is given up before any image is pulled.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        misnamed,
        badRelease({
          service: 'verbindungen',
          minutesAgo: 19,
          change: main({
            environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::fahrplan-config/verbindungen/prd.env' }],
          }),
          refusal: {
            reason: initFailed(
              'failed to download env files: file download command: non empty error stream: operation error S3: HeadObject, https response error StatusCode: 404, RequestID: 4XH1WV1Q6F4V1N0H, HostID: -, api error NotFound: Not Found',
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['env-file-failed'],
      resource: 'verbindungen',
      atMost: 'likely',
      quotes: 'failed to download env files',
      mustNotClaim: ['image-tag-missing', 'init-network', 'secret-not-found'],
    },
  },
  {
    id: 'efs-mount-failed/mount-times-out',
    title: 'The file system cannot be mounted',
    story:
      'Replays are kept on EFS. The mount targets’ security group was tightened, and mounting times out for the tasks that autoscaling asks for.',
    ask: 'leaderboard',
    account: (now) =>
      shop(
        now,
        shared,
        replacementsFail({
          service: 'leaderboard',
          since: 27,
          more: 2,
          every: 4,
          refusal: {
            after: 170,
            reason: initFailed(
              "failed to invoke EFS utils commands to set up EFS volumes: stderr: Connection timed out. b'mount.nfs4: Connection timed out' : unsuccessful EFS utils command execution; code: 32",
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['efs-mount-failed'],
      resource: 'leaderboard',
      atMost: 'likely',
      quotes: 'failed to invoke EFS utils commands to set up EFS volumes',
      mustNotClaim: ['init-network', 'image-pull-network-no-egress', 'log-driver-network'],
    },
  },
  {
    id: 'eni-setup-failed/branch-interface',
    title: 'The interface cannot be set up',
    story:
      'The platform fails to configure the network interface of new tasks. What lies behind it cannot be seen from outside.',
    ask: 'kucun',
    account: (now) =>
      shop(
        now,
        wiring,
        replacementsFail({
          service: 'kucun',
          since: 18,
          more: 1,
          every: 3,
          refusal: {
            reason: initFailed(
              'failed to configure ENI: failed to setup regular ENI: netplugin failed with no error message: context deadline exceeded',
            ),
          },
        }),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      possible: ['eni-setup-failed'],
      quotes: 'failed to configure ENI',
      mustNotClaim: ['init-network', 'subnet-ip-exhausted', 'eni-limit', 'image-pull-dns'],
    },
  },
];
