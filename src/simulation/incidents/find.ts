import type { Balancer, Group, Hit, Route, Service, Shop, Target } from '../shop/model.ts';

/** The parts of a shop by name. A name that is not there is a mistake in the scenario. */
export function serviceNamed({ services }: Shop, name: string): Service {
  return found(
    services.find((one) => one.name === name),
    name,
  );
}

export function groupNamed({ groups }: Shop, name: string): Group {
  return found(
    groups.find((one) => one.name === name),
    name,
  );
}

export function routeTo({ routes }: Shop, group: string): Route {
  return found(
    routes.find(({ forwards }) => forwards.some((one) => one.group.name === group)),
    group,
  );
}

export function balancerNamed({ balancers }: Shop, name?: string): Balancer {
  return found(
    balancers.find((one) => name === undefined || one.name === name),
    name ?? 'load balancer',
  );
}

export function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new RangeError(`There is no ${name} in this shop`);
  return value;
}

/** Requests for which a target of the group was chosen, and of some of its targets when they are given. */
export function of(group: Group, targets?: readonly Target[]): (hit: Hit) => boolean {
  return (hit) => hit.group === group && hit.target !== null && (targets === undefined || targets.includes(hit.target));
}
