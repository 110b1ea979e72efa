import { denied } from '#simulation/incidents/limits';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { hex } from '#simulation/shop/dice';

import { onInstances } from '#simulation/tasks/instances';
import { policyDetached, roleIs } from '#simulation/tasks/roles';
import { badRelease, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, press, rail, registry, regional, sessionArn, space, tea } from './accounts.ts';
import { agentPullDenied, noIdentityPolicy, noResourcePolicy, notAuthorized, pullFailed } from './wording.ts';

const hub = press('rate-limited');
const detached = bank('pull-iam');
const detachedImage = `${registry(detached)}/transfers:${hex('pull-iam/transfers/208', 7)}`;
const shared = rail('pull-cross');
const sharedImage = `999988887777.dkr.ecr.${shared.region}.amazonaws.com/platform/preise:41`;
const bucket = arcade('pull-403');
const bucketImage = `${registry(bucket)}/matchmaker:502`;
const agent = space('pull-agent');
const agentImage = `${registry(agent)}/telemetry`;
const unnamed = tea('pull-iam-denied');
const unnamedImage = `${registry(unnamed)}/dingdan:${hex('pull-iam-denied/dingdan/29', 7)}`;

export const pulls: readonly Scenario[] = [
  {
    id: 'image-rate-limited/docker-hub',
    title: 'Docker Hub has had enough',
    story:
      'The comments are built on an image that is pulled from Docker Hub without a login, through one NAT gateway that everybody shares. When autoscaling asked for three more tasks, the hourly allowance was used up. Credentials are not the trouble.',
    ask: 'comments',
    account: (now) =>
      shop(
        now,
        hub,
        replacementsFail({
          service: 'comments',
          since: 24,
          more: 3,
          every: 3,
          refusal: {
            reason:
              'CannotPullContainerError: inspect image has been retried 5 time(s): httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/1.27: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limits.',
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-rate-limited'],
      resource: 'comments',
      quotes: 'You have reached your pull rate limit',
      mustNotClaim: [
        'image-registry-auth',
        'image-layer-s3-unreachable',
        'image-pull-network-no-egress',
        'image-pull-403',
      ],
    },
  },
  {
    id: 'image-pull-iam/policy-detached',
    title: 'The execution role lost its policy',
    story:
      'Jon detached the managed policy from the execution role of transfers 27 minutes ago. What runs goes on; replacements for two tasks that were scaled may not pull. The image is in ECR, and the role of the application itself may do all sorts of things.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        detached,
        policyDetached('transfers-execution', 27, 'jon.abara'),
        replacementsFail({
          service: 'transfers',
          since: 18,
          more: 2,
          refusal: ({ id }) => ({
            reason: pullFailed(
              detachedImage,
              `denied: ${notAuthorized(sessionArn(detached, 'transfers-execution', id), 'ecr:BatchGetImage', regional(detached, 'ecr', 'repository/transfers'), noIdentityPolicy('ecr:BatchGetImage'))}`,
            ),
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-iam'],
      resource: 'transfers-execution',
      quotes: 'is not authorized to perform: ecr:BatchGetImage',
      mustNotClaim: ['image-tag-missing', 'image-pull-403', 'exec-role-denied', 'image-registry-auth'],
    },
  },
  {
    id: 'image-pull-iam/trail-denied',
    title: 'The role may not pull, and CloudTrail may not be read',
    story:
      'The execution role has lost its right to pull. The text of ECS says it plainly; who took it cannot be seen, since CloudTrail is not to be read.',
    ask: 'dingdan',
    account: (now) =>
      shop(
        now,
        unnamed,
        roleIs('dingdan-execution', { attached: [] }),
        replacementsFail({
          service: 'dingdan',
          since: 20,
          more: 1,
          refusal: ({ id }) => ({
            reason: pullFailed(
              unnamedImage,
              `denied: ${notAuthorized(sessionArn(unnamed, 'dingdan-execution', id), 'ecr:BatchGetImage', regional(unnamed, 'ecr', 'repository/dingdan'), noIdentityPolicy('ecr:BatchGetImage'))}`,
            ),
          }),
        }),
        denied('cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-iam'],
      resource: 'dingdan-execution',
      gaps: ['cloudtrail:LookupEvents'],
    },
  },
  {
    id: 'image-pull-iam/other-account',
    title: 'The platform team’s registry does not know us',
    story:
      'From release 41 on the price service is to use an image of the platform team’s account. Its repository policy does not list this account. Our own role has all rights it needs.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        shared,
        badRelease({
          service: 'preise',
          minutesAgo: 25,
          image: sharedImage,
          refusal: ({ id }) => ({
            reason: pullFailed(
              sharedImage,
              `denied: ${notAuthorized(sessionArn(shared, 'preise-execution', id), 'ecr:BatchGetImage', 'arn:aws:ecr:eu-central-1:999988887777:repository/platform/preise', noResourcePolicy('ecr:BatchGetImage'))}`,
            ),
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-iam'],
      resource: 'preise',
      quotes: 'no resource-based policy allows the ecr:BatchGetImage action',
      mustNotClaim: ['image-tag-missing', 'image-repo-missing', 'exec-role-denied', 'image-registry-auth'],
    },
  },
  {
    id: 'image-pull-iam/agent-says-does-not-exist',
    title: 'The text says “does not exist”, and means “may not”',
    story:
      'On EC2 the agent words a refusal of ECR as if the repository were not there or wanted a Docker login. It is there, and the role may not read it.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        agent,
        roleIs('telemetry-execution', { attached: [] }),
        onInstances('telemetry', [
          { cpu: 1_024, memory: 4_096 },
          { cpu: 1_024, memory: 4_096 },
        ]),
        replacementsFail({
          service: 'telemetry',
          since: 22,
          more: 1,
          refusal: ({ id }) => {
            const reason = agentPullDenied(
              agentImage,
              notAuthorized(
                sessionArn(agent, 'telemetry-execution', id),
                'ecr:BatchGetImage',
                regional(agent, 'ecr', 'repository/telemetry'),
                noIdentityPolicy('ecr:BatchGetImage'),
              ),
            );
            return { reason: 'Task failed to start', containers: { app: { reason } }, raw: { launchType: 'EC2' } };
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-iam'],
      resource: 'telemetry-execution',
      quotes: 'is not authorized to perform: ecr:BatchGetImage',
      mustNotClaim: ['image-registry-auth', 'image-repo-missing', 'image-tag-missing'],
    },
  },
  {
    id: 'image-pull-403/layers-forbidden',
    title: 'Manifests yes, layers no',
    story:
      'A new policy on the S3 gateway endpoint allows the company’s own buckets only, not the one in which ECR keeps its layers. The manifest is answered, and each layer with 403.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        bucket,
        badRelease({
          service: 'matchmaker',
          minutesAgo: 18,
          image: bucketImage,
          refusal: {
            reason: `CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: unexpected status code https://prod-ap-northeast-1-starport-layer-bucket.s3.ap-northeast-1.amazonaws.com/7c2a-501/layers: 403 Forbidden`,
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-403'],
      resource: 'matchmaker',
      atMost: 'likely',
      quotes: '403 Forbidden',
      mustNotClaim: ['image-tag-missing', 'image-layer-s3-unreachable', 'image-pull-iam', 'image-rate-limited'],
    },
  },
];
