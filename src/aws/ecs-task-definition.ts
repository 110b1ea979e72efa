import type { ContainerDefinition, TaskDefinition as WireTaskDefinition } from '@aws-sdk/client-ecs';

/** What a task consists of. Environment variables and secrets are left out before anything of ours sees them. */
export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  /** `awsvpc`, `bridge`, `host` or `none`. */
  readonly networkMode: string | null;
  /** CPU units and MiB for the whole task, as text; null where only containers are limited. */
  readonly cpu: string | null;
  readonly memory: string | null;
  readonly taskRole: string | null;
  readonly executionRole: string | null;
  readonly registeredAt: Date | null;
  readonly containers: readonly ContainerSpec[];
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  /** A task stops when an essential container does. */
  readonly essential: boolean;
  /** MiB: killed above it. */
  readonly memory: number | null;
  readonly memoryReservation: number | null;
  readonly cpu: number | null;
  readonly ports: readonly {
    readonly containerPort: number | null;
    readonly hostPort: number | null;
    readonly protocol: string;
  }[];
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeoutSeconds: number | null;
  readonly startTimeoutSeconds: number | null;
  readonly healthCheck: {
    readonly command: readonly string[];
    readonly intervalSeconds: number | null;
    readonly timeoutSeconds: number | null;
    readonly retries: number | null;
    readonly startPeriodSeconds: number | null;
  } | null;
  /** Where its output goes, for `awslogs`; null for other drivers and none. */
  readonly logs: {
    readonly group: string;
    readonly region: string | null;
    readonly streamPrefix: string | null;
  } | null;
  readonly logDriver: string | null;
  readonly dependsOn: readonly { readonly container: string; readonly condition: string }[];
}

export function taskDefinitionOf(wire: WireTaskDefinition | undefined): TaskDefinition {
  return {
    arn: wire?.taskDefinitionArn ?? '',
    family: wire?.family ?? '',
    revision: wire?.revision ?? 0,
    networkMode: wire?.networkMode ?? null,
    cpu: wire?.cpu ?? null,
    memory: wire?.memory ?? null,
    taskRole: wire?.taskRoleArn ?? null,
    executionRole: wire?.executionRoleArn ?? null,
    registeredAt: wire?.registeredAt ?? null,
    containers: (wire?.containerDefinitions ?? []).map(containerOf),
  };
}

function containerOf(wire: ContainerDefinition): ContainerSpec {
  const { healthCheck: check, logConfiguration: logs } = wire;
  const group = logs?.logDriver === 'awslogs' ? logs.options?.['awslogs-group'] : undefined;
  return {
    name: wire.name ?? '',
    image: wire.image ?? '',
    essential: wire.essential ?? true,
    memory: wire.memory ?? null,
    memoryReservation: wire.memoryReservation ?? null,
    cpu: wire.cpu ?? null,
    ports: (wire.portMappings ?? []).map(({ containerPort, hostPort, protocol }) => ({
      containerPort: containerPort ?? null,
      hostPort: hostPort ?? null,
      protocol: protocol ?? 'tcp',
    })),
    stopTimeoutSeconds: wire.stopTimeout ?? null,
    startTimeoutSeconds: wire.startTimeout ?? null,
    healthCheck: check
      ? {
          command: check.command ?? [],
          intervalSeconds: check.interval ?? null,
          timeoutSeconds: check.timeout ?? null,
          retries: check.retries ?? null,
          startPeriodSeconds: check.startPeriod ?? null,
        }
      : null,
    logs: group
      ? {
          group,
          region: logs?.options?.['awslogs-region'] ?? null,
          streamPrefix: logs?.options?.['awslogs-stream-prefix'] ?? null,
        }
      : null,
    logDriver: logs?.logDriver ?? null,
    dependsOn: (wire.dependsOn ?? []).map(({ containerName, condition }) => ({
      container: containerName ?? '',
      condition: condition ?? '',
    })),
  };
}
