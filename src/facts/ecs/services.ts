import { fact } from '#playbook';
import type { Fact } from '#playbook';
import * as ecs from '#aws/ecs';
import type { Service } from '#aws/ecs';

export type { Service };

/**
 * ECS keeps no index from target group to service, so every service of every cluster is looked at; that needs nothing
 * but the region and runs beside everything else.
 */
export const allServices = fact({
  id: 'ecs.services',
  title: 'ECS services',
  step: 'ECS services and tasks',
  reads: [ecs.clusters, ecs.services, ecs.describeServices],
  learn: async (_, { read }): Promise<readonly Service[]> => {
    const clusters = await read(ecs.clusters, {});
    const found = await Promise.all(
      clusters.map(async (cluster) => {
        const services = await read(ecs.services, { cluster });
        return services.length > 0 ? read(ecs.describeServices, { cluster, services }) : [];
      }),
    );
    return found.flat();
  },
});

/** The target groups that its tasks are registered with, in turns where it is deployed blue/green. */
export function groupsFedBy({ loadBalancers }: Service): readonly string[] {
  const groups = loadBalancers.flatMap(({ targetGroup, alternateTargetGroup }) => [targetGroup, alternateTargetGroup]);
  return [...new Set(groups.filter((arn) => arn !== null))];
}

/** The services that feed one of these target groups. */
export function servicesBehind(groups: Fact<readonly { readonly arn: string }[]>) {
  return fact({
    id: 'ecs.services-behind',
    title: 'ECS services behind the load balancer',
    step: 'ECS services and tasks',
    from: { groups, allServices },
    learn: ({ groups, allServices }): readonly Service[] => {
      const arns = new Set(groups.map(({ arn }) => arn));
      return allServices.filter((service) => groupsFedBy(service).some((arn) => arns.has(arn)));
    },
  });
}

/** `cluster/service`: short, and no other service of the account and region is called so. */
export function serviceKey({ cluster, name }: Pick<Service, 'cluster' | 'name'>): string {
  return `${cluster.split('/').at(-1) ?? cluster}/${name}`;
}
