import type {
  CapacityProvider,
  Cluster,
  ContainerInstance,
  ProtectedTask,
  Service,
  ServiceDeployment,
  ServiceRevision,
  Task,
  TaskDefinition,
} from '@aws-sdk/client-ecs';

/** What an account has in ECS. A task's `group` says which service it belongs to, or which family was run by hand. */
export interface Ecs {
  readonly clusters: readonly Cluster[];
  readonly services?: readonly Service[];
  /** Running and stopped; `desiredStatus` tells them apart. */
  readonly tasks?: readonly Task[];
  readonly taskDefinitions?: readonly TaskDefinition[];
  /** Of the last ninety days. */
  readonly serviceDeployments?: readonly ServiceDeployment[];
  /** What service deployments put in place: the task definition and all around it at that time. */
  readonly serviceRevisions?: readonly ServiceRevision[];
  /** By ARN of their cluster: a container instance does not say which it is in. */
  readonly containerInstances?: { readonly [clusterArn: string]: readonly ContainerInstance[] };
  /** Beside FARGATE and FARGATE_SPOT, which every account has. */
  readonly capacityProviders?: readonly CapacityProvider[];
  /** Tasks that are protected from scale-in. */
  readonly protectedTasks?: readonly ProtectedTask[];
}
