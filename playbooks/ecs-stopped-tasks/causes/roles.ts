import { cause, maybe } from '#playbook';
import { roles } from '#facts/ecs/credentials';
import { episode } from '#facts/ecs/episode';
import type { Failure } from '#facts/ecs/failures';
import { isEcr } from '#facts/ecs/images';
import { definitions } from '#facts/ecs/own-tasks';
import type { Definitions } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import { called, service, target } from '#facts/ecs/target';
import { trusts } from '#facts/roles';
import { list } from '#facts/words';
import { bearing, having, none, told } from '../reading.ts';
import { afterStart } from './images.ts';
import { deniedResources, denialText } from './refused.ts';
import { said } from './said.ts';

export const execRoleDenied = said({
  id: 'exec-role-denied',
  title: 'The execution role may not do what the task needs to start',
  recognised:
    'AWS names an action on secrets, parameters, keys, logs or the registry’s token that is not allowed while the task is set up; “Access to KMS is not allowed” means kms:Decrypt. It is the execution role, not the task role.',
  fix: 'Allow the action in the execution role’s policy; for kms:Decrypt in the key’s policy too, and where a VPC endpoint’s policy is named, there.',
  layer: 'config',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'init-denied',
  what: 'the role is refused',
  says: ([first], target) => denialText(first, called(target)),
  resources: ([first], definition) => deniedResources(first, definition),
});

/** What a definition needs the execution role for. */
function needs(definitions: Definitions, { stop }: Failure): readonly string[] {
  const definition = stop ? definitions[stop.task.taskDefinition] : undefined;
  if (!definition || definition.executionRole !== null) return [];
  const { containers } = definition;
  return [
    ...(containers.some(({ secrets }) => secrets.length > 0) ? ['secrets'] : []),
    ...(containers.some(({ image }) => isEcr(image)) ? ['an image in ECR'] : []),
    ...(containers.some(({ logs }) => logs !== null) ? ['a log group'] : []),
  ];
}

export const execRoleMissing = cause({
  id: 'exec-role-missing',
  title: 'The task definition has no execution role',
  recognised:
    'Tasks fail while they are set up, and their definition names no execution role although it has secrets, an image in ECR or a log group.',
  fix: 'Set executionRoleArn in the task definition.',
  layer: 'config',
  leadsTo: afterStart,
  refines: [execRoleDenied],
  from: { episode, target, service: maybe(service), definitions: maybe(definitions), release: maybe(release) },
  judge: ({ episode, target, service, definitions, release }, say) => {
    const saidSo = having(episode, 'role-missing');
    const starting = episode.failures.filter(
      ({ sign, stop }) =>
        stop?.kind === 'fault-start' &&
        ['init-denied', 'pull-denied', 'pull-forbidden', 'registry-auth', 'pull-other', 'unknown'].includes(sign),
    );
    if (saidSo.length === 0 && starting.length === 0) return none(episode, say, 'no task fails while it is set up');
    if (!definitions.known && saidSo.length === 0) return say.unanswered(definitions.blind);
    const known = definitions.known ? definitions.value : {};
    // On EC2 the role of the instance does it.
    const fargate = !service.known || service.value?.launchType !== 'EC2';
    const lacking = fargate ? starting.filter((failure) => needs(known, failure).length > 0) : [];
    const own = saidSo.length > 0 ? saidSo : lacking;
    const [first] = own;
    if (!first) return say.ruledOut({ definitions: 'the task definition names an execution role' });
    const arn = first.stop?.task.taskDefinition;
    const what = needs(known, first);
    return say.confirmed(
      `${arn?.split('/').at(-1) ?? called(target)} has no execution role${what.length > 0 ? `, and needs one for ${list(what)}` : ''}.`,
      {
        episode: told(own, target, 'there are no credentials to start with'),
        definitions: what.length > 0 ? `it has ${list(what)} and no execution role` : undefined,
        release: release.known ? releaseText(release.value) : undefined,
      },
      bearing(own, episode, target, { resources: [arn] }),
    );
  },
});

const ROLE = /arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+/;

export const roleNotAssumable = cause({
  id: 'role-not-assumable',
  title: 'ECS may not assume the role of the task',
  recognised:
    '“ECS was unable to assume the role”: its trust policy does not name ecs-tasks.amazonaws.com, or the role was deleted (and perhaps made anew). No task is ever made.',
  fix: 'Let the trust policy of the role allow sts:AssumeRole to ecs-tasks.amazonaws.com; if the role is gone, create it or name another.',
  layer: 'config',
  leadsTo: afterStart,
  from: { episode, target, roles: maybe(roles), release: maybe(release) },
  judge: ({ episode, target, roles, release }, say) => {
    const own = having(episode, 'role-not-assumable');
    const [first] = own;
    if (!first) return none(episode, say, 'the roles can be assumed');
    const arn = ROLE.exec(first.text)?.[0]?.replace(/[.,]+$/, '') ?? null;
    const role = arn !== null && roles.known && arn in roles.value.byArn ? roles.value.byArn[arn] : undefined;
    const trust = role ? trusts(role, 'ecs-tasks.amazonaws.com') : null;
    const why =
      role === null
        ? 'the role does not exist'
        : trust === 'no'
          ? 'its trust policy does not let ecs-tasks.amazonaws.com assume it'
          : trust === 'yes'
            ? 'its trust policy is right now'
            : undefined;
    return say.confirmed(
      `ECS cannot assume ${arn ?? 'the role'} for tasks of ${called(target)}${why && trust !== 'yes' ? `: ${why}` : ''}.`,
      {
        episode: told(own, target, 'the role cannot be assumed'),
        roles: why,
        release: release.known ? releaseText(release.value) : undefined,
      },
      bearing(own, episode, target, { resources: [arn] }),
    );
  },
});

export const iamServiceMisconfigured = said({
  id: 'iam-service-misconfigured',
  title: 'ECS lacks the permissions for its own work',
  recognised:
    'The event “IAM permissions policies have been misconfigured” or “IAM trust relationship has been misconfigured”.',
  fix: 'Restore the service-linked role AWSServiceRoleForECS, or the role that the service names, and its trust policy.',
  layer: 'config',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'iam-misconfigured',
  what: 'the role of the service is misconfigured',
  says: (_, target) =>
    `The IAM role that ECS uses for ${called(target)} has been changed so that ECS cannot work with it.`,
  resources: ([first]) => [ROLE.exec(first.text)?.[0]],
});
