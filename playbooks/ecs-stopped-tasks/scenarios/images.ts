import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { hex } from '#simulation/shop/dice';
import { ago } from '#simulation/shop/time';
import { denied } from '#simulation/incidents/limits';
import { scale } from '#simulation/incidents/rollout';
import { main } from '#simulation/tasks/definitions';
import { badRelease, replacementsFail } from '#simulation/tasks/starts';
import { record } from '#simulation/shop/trail';
import { arcade, bank, missing, press, rail, registry, regional, tea } from './accounts.ts';
import { notFound, pullFailed } from './wording.ts';

const typo = press('tag-typo');
const typoImage = `${registry(typo)}/articles:2.31.0`;
const expired = rail('tag-expired');
const expiredImage = `${registry(expired)}/team/verbindungen@sha256:${'3b1f'.repeat(16)}`;
const unseen = press('tag-unseen');
const unseenImage = `${registry(unseen)}/articles:2.31.0`;
const repo = bank('repo-missing');
const repoImage = `${registry(repo)}/payments/transfers-v2:209`;
const elsewhere = arcade('repo-elsewhere');
const elsewhereImage = `${registry({ ...elsewhere, region: 'us-west-2' })}/matchmaker:502`;
const emptyTag = tea('uri-invalid');

/** The image came into the registry so many minutes ago. */
function pushed(image: string, minutesAgo: number): Happening {
  return (made) => {
    const [, repositoryName = '', tag = ''] = /\/(.+):([^:]+)$/.exec(image) ?? [];
    made.supplies.images.push({
      registryId: made.place.account,
      repositoryName,
      imageTags: [tag],
      imageDigest: `sha256:${hex(image, 64)}`,
      imagePushedAt: ago(made, minutesAgo),
    });
  };
}

export const images: readonly Scenario[] = [
  {
    id: 'image-tag-missing/never-pushed',
    title: 'Version 2.31.0 does not start',
    symptom: 'Release 2.31.0 of articles hangs',
    story:
      'The pipeline registered a task definition with the tag 2.31.0 nineteen minutes ago, but the build that should have pushed the image had failed. ECS tries again and again; the old tasks go on serving. An hour before, four tasks were scaled in, which is normal.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        typo,
        scale('articles', 52, -2),
        badRelease({ service: 'articles', minutesAgo: 19, image: typoImage, refusal: { reason: notFound(typoImage) } }),
        missing(typoImage),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'articles:2.31.0',
      quotes: 'CannotPullContainerError: pull image manifest has been retried 1 time(s)',
      mustNotClaim: ['image-repo-missing', 'image-pull-iam', 'image-pull-403', 'oom-container', 'deployment-stuck'],
    },
    sample: true,
  },
  {
    id: 'image-tag-missing/expired-digest',
    title: 'A digest that the lifecycle policy has expired',
    story:
      'The task definition pins its image by digest. A lifecycle policy of ECR, which keeps ten images, expired that one 35 minutes ago; the tasks that ran did not mind. When autoscaling asked for two more, 26 minutes ago, they could not pull. Nothing was deployed.',
    ask: 'fahrplan/verbindungen',
    account: (now) =>
      shop(
        now,
        expired,
        ({ services: [service] }) => {
          const [first, last] = service?.taskDefinitions ?? [];
          if (first && last) service?.taskDefinitions.splice(1, 1, main({ image: expiredImage })(last));
        },
        (made) =>
          record(made, {
            name: 'PolicyExecutionEvent',
            source: 'ecr',
            by: 'ecr.amazonaws.com',
            minutesAgo: 35,
            resources: [
              { type: 'AWS::ECR::Repository', name: regional(expired, 'ecr', 'repository/team/verbindungen') },
            ],
          }),
        missing(expiredImage),
        replacementsFail({
          service: 'verbindungen',
          since: 26,
          more: 2,
          every: 3,
          refusal: { reason: notFound(expiredImage) },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'verbindungen',
      mustNotClaim: ['image-repo-missing', 'image-pull-iam', 'fargate-capacity'],
    },
  },
  {
    id: 'image-tag-missing/images-denied',
    title: 'Images may not be described',
    story:
      'The same as with the tag that was never pushed, seen by a role that may not describe images. The text says “not found”, and whether the tag is there cannot be looked up.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        unseen,
        badRelease({
          service: 'articles',
          minutesAgo: 19,
          image: unseenImage,
          refusal: { reason: notFound(unseenImage) },
        }),
        missing(unseenImage),
        denied('ecr:DescribeImages'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'articles',
      atMost: 'likely',
      gaps: ['ecr:DescribeImages'],
      mustNotClaim: ['image-repo-missing', 'image-pull-iam'],
    },
  },
  {
    id: 'image-tag-missing/pushed-since',
    title: 'The image was pushed too late',
    story:
      'The service was deployed eleven minutes before its image was pushed. The tag is there by now, and pulled well: the deployment was completed 32 minutes ago, and it has recovered.',
    ask: 'articles',
    account: (now) => {
      const late = press('tag-late');
      const image = `${registry(late)}/articles:2.32.0`;
      return shop(
        now,
        late,
        badRelease({ service: 'articles', minutesAgo: 46, mended: 33, image, refusal: { reason: notFound(image) } }),
        pushed(image, 33.5),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'articles',
      atMost: 'likely',
      recovered: true,
      mustNotClaim: ['image-repo-missing', 'image-pull-iam', 'image-pull-network-no-egress'],
    },
  },
  {
    id: 'image-repo-missing/renamed',
    title: 'The repository was renamed',
    story:
      'A clean-up moved the image into a repository of another name, and the task definition of release 209 still names the old one, which was deleted. The account and the region are right. Old tasks go on.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        repo,
        badRelease({
          service: 'transfers',
          minutesAgo: 14,
          image: repoImage,
          refusal: {
            reason: pullFailed(
              repoImage,
              `unexpected status code [manifests 209]: 404 Not Found: name unknown: The repository with name 'payments/transfers-v2' does not exist in the registry with id '${repo.account}'`,
            ),
          },
        }),
        missing('payments/transfers-v2'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-repo-missing'],
      resource: 'transfers',
      quotes: 'does not exist in the registry',
      mustNotClaim: ['image-tag-missing', 'image-registry-auth', 'image-pull-iam'],
    },
  },
  {
    id: 'image-repo-missing/wrong-region',
    title: 'The image is in another region',
    story:
      'The task definition was copied from the region of the developers, and names the registry there. In that region is no such repository. The tag exists at home, which does not help.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        elsewhere,
        badRelease({
          service: 'matchmaker',
          minutesAgo: 22,
          image: elsewhereImage,
          refusal: {
            reason: `CannotPullContainerError: API error (404): repository ${elsewhereImage.split(':')[0]} not found`,
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-repo-missing'],
      resource: 'matchmaker',
      mustNotClaim: ['image-tag-missing', 'image-pull-iam', 'image-pull-network-no-egress'],
    },
  },
  {
    id: 'image-uri-invalid/empty-tag',
    title: 'The pipeline forgot the tag',
    story:
      'A variable of the pipeline was empty, so that the image ends in a colon. No registry was asked; the reference itself is invalid. The breaker stopped the deployment after three tasks and went back.',
    ask: 'dingdan',
    account: (now) =>
      shop(
        now,
        emptyTag,
        badRelease({
          service: 'dingdan',
          minutesAgo: 17,
          image: `${registry(emptyTag)}/dingdan:`,
          every: 1.5,
          breaker: 'rolls-back',
          refusal: {
            reason: 'CannotPullContainerError: failed to normalize image reference: invalid reference format',
            after: 12,
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-uri-invalid'],
      resource: 'dingdan',
      contributing: ['circuit-breaker-tripped'],
      quotes: 'invalid reference format',
      mustNotClaim: ['image-tag-missing', 'image-repo-missing'],
    },
  },
];
