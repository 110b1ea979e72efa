import { fact, maybe } from '#playbook';
import type { Change } from '#playbook';
import { changeOf, mentions, plainName, trailAround } from '#facts/changes';
import type { TrailEvent } from '#facts/changes';
import { episode } from '#facts/ecs/episode';
import { history } from '#facts/ecs/history';
import type { PastDeployment } from '#facts/ecs/history';
import { imageName } from '#facts/ecs/images';
import { definitions } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import { revisionOf } from '#facts/ecs/rollouts';
import { scaling } from '#facts/ecs/scaling';
import { groupsFedBy } from '#facts/ecs/services';
import { called, service, target } from '#facts/ecs/target';
import type { Service } from '#facts/ecs/services';
import { window } from '#facts/window';
import { minutesAfter } from '#facts/words';

export const trail = trailAround(episode);

/** What was changed around the onset on the service and on what its tasks need to start. */
export const changes = fact({
  id: 'ecs-stopped-tasks.changes',
  title: 'Recent changes',
  step: 'Recent changes',
  from: {
    target,
    window,
    trail: maybe(trail),
    service: maybe(service),
    history: maybe(history),
    definitions: maybe(definitions),
    release: maybe(release),
    scaling: maybe(scaling),
  },
  learn: ({ target, window, trail, service, history, definitions, release, scaling }): readonly Change[] => {
    const own = service.known ? service.value : null;
    const used = definitions.known ? Object.values(definitions.value) : [];
    const names = [
      ...(own ? [own.arn, ...groupsFedBy(own)] : []),
      called(target),
      ...(own?.network ? [...own.network.securityGroups, ...own.network.subnets] : []),
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
    const called_ = (trail.known ? trail.value : [])
      .filter((event) => mentions(event, names))
      .map((event) => changeOf(event, textOf(event)));
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
    return [...called_, ...rolled, ...scaled].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  },
});

function textOf({ name, resources }: TrailEvent): string {
  return `${plainName(name)} ${resources[0] ?? ''}`.trim();
}

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

/** The name of a secret or parameter as it stands in calls: without the suffixes of AWS and of task definitions. */
function secretOf(from: string): string {
  const name = from.startsWith('arn:') ? (from.split(':')[6] ?? '') : from;
  return name.replace(/^parameter\//, '').replace(/-[A-Za-z0-9]{6}$/, '');
}
