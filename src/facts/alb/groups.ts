import { fact, maybe } from '#playbook';
import { routing } from './routing.ts';
import type { Route } from './routing.ts';
import { targetGroups, targetHealth } from './targets.ts';
import type { Target, TargetGroup } from './targets.ts';

/** A target group as the load balancer sees it now: the way to it, and the state of its targets. */
export interface Group {
  readonly group: TargetGroup;
  /** Rules that send requests to it; empty for a group that gets none. */
  readonly routes: readonly Route[];
  /** False when its target health could not be read: then `targets` is empty and says nothing. */
  readonly seen: boolean;
  readonly targets: readonly Target[];
  readonly healthy: readonly Target[];
  readonly unhealthy: readonly Target[];
  readonly draining: readonly Target[];
  readonly starting: readonly Target[];
  readonly unused: readonly Target[];
}

/** Groups that a rule sends requests to first; groups without a rule come last. */
export const groups = fact({
  id: 'alb.groups',
  title: 'Target groups and who feeds them',
  step: 'Targets',
  from: { targetGroups, targetHealth, routing: maybe(routing) },
  learn: ({ targetGroups, targetHealth, routing }): readonly Group[] => {
    const all = targetGroups.map((group): Group => {
      const targets = targetHealth.byGroup[group.arn] ?? [];
      const inState = (...states: string[]) => targets.filter(({ state }) => states.includes(state));
      return {
        group,
        routes: routing.known ? routing.value.routes.filter(({ targetGroup }) => targetGroup === group.arn) : [],
        seen: !targetHealth.unseen.includes(group.arn),
        targets,
        // `unavailable` is what a target without health checks is called; it gets requests like a healthy one.
        healthy: inState('healthy', 'unavailable'),
        unhealthy: inState('unhealthy', 'unhealthy.draining'),
        draining: inState('draining'),
        starting: inState('initial'),
        unused: inState('unused'),
      };
    });
    return all.toSorted((a, b) => Number(b.routes.length > 0) - Number(a.routes.length > 0));
  },
});

/** Groups that get requests. Where the rules could not be read, every group of the load balancer may be one. */
export function fed(groups: readonly Group[]): readonly Group[] {
  const withRoutes = groups.filter(({ routes }) => routes.some(({ part }) => part > 0));
  return withRoutes.length > 0 ? withRoutes : groups.filter(({ routes }) => routes.length === 0);
}

/** `checkout-api: 10.0.1.7:8080` */
export function targetName({ id, port }: Target): string {
  return port === null ? id : `${id}:${port}`;
}
