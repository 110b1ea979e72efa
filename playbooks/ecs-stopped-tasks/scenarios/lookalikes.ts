import { killedByChecks } from '#simulation/incidents/stops';
import { wrongCode } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { all, defined, secret } from '#simulation/tasks/definitions';
import { onInstances } from '#simulation/tasks/instances';
import { endpoints, noNat, s3Gateway } from '#simulation/tasks/network';
import { badRelease, notPlaced, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, missing, press, rail, regional, registry, space, tea } from './accounts.ts';
import { notFound, secretsFailed } from './wording.ts';

const unset = press('unset-tag');
const unsetImage = `${registry(unset)}/comments:undefined`;
const fileSystem = arcade('secret-called-efs');
const mountUser = regional(fileSystem, 'secretsmanager', 'secret:efs/mount-user-Q8rT2z');

/** Texts that hold the words of another cause. */
export const lookalikes: readonly Scenario[] = [
  {
    id: 'app-crash-1/certificate-of-a-partner',
    title: 'A certificate that is not the registry’s',
    story:
      'Release 209 of transfers checks its partner’s certificate as it starts, does not know the authority and exits. The image was pulled without trouble.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        bank('partner-certificate'),
        badRelease({
          service: 'transfers',
          minutesAgo: 22,
          refusal: {
            ran: 6,
            exitCode: 1,
            lines: [
              'starting transfers 209',
              'fatal: Get "https://clearing.example.org/v1/keys": tls: failed to verify certificate: x509: certificate signed by unknown authority',
            ],
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1'],
      resource: 'transfers',
      quotes: 'x509: certificate signed by unknown authority',
      mustNotClaim: ['image-pull-tls', 'oom-container', 'image-pull-other'],
    },
  },
  {
    id: 'image-tag-missing/variable-left-unset',
    title: 'A tag called “undefined”',
    story:
      'The pipeline’s variable was not set, and JavaScript made “undefined” of it. That is a valid name, of an image that nobody ever pushed.',
    ask: 'comments',
    account: (now) =>
      shop(
        now,
        unset,
        badRelease({
          service: 'comments',
          minutesAgo: 18,
          image: unsetImage,
          refusal: { reason: notFound(unsetImage) },
        }),
        missing(unsetImage),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'comments:undefined',
      mustNotClaim: ['image-uri-invalid', 'image-repo-missing', 'image-registry-auth'],
    },
  },
  {
    id: 'app-crash-1/fetches-its-own-settings',
    title: 'The entry script fetches a file by itself',
    story:
      'The entry script of verbindungen downloads its settings from S3 with the task’s own role, which may not. ECS has no environment file to fetch, and its execution role is fine.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        rail('own-settings'),
        badRelease({
          service: 'verbindungen',
          minutesAgo: 24,
          refusal: {
            ran: 3,
            exitCode: 1,
            lines: [
              'entrypoint: loading environment file',
              'failed to download env file from s3://fahrplan-settings/verbindungen.env: 403 Forbidden',
            ],
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1'],
      resource: 'verbindungen',
      quotes: 'failed to download env file',
      mustNotClaim: ['env-file-failed', 'exec-role-denied', 'image-pull-403'],
    },
  },
  {
    id: 'init-network/secret-called-efs',
    title: 'A secret with the name of a file system',
    story:
      'There is no NAT gateway and no endpoint of Secrets Manager. The secret that cannot be fetched is called efs/mount-user; no task has a file system.',
    ask: 'leaderboard',
    account: (now) =>
      shop(
        now,
        fileSystem,
        defined('leaderboard', all(secret('MOUNT_USER', mountUser))),
        noNat,
        endpoints({ services: ['ecr.api', 'ecr.dkr', 'logs'] }),
        s3Gateway(['public', 'private']),
        replacementsFail({
          service: 'leaderboard',
          since: 30,
          more: 1,
          every: 6,
          refusal: {
            after: 290,
            reason: secretsFailed(
              `execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret ${mountUser} from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded`,
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['init-network'],
      resource: 'leaderboard',
      mustNotClaim: ['efs-mount-failed', 'secret-not-found', 'exec-role-denied'],
    },
  },
  {
    id: 'cannot-start-container/loop-device',
    title: 'A device cannot be set up',
    story:
      'Containers of telemetry need a loop device, and another process of the host holds all of them. No network interface is concerned, although the text speaks of setting something up.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('loop-device'),
        onInstances('telemetry', [{ cpu: 1_024, memory: 4_096 }]),
        replacementsFail({
          service: 'telemetry',
          since: 23,
          more: 1,
          refusal: {
            reason: 'Task failed to start',
            raw: { launchType: 'EC2' },
            containers: {
              app: {
                reason:
                  'CannotStartContainerError: Error response from daemon: failed to create task for container: error during container init: failed to setup loop device: opening /dev/loop-control: device or resource busy',
              },
            },
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cannot-start-container'],
      resource: 'telemetry',
      quotes: 'device or resource busy',
      mustNotClaim: ['eni-setup-failed', 'cmd-not-found-127', 'image-disk-full'],
    },
  },
  {
    id: 'fargate-quota/number-of-tasks',
    title: 'As many tasks as the account may have',
    story:
      'The account may run so many tasks and no more. None of them waits for instances: the service is on Fargate, and its cluster has no queue.',
    ask: 'kucun',
    account: (now) =>
      shop(
        now,
        tea('quota-of-tasks'),
        notPlaced(
          'kucun',
          17,
          2,
          'was unable to place a task. Reason: You’ve reached the limit on the number of tasks you can run concurrently.',
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['fargate-quota'],
      resource: 'kucun',
      mustNotClaim: ['provisioning-queue-full', 'fargate-capacity', 'placement-resources'],
    },
  },
  {
    id: 'elb-health-failed/page-not-found',
    title: 'The health page is not found',
    story:
      'The path of the health page was renamed in a proxy, so that the load balancer is answered 404. What is not found is the page: target group and targets are there.',
    ask: 'matchmaker',
    account: (now) =>
      shop(now, arcade('checks-404'), killedByChecks({ service: 'matchmaker', since: 31, sickness: wrongCode(404) })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['elb-health-failed'],
      resource: 'matchmaker',
      mustNotClaim: ['tg-missing', 'grace-period-too-short', 'container-health-failed', 'app-crash-1'],
    },
  },
];
