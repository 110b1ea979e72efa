import { cause, maybe } from '#playbook';
import type { Because } from '#playbook';
import { episode } from '#facts/ecs/episode';
import type { Failure } from '#facts/ecs/failures';
import { askedImages, imageOf } from '#facts/ecs/images-asked';
import type { AskedImage } from '#facts/ecs/images-asked';
import { tails, tailAmong } from '#facts/ecs/log-tails';
import { endings } from '#facts/ecs/endings';
import { definitions } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import { called, service, target } from '#facts/ecs/target';
import { clock, list } from '#facts/words';
import { bearing, having, none, told } from '../reading.ts';
import { goingBack, waysBack } from '../going-back.ts';
import { circuitBreakerTripped, deploymentStuck, startThrottled } from './deployments.ts';
import { appCrash1, quotesOf } from './ended.ts';
import { said } from './said.ts';

export const afterStart = [circuitBreakerTripped, deploymentStuck, startThrottled];

/** `shop/checkout:1.42`, without the registry that everybody knows. */
export function shortName({ image: { repository, tag, digest } }: AskedImage): string {
  return `${repository}${digest ? `@${digest.slice(0, 19)}` : `:${tag ?? 'latest'}`}`;
}

export const imageRateLimited = said({
  id: 'image-rate-limited',
  title: 'The registry limits how many images are pulled',
  recognised:
    'AWS’s text names the limit (toomanyrequests). All tasks behind one NAT address share an anonymous quota.',
  fix: 'Pull through an ECR pull-through cache, or give the task definition credentials for the registry.',
  layer: 'capacity',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'rate-limited',
  what: 'the registry refuses for too many pulls',
  says: (_, target) =>
    `Tasks of ${called(target)} cannot start: the registry has had too many pulls from this address.`,
});

export const imagePlatformMismatch = cause({
  id: 'image-platform-mismatch',
  title: 'The image is not made for the processor of the task',
  recognised:
    'AWS says that the image has no manifest for the platform, or the container’s log ends with “exec format error” (which an entry script without a first line #! says too).',
  fix: 'Build the image for the architecture of the task, or set cpuArchitecture of the task definition to that of the image.',
  layer: 'config',
  leadsTo: afterStart,
  refines: [appCrash1],
  from: {
    episode,
    target,
    endings: maybe(endings),
    tails: maybe(tails),
    definitions: maybe(definitions),
    release: maybe(release),
  },
  judge: ({ episode, target, endings, tails, definitions, release }, say) => {
    const own = having(episode, 'platform');
    const architecture = (failures: readonly Failure[]) => {
      const arn = failures.at(-1)?.stop?.task.taskDefinition;
      const known = arn && definitions.known ? definitions.value[arn] : undefined;
      return known ? `${arn?.split('/').at(-1)} asks for ${known.architecture ?? 'X86_64 (the default)'}` : undefined;
    };
    const released = release.known ? releaseText(release.value) : undefined;
    if (own.length > 0) {
      return say.confirmed(
        `The image that ${called(target)} uses does not exist for the processor its tasks run on.`,
        {
          episode: told(own, target, 'no image for this platform'),
          definitions: architecture(own),
          release: released,
        },
        bearing(own, episode, target, {
          resources: own.slice(-1).flatMap((one) => imageOf(one, definitions.known ? definitions.value : {})),
        }),
      );
    }
    const exits = (endings.known ? endings.value : [])
      .filter(({ code, failure }) => failure.sign === 'exit' && (code === 1 || code === 255))
      .map(({ failure }) => failure);
    const tail = tails.known ? tailAmong(exits, tails.value) : null;
    const line = tail?.lines.findLast((one) => /exec format error/i.test(one));
    if (exits.length > 0 && !tails.known) return say.unanswered(tails.blind);
    if (!tail || line === undefined) return none(episode, say, 'AWS says nothing of the platform');
    return say.likely(
      `${tail.container} of ${called(target)} cannot run on this processor: exec format error.`,
      {
        episode: told(exits, target, `${tail.container} exits at once`),
        tails: { says: 'its log says so', quotes: [line.trim(), ...quotesOf(tail)] },
        definitions: architecture(exits),
        release: released,
      },
      bearing(exits, episode, target),
    );
  },
});

export const imageUriInvalid = said({
  id: 'image-uri-invalid',
  title: 'The name of the image is not valid',
  recognised: '“invalid reference format”: mostly an empty tag, from a variable that was not set where it was built.',
  fix: 'Correct the image name in the task definition, or roll back to the revision before.',
  layer: 'config',
  leadsTo: afterStart,
  ofRevision: true,
  is: ({ sign }) => sign === 'invalid-reference',
  what: 'the image name is not valid',
  says: (_, target) => `The task definition of ${called(target)} names an image in a way that no registry understands.`,
});

export const imageDiskFull = said({
  id: 'image-disk-full',
  title: 'There is no room for the image on the disk',
  recognised: '“no space left on device” while the image is pulled.',
  fix: 'On Fargate raise ephemeralStorage (21 to 200 GiB); on EC2 clean the disk of the instance or make it larger.',
  layer: 'capacity',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'disk-full',
  what: 'the disk is full',
  says: (_, target) => `The image of ${called(target)} does not fit on the disk of the task or its instance.`,
});

export const imagePullTls = said({
  id: 'image-pull-tls',
  title: 'The registry’s certificate is not trusted',
  recognised:
    'An x509 error while the image is pulled: a proxy in between, or a registry with a certificate of its own.',
  fix: 'Have the registry present a certificate of a public authority, or take the proxy out of the way.',
  layer: 'config',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'pull-tls',
  what: 'the certificate is not trusted',
  says: (_, target) => `Tasks of ${called(target)} do not trust the certificate of the registry.`,
});

export const imagePullOther = said({
  id: 'image-pull-other',
  title: 'The image cannot be pulled, for a reason not known here',
  recognised: 'A CannotPull… error whose text fits no other cause. It is quoted, and not guessed at.',
  fix: 'Read AWS’s words; try to pull the image by hand with the same role and from the same subnet.',
  layer: 'dependency',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'pull-other',
  what: 'the image cannot be pulled',
  says: (_, target) => `Tasks of ${called(target)} cannot pull their image, and AWS’s text does not say why.`,
  sure: 'possible',
});

/** Signs of an image that is not there; a text that was cut off may not come to the point. */
const ABSENT = ['image-not-found', 'repository-not-found', 'pull-other'] as const;

function stateOf(asked: AskedImage | undefined): string | undefined {
  if (!asked) return undefined;
  if (asked.why === 'not-ecr') return `${asked.image.name} is not in ECR and cannot be asked for`;
  if (asked.why === 'other-region') return `${asked.image.name} is in another region, which is not asked`;
  const { state } = asked;
  if (!state) return undefined;
  return state.state === 'there'
    ? `ECR has ${shortName(asked)}${state.pushedAt ? `, pushed at ${clock(state.pushedAt)}` : ''}`
    : undefined;
}

const because = (asked: AskedImage | undefined): string | Because | undefined => {
  const state = asked?.state;
  if (asked && state && state.state !== 'there')
    return { says: `ECR does not have ${shortName(asked)}`, quotes: [state.says] };
  return stateOf(asked);
};

export const imageTagMissing = cause({
  id: 'image-tag-missing',
  title: 'The image does not exist in its repository',
  recognised:
    'AWS says that the image was not found, and ECR has no such tag or digest: never pushed, or expired by a lifecycle policy.',
  fix: 'Push the image under this tag, or roll back to a revision whose image is still there.',
  layer: 'config',
  leadsTo: afterStart,
  refines: [imagePullOther],
  remedies: waysBack,
  from: {
    episode,
    target,
    service: maybe(service),
    images: maybe(askedImages),
    definitions: maybe(definitions),
    release: maybe(release),
  },
  judge: ({ episode, target, service, images, definitions, release }, say) => {
    const candidates = having(episode, ...ABSENT);
    if (candidates.length === 0) return none(episode, say, 'AWS does not say that an image is missing');
    const known = definitions.known ? definitions.value : {};
    const askedOf = (failure: Failure) => {
      const name = imageOf(failure, known);
      return name && images.known ? images.value[name] : undefined;
    };
    const missing = candidates.filter((one) => askedOf(one)?.state?.state === 'no-image');
    const saidSo = candidates.filter(({ sign }) => sign === 'image-not-found');
    const own = missing.length > 0 ? missing : saidSo;
    const [first] = own;
    if (!first) {
      if (!images.known) return say.unanswered(images.blind);
      return say.ruledOut({ images: 'the tag is not what is missing' });
    }
    const name = imageOf(first, known);
    const asked = askedOf(first);
    const evidence = {
      episode: told(own, target, 'the image was not found'),
      images: because(asked),
      release: release.known ? releaseText(release.value) : undefined,
    };
    const itself = bearing(own, episode, target, { resources: [name] });
    const given = { ...itself, offers: goingBack(own, release, service) };
    const what = asked ? shortName(asked) : (name ?? 'The image');
    if (missing.length > 0)
      return say[saidSo.length > 0 ? 'confirmed' : 'likely'](
        `${what} does not exist, and ${called(target)} needs it to start.`,
        evidence,
        given,
      );
    if (asked?.state?.state === 'no-repository')
      return say.ruledOut({ images: 'it is the repository that is missing' });
    if (asked?.state?.state === 'there') {
      const { pushedAt } = asked.state;
      const late = pushedAt !== null && pushedAt > first.since;
      if (late)
        return say.likely(
          `${what} was missing when ${called(target)} needed it, and was pushed only at ${clock(pushedAt)}.`,
          evidence,
          itself,
        );
      return say.possible(`AWS says that ${what} was not found, yet ECR has it now.`, evidence, given);
    }
    return say.likely(`The registry does not have ${what}, which ${called(target)} needs to start.`, evidence, given);
  },
});

export const imageRepoMissing = cause({
  id: 'image-repo-missing',
  title: 'The repository of the image does not exist',
  recognised:
    'AWS says that the repository does not exist, and ECR says so too: mostly a wrong account, region or name.',
  fix: 'Correct the image name in the task definition: account, region and repository.',
  layer: 'config',
  leadsTo: afterStart,
  refines: [imagePullOther],
  from: { episode, target, images: maybe(askedImages), definitions: maybe(definitions), release: maybe(release) },
  judge: ({ episode, target, images, definitions, release }, say) => {
    const candidates = having(episode, ...ABSENT);
    if (candidates.length === 0) return none(episode, say, 'AWS does not say that a repository is missing');
    const known = definitions.known ? definitions.value : {};
    const askedOf = (failure: Failure) => {
      const name = imageOf(failure, known);
      return name && images.known ? images.value[name] : undefined;
    };
    const missing = candidates.filter((one) => askedOf(one)?.state?.state === 'no-repository');
    const saidSo = candidates.filter(({ sign }) => sign === 'repository-not-found');
    const own = missing.length > 0 ? missing : saidSo;
    const [first] = own;
    if (!first) {
      if (!images.known) return say.unanswered(images.blind);
      return say.ruledOut({ images: 'the repository is there' });
    }
    const name = imageOf(first, known);
    const asked = askedOf(first);
    const ecr = asked?.image.ecr;
    const evidence = {
      episode: told(own, target, 'the repository was not found'),
      images: because(asked) ?? undefined,
      release: release.known ? releaseText(release.value) : undefined,
    };
    const given = bearing(own, episode, target, { resources: [name, asked?.image.repository] });
    const where = ecr ? ` in registry ${ecr.registry}, ${ecr.region}` : '';
    const says = `There is no repository ${asked?.image.repository ?? name ?? 'of this name'}${where}.`;
    if (missing.length > 0) return say.confirmed(says, evidence, given);
    if (asked?.state) return say.ruledOut({ images: `the repository is there: ${list([asked.image.repository])}` });
    return say.likely(says, evidence, given);
  },
});

export const imageRegistryAuth = said({
  id: 'image-registry-auth',
  title: 'The registry does not let the task pull the image',
  recognised:
    '“pull access denied” or 401 of a registry that is not ECR: no or wrong credentials, or a name that does not exist, which Docker Hub tells nobody.',
  fix: 'Check the name of the image, and give the container repositoryCredentials for a private one.',
  layer: 'config',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'registry-auth',
  what: 'the registry denies the pull',
  says: (_, target) =>
    `The registry refuses ${called(target)} its image: credentials are missing or wrong, or no image has this name.`,
  resources: ([first]) => [imageOf(first, {})],
});
