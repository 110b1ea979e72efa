import { cause, maybe } from '#playbook';
import { episode } from '#facts/ecs/episode';
import { isCutPull } from '#facts/ecs/failures';
import type { Failure } from '#facts/ecs/failures';
import { askedImages, imageOf } from '#facts/ecs/images-asked';
import { definitions } from '#facts/ecs/own-tasks';
import type { TaskDefinition } from '#facts/ecs/own-tasks';
import { pullPermissions } from '#facts/ecs/pull-permissions';
import { release, releaseText } from '#facts/ecs/release';
import { called, target } from '#facts/ecs/target';
import { ways } from '#facts/ecs/ways';
import { list } from '#facts/words';
import { bearing, definitionOf, having, none, told } from '../reading.ts';
import { afterStart, imagePullOther } from './images.ts';

/** Who may not do what on what, and which policy decides. */
export function denialText({ error }: Failure, name: string): string {
  if (error?.kind !== 'denied') return `AWS refuses tasks of ${name} what they need to start.`;
  const who = error.role ? `The role ${error.role}` : 'The execution role';
  const policy =
    error.why === null || error.why.policy === 'unknown'
      ? ''
      : error.why.effect === 'explicit-deny'
        ? `: ${POLICIES[error.why.policy]} denies it`
        : `: ${POLICIES[error.why.policy]} does not allow it`;
  return `${who} of ${name} may not use ${error.action ?? error.operation ?? 'what it needs'}${error.resource ? ` on ${error.resource}` : ''}${policy}.`;
}

const POLICIES: Readonly<Record<string, string>> = {
  identity: 'its own policy',
  resource: 'the resource’s policy',
  endpoint: 'the policy of the VPC endpoint',
  boundary: 'its permissions boundary',
  'service-control': 'a service control policy',
  'resource-control': 'a resource control policy',
  session: 'the session policy',
};

export function deniedResources({ error }: Failure, definition: TaskDefinition | null): readonly (string | null)[] {
  const role = definition?.executionRole ?? null;
  return error?.kind === 'denied' ? [error.role, error.principal, role, error.resource] : [role];
}

export const imagePull403 = cause({
  id: 'image-pull-403',
  title: 'The registry answers 403 to the pull',
  recognised:
    '403 Forbidden while pulling, without a word about IAM. From the registry: the role or the repository’s policy. From S3, while fetching layers: the policy of the S3 endpoint.',
  fix: 'Check the execution role’s ECR actions and the repository’s policy; for layers allow s3:GetObject on the bucket prod-<region>-starport-layer-bucket in the endpoint’s policy.',
  layer: 'config',
  leadsTo: afterStart,
  refines: [imagePullOther],
  from: {
    episode,
    target,
    images: maybe(askedImages),
    ways: maybe(ways),
    definitions: maybe(definitions),
    release: maybe(release),
  },
  judge: ({ episode, target, images, ways, definitions, release }, say) => {
    const own = having(episode, 'pull-forbidden');
    const [first] = own;
    if (!first) return none(episode, say, 'nothing was answered with 403');
    const layers = /starport-layer-bucket|\bs3[.-]|httpReade?r?Seeker/i.test(first.text);
    const name = imageOf(first, {});
    const there = name && images.known ? images.value[name]?.state?.state === 'there' : false;
    const endpoint = layers && ways.known ? ways.value?.services['s3']?.endpoints[0] : undefined;
    const evidence = {
      episode: told(own, target, layers ? 'fetching layers is forbidden' : 'pulling is forbidden'),
      images: there ? 'the image is there: it is not missing' : undefined,
      ways: endpoint ? `layers come by ${endpoint.id}: ${endpoint.policy.says}` : undefined,
      release: release.known ? releaseText(release.value) : undefined,
    };
    const says = layers
      ? `Tasks of ${called(target)} may not fetch the layers of the image from S3${endpoint ? ` by ${endpoint.id}` : ''}.`
      : `The registry forbids ${called(target)} to pull its image.`;
    return say.likely(
      says,
      evidence,
      bearing(own, episode, target, {
        resources: [endpoint?.id, name, definitionOf(first.stop, definitions)?.executionRole],
      }),
    );
  },
});

export const imagePullIam = cause({
  id: 'image-pull-iam',
  title: 'The execution role may not pull the image',
  recognised:
    'AWS names the action that is not allowed while pulling, or answers 403 while the role’s own policies do not allow it. “No identity-based policy” is the role, “no resource-based policy” the repository’s, “explicit deny” a policy of the organization or a boundary.',
  fix: 'Attach AmazonECSTaskExecutionRolePolicy to the execution role, or add the role to the repository’s policy where that is in another account.',
  layer: 'config',
  leadsTo: afterStart,
  refines: [imagePullOther, imagePull403],
  from: {
    episode,
    target,
    definitions: maybe(definitions),
    permissions: maybe(pullPermissions),
    release: maybe(release),
  },
  judge: ({ episode, target, definitions, permissions, release }, say) => {
    const released = release.known ? releaseText(release.value) : undefined;
    const name = called(target);
    const own = having(episode, 'pull-denied');
    const [first] = own;
    if (first) {
      return say.confirmed(
        denialText(first, name),
        { episode: told(own, target, 'the role may not pull the image'), release: released },
        bearing(own, episode, target, { resources: deniedResources(first, definitionOf(first.stop, definitions)) }),
      );
    }
    const refused = having(episode, 'pull-forbidden');
    const forbidden = refused.length > 0 ? refused : episode.failures.filter(isCutPull);
    if (forbidden.length === 0) return none(episode, say, 'no pull was refused');
    if (!permissions.known) return say.unanswered(permissions.blind);
    const [unread] = permissions.value.unread;
    const lacking = permissions.value.known.filter(({ verdict }) => verdict === 'denied');
    const [lack] = lacking;
    if (!lack)
      return unread ? say.unanswered(unread.blind) : say.ruledOut({ permissions: 'the role’s own policies allow it' });
    const role = lack.role.split('/').at(-1) ?? lack.role;
    const actions = list([...new Set(lacking.map(({ action }) => action))]);
    return say.likely(
      `${refused.length > 0 ? 'The registry answers 403, and the' : 'The'} policies of ${role} do not allow ${actions}.`,
      {
        episode: told(forbidden, target, 'pulling is forbidden'),
        permissions: `by its policies ${role} may not use ${actions}`,
        release: released,
      },
      bearing(forbidden, episode, target, { resources: [role, lack.role, lack.resource] }),
    );
  },
});
