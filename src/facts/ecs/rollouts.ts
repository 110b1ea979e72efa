import { fact } from '#playbook';
import type { Fact } from '#playbook';
import type { Service } from '#aws/ecs';
import type { Stops } from './stops.ts';

/** The newest deployment of a service, and how it went. */
export interface Rollout {
  readonly service: Service;
  readonly started: Date;
  /** `checkout:42` */
  readonly revision: string;
  /** The revision before it, as far as deployments and stopped tasks still tell. */
  readonly previous: string | null;
  readonly state: string;
  readonly stateReason: string | null;
  readonly failedTasks: number;
}

/** What was rolled out last, for each service. */
export function rolloutsOf(services: Fact<readonly Service[]>, stops: Fact<Stops>) {
  return fact({
    id: 'ecs.rollouts',
    title: 'Latest rollouts',
    step: 'ECS services and tasks',
    from: { services, stops },
    learn: ({ services, stops }): readonly Rollout[] =>
      services.flatMap((service) => {
        const ordered = service.deployments.toSorted((a, b) => time(b.createdAt) - time(a.createdAt));
        const newest = ordered.find(({ status }) => status === 'PRIMARY') ?? ordered[0];
        if (!newest?.createdAt) return [];
        // A deployment that the circuit breaker rolled back is no longer the primary one, yet it is the last rollout.
        const rolledBack = ordered.find(
          ({ rolloutState, createdAt }) =>
            rolloutState === 'FAILED' && time(createdAt) > time(newest.createdAt) - 3_600_000,
        );
        const last = rolledBack ?? newest;
        const others = [
          ...ordered.map(({ taskDefinition }) => taskDefinition),
          ...stops.tasks
            .filter(({ task }) => task.group === `service:${service.name}` && task.cluster === service.cluster)
            .map(({ task }) => task.taskDefinition),
        ].filter((arn) => arn !== last.taskDefinition);
        return [
          {
            service,
            started: last.createdAt ?? newest.createdAt,
            revision: revisionOf(last.taskDefinition),
            previous: others[0] ? revisionOf(others[0]) : null,
            state: last.rolloutState ?? 'UNKNOWN',
            stateReason: last.rolloutStateReason,
            failedTasks: last.failedTasks,
          },
        ];
      }),
  });
}

function time(date: Date | null): number {
  return date?.getTime() ?? 0;
}

/** `arn:…:task-definition/checkout:42` → `checkout:42` */
export function revisionOf(taskDefinition: string): string {
  return taskDefinition.split('/').at(-1) ?? taskDefinition;
}
