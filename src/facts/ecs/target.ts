import { fact, given, ReadFailure } from '#playbook';
import type { FactContext, Subject } from '#playbook';
import * as ecs from '#aws/ecs';
import type { Service, Task } from '#aws/ecs';

export const subject = given<Subject>('ecs.subject', 'Service or tasks asked about');

/** Whose tasks are looked at: those of a service, or those of a family that are run by hand or by a schedule. */
export type Target =
  | { readonly kind: 'service'; readonly cluster: string; readonly name: string }
  | { readonly kind: 'family'; readonly cluster: string; readonly family: string };

/** Known at once for a service's ARN, so that its tasks need not wait for its description. */
export const target = fact({
  id: 'ecs.target',
  title: 'Whose tasks are meant',
  step: 'ECS service',
  from: { subject },
  reads: [ecs.clusters, ecs.describeServices, ecs.tasks],
  learn: ({ subject: { arn, name } }, context): Promise<Target> | Target => {
    const known = arn === null ? null : partsOf(arn);
    if (known?.kind === 'service' && known.cluster !== null) {
      return { kind: 'service', cluster: known.cluster, name: known.id };
    }
    if (known?.kind === 'task' && known.cluster !== null) return ofTask(known.cluster, arn ?? '', context);
    return byName(known?.id ?? name, context);
  },
});

/** The parts of an ARN of a service or a task; in the old form it does not name the cluster. */
export function partsOf(
  arn: string,
): { readonly kind: 'service' | 'task'; readonly cluster: string | null; readonly id: string } | null {
  const [, prefix, kind, rest] = /^(arn:[^:]+:ecs:[^:]*:\d*):(service|task)\/(.+)$/.exec(arn) ?? [];
  if (prefix === undefined || (kind !== 'service' && kind !== 'task') || rest === undefined) return null;
  const [first = '', second] = rest.split('/');
  if (second === undefined) return { kind, cluster: null, id: first };
  return { kind, cluster: `${prefix}:cluster/${first}`, id: second };
}

/** Whose task this is, by its group: `service:checkout` or `family:nightly`. */
export function targetOf({ cluster, group, taskDefinition }: Task): Target {
  const [kind, name] = group?.split(/:(.*)/) ?? [];
  if (kind === 'service' && name) return { kind: 'service', cluster, name };
  return { kind: 'family', cluster, family: familyOf(taskDefinition) };
}

/** `arn:…:task-definition/nightly:7` → `nightly` */
export function familyOf(taskDefinition: string): string {
  return taskDefinition.split('/').at(-1)?.split(':')[0] ?? taskDefinition;
}

async function ofTask(cluster: string, arn: string, { read }: FactContext): Promise<Target> {
  const [task] = await read(ecs.tasks, { cluster, arns: [arn] });
  if (!task) throw new ReadFailure('absent', `ECS has forgotten task ${arn}: it stopped more than an hour ago`);
  return targetOf(task);
}

async function byName(name: string, { read }: FactContext): Promise<Target> {
  const clusters = await read(ecs.clusters, {});
  const found = await Promise.all(clusters.map((cluster) => read(ecs.describeServices, { cluster, services: [name] })));
  const [service] = found.flat().filter(isThere);
  if (!service) throw new ReadFailure('absent', `there is no ECS service called ${name}`);
  return { kind: 'service', cluster: service.cluster, name: service.name };
}

/** A deleted service is described for some time. */
export function isThere({ status }: Service): boolean {
  return status !== 'INACTIVE';
}

/** The service; null for tasks that belong to none. */
export const service = fact({
  id: 'ecs.service',
  title: 'ECS service',
  step: 'ECS service',
  from: { target },
  reads: [ecs.describeServices],
  learn: async ({ target }, { read }): Promise<Service | null> => {
    if (target.kind === 'family') return null;
    const { cluster, name } = target;
    const [found] = await read(ecs.describeServices, { cluster, services: [name] });
    if (!found) throw new ReadFailure('absent', `there is no ECS service ${name} in ${nameOf(cluster)}`);
    return found;
  },
});

/** `arn:…:cluster/production` → `production` */
export function nameOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** "checkout": the service or the family, as people call it. */
export function called(target: Target): string {
  return target.kind === 'service' ? target.name : target.family;
}
