import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Happening } from '../shop.ts';
import { serviceNamed } from '../incidents/find.ts';

export type Change = (definition: TaskDefinition) => TaskDefinition;

/** Changes the main container, which is the first. */
export function main(change: Partial<ContainerDefinition>): Change {
  return (definition) => ({
    ...definition,
    containerDefinitions: (definition.containerDefinitions ?? []).map((one, index) =>
      index === 0 ? { ...one, ...change } : one,
    ),
  });
}

/** Another container beside it, with the log configuration of the main one. */
export function sidecar(name: string, more: Partial<ContainerDefinition> = {}): Change {
  return (definition) => ({
    ...definition,
    containerDefinitions: [
      ...(definition.containerDefinitions ?? []),
      {
        name,
        image: `public.ecr.aws/sidecars/${name}:2.4.1`,
        cpu: 0,
        essential: true,
        environment: [],
        portMappings: [],
        logConfiguration: definition.containerDefinitions?.[0]?.logConfiguration,
        ...more,
      },
    ],
  });
}

/** `FROM` a secret or parameter, as an environment variable of the main container. */
export function secret(name: string, valueFrom: string): Change {
  return (definition) =>
    main({ secrets: [...(definition.containerDefinitions?.[0]?.secrets ?? []), { name, valueFrom }] })(definition);
}

export function all(...changes: readonly Change[]): Change {
  return (definition) => changes.reduce((changed, change) => change(changed), definition);
}

/** All revisions of a service are, and always were, so. */
export function defined(service: string, change: Change): Happening {
  return (shop) => {
    const { taskDefinitions } = serviceNamed(shop, service);
    for (const [index, definition] of taskDefinitions.entries()) taskDefinitions[index] = change(definition);
  };
}
