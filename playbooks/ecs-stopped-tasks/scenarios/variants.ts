import { denied } from '#simulation/incidents/limits';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { hex } from '#simulation/shop/dice';
import { all, defined, secret } from '#simulation/tasks/definitions';
import { defaultRouteDeleted, endpoints, noNat, s3Gateway } from '#simulation/tasks/network';
import { policyDetached } from '#simulation/tasks/roles';
import { badRelease, notPlaced, replacementsFail } from '#simulation/tasks/starts';
import { bank, missing, press, rail, registry, space, tea } from './accounts.ts';
import { GUIDE, notFound, secretsFailed } from './wording.ts';

const forbidden = bank('pull-403-role');
const forbiddenImage = `${registry(forbidden)}/statements:${hex('pull-403-role/statements/31', 7)}`;
const older = rail('older-wording');
const olderImage = `${registry(older)}/preise:41`;
const waits = press('waits');
const eventOnly = space('event-only');
const longOut = space('ssm-cut');

/** The same causes in other words of AWS, and with less to be seen. */
export const variants: readonly Scenario[] = [
  {
    id: 'image-pull-iam/forbidden-without-a-sentence',
    title: '403, nine minutes after a policy was detached',
    story:
      'Jon detached the managed policy of the execution role 30 minutes ago. ECR answers 403 without the sentence of IAM. The tag is there, the network is fine, and the role of the application may pull, which does not help.',
    ask: 'statements',
    account: (now) =>
      shop(
        now,
        forbidden,
        policyDetached('statements-execution', 30, 'jon.abara'),
        replacementsFail({
          service: 'statements',
          since: 21,
          more: 1,
          refusal: {
            reason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${forbiddenImage}: pulling from host ${registry(forbidden)} failed with status code [manifests latest]: 403 Forbidden`,
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-iam', 'image-pull-403'],
      resource: 'statements-execution',
      quotes: '403 Forbidden',
      mustNotClaim: ['image-tag-missing', 'image-layer-s3-unreachable', 'image-pull-network-no-egress'],
    },
  },
  {
    id: 'image-tag-missing/older-wording',
    title: 'Not found, as it was said in earlier years',
    story:
      'The tag of release 41 is not there. The text is that of an older platform version, with the reference in quotes.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        older,
        badRelease({
          service: 'preise',
          minutesAgo: 17,
          image: olderImage,
          refusal: {
            reason: `CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "${olderImage}": ${olderImage}: not found`,
          },
        }),
        missing(olderImage),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'preise',
      mustNotClaim: ['image-repo-missing'],
    },
  },
  {
    id: 'image-pull-network-no-egress/waiting-for-connection',
    title: 'A request that was cancelled while it waited',
    story:
      'The default route is gone. The text of the older agent names no address: a request was cancelled while it waited for a connection.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        waits,
        defaultRouteDeleted(33, 'maria.keller'),
        replacementsFail({
          service: 'articles',
          since: 28,
          more: 2,
          every: 4,
          refusal: {
            after: 190,
            reason: `CannotPullContainerError: API error (500): Get https://${registry(waits)}/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-network-no-egress'],
      resource: 'articles',
      quotes: 'request canceled while waiting for connection',
      mustNotClaim: ['image-tag-missing', 'image-pull-iam', 'image-pull-network-endpoint'],
    },
  },
  {
    id: 'init-network/parameters-cut-off',
    title: 'Cut in the middle of a word',
    story:
      'Without NAT and without an endpoint of Systems Manager, parameters cannot be fetched. ECS cuts the text in the middle of a word.',
    ask: 'archive',
    account: (now) =>
      shop(
        now,
        longOut,
        defined('archive', all(secret('MODE', '/archive/mode'))),
        noNat,
        endpoints({ services: ['ecr.api', 'ecr.dkr', 'logs'] }),
        s3Gateway(['public', 'private']),
        replacementsFail({
          service: 'archive',
          since: 28,
          more: 1,
          every: 6,
          refusal: {
            after: 290,
            reason: secretsFailed(
              'execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadli...',
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['init-network'],
      resource: 'archive',
      mustNotClaim: ['ssm-parameter-missing', 'exec-role-denied', 'secret-not-found'],
    },
  },
  {
    id: 'image-registry-auth/wrong-password',
    title: 'A wrong password for Docker Hub',
    story: 'The credentials for Docker Hub were changed there, and not here. The registry says so.',
    ask: 'comments',
    account: (now) =>
      shop(
        now,
        press('hub-password'),
        badRelease({
          service: 'comments',
          minutesAgo: 16,
          image: 'registry-1.docker.io/pressco/comments:18',
          refusal: {
            reason:
              'CannotPullContainerError: API error (500): Get https://registry-1.docker.io/v2/pressco/comments/manifests/18: unauthorized: incorrect username or password',
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-registry-auth'],
      resource: 'comments',
      quotes: 'unauthorized: incorrect username or password',
      mustNotClaim: ['image-pull-iam', 'image-repo-missing', 'exec-role-denied'],
    },
  },
  {
    id: 'image-registry-auth/only-an-event',
    title: 'The pull error stands in an event alone',
    story:
      'A private image of Docker Hub without credentials. Stopped tasks may not be listed; the event of the service repeats the error.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        eventOnly,
        notPlaced(
          'telemetry',
          16,
          1,
          'was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/library/repository:latest: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed.',
        ),
        denied('ecs:ListTasks'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-registry-auth'],
      resource: 'telemetry',
      gaps: ['ecs:ListTasks'],
      quotes: 'pull access denied, repository does not exist or may require authorization',
      mustNotClaim: ['image-repo-missing', 'fargate-capacity', 'placement-resources'],
    },
  },
  {
    id: 'fargate-quota/cpu-above-limit',
    title: 'More CPU than this account may ask for',
    story:
      'A new account may run few vCPUs. The service asks for one task more, and ECS says that the CPU is above the limit.',
    ask: 'kucun',
    account: (now) =>
      shop(
        now,
        tea('cpu-limit'),
        notPlaced(
          'kucun',
          16,
          1,
          'was unable to place a task. Reason: The requested CPU configuration is above your limit.',
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['fargate-quota'],
      resource: 'kucun',
      mustNotClaim: ['fargate-capacity', 'placement-resources'],
    },
  },
  {
    id: 'placement-resources/no-instances',
    title: 'A capacity provider without instances',
    story: 'The Auto Scaling group behind the capacity provider is at zero. ECS finds no instance at all.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        rail('no-instances'),
        notPlaced(
          'verbindungen',
          18,
          1,
          `was unable to reach steady state. Reason: No Container Instances were found in your capacity provider. ${GUIDE}`,
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['placement-resources'],
      resource: 'verbindungen',
      quotes: 'No Container Instances were found',
      mustNotClaim: ['fargate-capacity', 'agent-disconnected', 'fargate-quota'],
    },
  },
  {
    id: 'image-tag-missing/in-a-repository-of-the-same-name',
    title: 'The tag is in another repository of the same name',
    story:
      'The team’s repository articles has 2.31.0, and press/articles, which the release names, has not. Looking at the last part of the name would find it.',
    ask: 'articles',
    account: (now) => {
      const world = press('nested');
      const image = `${registry(world)}/press/articles:2.31.0`;
      return shop(
        now,
        world,
        badRelease({ service: 'articles', minutesAgo: 18, image, refusal: { reason: notFound(image) } }),
        missing(image),
        ({ supplies }) => {
          supplies.images.push({ registryId: world.account, repositoryName: 'articles', imageTags: ['2.31.0'] });
        },
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'press/articles',
      mustNotClaim: ['image-repo-missing', 'image-pull-iam'],
    },
  },
];
