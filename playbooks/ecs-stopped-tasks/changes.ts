import { fact, maybe } from '#playbook';
import type { Change } from '#playbook';
import { changeOf, mentions, trailAround, trailOfResources } from '#facts/changes';
import { secretsIn } from '#facts/ecs/credentials';
import { episode } from '#facts/ecs/episode';
import { history } from '#facts/ecs/history';
import type { PastDeployment } from '#facts/ecs/history';
import { imageName } from '#facts/ecs/images';
import { imageOf } from '#facts/ecs/images-asked';
import type { Failure } from '#facts/ecs/failures';
import { definitions } from '#facts/ecs/own-tasks';
import type { Definitions } from '#facts/ecs/own-tasks';
import type { Sign } from '#facts/ecs/signs';
import { release, releaseText } from '#facts/ecs/release';
import { revisionOf } from '#facts/ecs/rollouts';
import { scaling } from '#facts/ecs/scaling';
import { groupsFedBy } from '#facts/ecs/services';
import { called, service, target } from '#facts/ecs/target';
import type { Service } from '#facts/ecs/services';
import { network } from '#facts/ecs/ways';
import type { NetworkAround } from '#facts/network/around';
import { window } from '#facts/window';
import { minutesAfter } from '#facts/words';

/** Looked for by name where the account is too busy to read all. */
const NAMES = [
  'UpdateService',
  'StopTask',
  'DetachRolePolicy',
  'PutSecretValue',
  'DeleteSecret',
  'BatchDeleteImage',
  'RevokeSecurityGroupEgress',
  'DeleteRoute',
];

export const trail = trailAround(episode, NAMES);

/** Looking one up takes half a second of the account's rate. */
const MOST_RESOURCES = 3;

const SECRETS: readonly Sign[] = ['json-key', 'secret-not-found', 'secret-deleted'];
const REFUSALS: readonly Sign[] = ['init-denied', 'pull-denied', 'pull-forbidden'];
const ABSENT_IMAGES: readonly Sign[] = ['image-not-found', 'repository-not-found'];

/** What the failures are about, by the names under which CloudTrail lists it; nothing where nothing failed. */
const telling = fact({
  id: 'ecs-stopped-tasks.telling',
  title: 'What the failures are about',
  step: 'Recent changes',
  from: { episode, definitions: maybe(definitions) },
  learn: ({ episode, definitions }): readonly string[] => {
    const known = definitions.known ? definitions.value : {};
    const names = episode.failures.toReversed().flatMap((failure) => tellingOf(failure, known));
    return [...new Set(names)].filter((name) => name !== '').slice(0, MOST_RESOURCES);
  },
});

function tellingOf(failure: Failure, definitions: Definitions): readonly string[] {
  const { sign, text, error, stop } = failure;
  if (SECRETS.includes(sign)) return secretsIn(text);
  if (ABSENT_IMAGES.includes(sign)) return [imageName(imageOf(failure, definitions) ?? '')?.repository ?? ''];
  if (sign === 'role-not-assumable') return [nameOf(/:role\/([\w+=,.@/-]+)/.exec(text)?.[1] ?? null)];
  if (!REFUSALS.includes(sign)) return [];
  const named = error?.kind === 'denied' ? error.role : null;
  return [named ?? nameOf((stop && definitions[stop.task.taskDefinition]?.executionRole) ?? null)];
}

export const trailOfTelling = trailOfResources({ onset: episode, resources: telling });

/** What AWS’s texts name: ARNs, and ids of network parts. */
const NAMED = /arn:[\w-]+:[\w-]+:[\w-]*:\d*:[\w+=,.@/:-]*[\w/]|\b(?:sg|subnet|eni|fs|vpce)-[0-9a-f]{8,17}\b/g;

/** What was changed around the onset on the service and on what its tasks need to start. */
export const changes = fact({
  id: 'ecs-stopped-tasks.changes',
  title: 'Recent changes',
  step: 'Recent changes',
  from: {
    target,
    episode,
    window,
    trail: maybe(trail),
    earlier: maybe(trailOfTelling),
    service: maybe(service),
    history: maybe(history),
    definitions: maybe(definitions),
    release: maybe(release),
    network: maybe(network),
    scaling: maybe(scaling),
  },
  learn: ({
    target,
    episode,
    window,
    trail,
    earlier,
    service,
    history,
    definitions,
    release,
    network,
    scaling,
  }): readonly Change[] => {
    const own = service.known ? service.value : null;
    const used = definitions.known ? Object.values(definitions.value) : [];
    const names = [
      ...(own ? [own.arn, ...groupsFedBy(own)] : []),
      called(target),
      ...episode.failures.flatMap(({ text }) => text.match(NAMED) ?? []),
      ...(own?.network ? [...own.network.securityGroups, ...own.network.subnets] : []),
      ...(network.known ? networkIds(network.value) : []),
      ...used.flatMap(({ executionRole, taskRole, containers }) => [
        nameOf(executionRole),
        nameOf(taskRole),
        ...containers.flatMap(({ image, logs, secrets, registryCredentials }) => [
          imageName(image)?.repository ?? '',
          logs?.group ?? '',
          registryCredentials ?? '',
          ...secrets.map(({ from }) => secretOf(from)),
        ]),
      ]),
    ];
    const around = (trail.known ? trail.value : []).filter((event) => mentions(event, names));
    const events = [...around, ...(earlier.known ? earlier.value : [])];
    const made = [...new Map(events.map((event) => [event.id, event])).values()].map((event) => changeOf(event));
    const released = release.known ? releaseText(release.value) : undefined;
    const rolled = own ? deploymentChanges(own, history.known ? history.value : [], window.from, released ?? null) : [];
    const scaled = (scaling.known ? (scaling.value?.activities ?? []) : [])
      .filter(({ at }) => at >= minutesAfter(window.from, -60) && at <= window.to)
      .map(({ at, description }): Change => ({
        at,
        what: description,
        who: 'Application Auto Scaling',
        event: null,
        resources: own ? [own.arn] : [],
      }));
    return [...made, ...rolled, ...scaled].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  },
});

/** Deployments of the time before, and the one whose tasks fail however long ago it began. */
function deploymentChanges(
  { arn, name, deployments }: Service,
  past: readonly PastDeployment[],
  from: Date,
  released: string | null,
): Change[] {
  const all = [
    ...deployments.map(({ createdAt, taskDefinition, rolloutState }) => ({
      at: createdAt,
      revision: revisionOf(taskDefinition),
      state: rolloutState ?? 'under way',
    })),
    ...past.map(({ startedAt, taskDefinition, status }) => ({
      at: startedAt,
      revision: taskDefinition === null ? null : revisionOf(taskDefinition),
      state: status,
    })),
  ];
  const seen = new Set<string>();
  return all.flatMap(({ at, revision, state }) => {
    const telling = released !== null && revision !== null && released.startsWith(`${revision} `);
    if (at === null || revision === null || (at < minutesAfter(from, -60) && !telling)) return [];
    const key = `${revision} ${Math.round(at.getTime() / 60_000)}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const how = state.toLowerCase().replaceAll('_', ' ');
    const what = telling ? `${name}: ${released} (${how})` : `${name} was deployed as ${revision} (${how})`;
    return [{ at, what, who: null, event: null, resources: [arn] }];
  });
}

function nameOf(role: string | null): string {
  return role?.split('/').at(-1) ?? '';
}

/** What decides whether packets pass; a gateway or endpoint that is gone is known by the routes that led to it. */
function networkIds(network: NetworkAround | null): readonly string[] {
  if (network === null) return [];
  const { securityGroups, networkAcls, routeTables, vpcEndpoints, natGateways, vpcs } = network;
  return [
    ...[securityGroups, networkAcls, routeTables, vpcEndpoints, natGateways, vpcs].flatMap((all) =>
      (all ?? []).map(({ id }: { readonly id: string }) => id),
    ),
    ...(routeTables ?? []).flatMap(({ routes }) => routes.map(({ target }) => target)),
  ].filter((id) => id.includes('-'));
}

/** The name of a secret or parameter as it stands in calls: without the suffixes of AWS and of task definitions. */
function secretOf(from: string): string {
  const name = from.startsWith('arn:') ? (from.split(':')[6] ?? '') : from;
  return name.replace(/^parameter\//, '').replace(/-[A-Za-z0-9]{6}$/, '');
}
