import { clientNamed } from '#simulation/aurora/happenings/find';
import type { Happening } from '#simulation/aurora/model';
import { arn } from '#simulation/shop/place';
import { record } from '#simulation/shop/trail';

/** A service was deployed then, by the pipeline; what it is configured with came with that. */
export function rolledTo(client: string, minutesAgo: number, by = 'ci'): Happening {
  return (made) => {
    const { service } = clientNamed(made, client);
    if (!service) throw new RangeError(`${client} is no service`);
    const { place } = made.shop;
    const revision = service.taskDefinitions.at(-1);
    record(made.shop, {
      name: 'RegisterTaskDefinition',
      source: 'ecs',
      by,
      minutesAgo: minutesAgo + 0.8,
      parameters: { family: service.name },
    });
    record(made.shop, {
      name: 'UpdateService',
      source: 'ecs',
      by,
      minutesAgo,
      parameters: { cluster: service.cluster, service: service.name, taskDefinition: revision?.taskDefinitionArn },
      resources: [{ type: 'AWS::ECS::Service', name: arn(place, 'ecs', `service/${service.cluster}/${service.name}`) }],
    });
  };
}
