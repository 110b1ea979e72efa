import type { ContainerDefinition, TaskDefinition as WireTaskDefinition } from '@aws-sdk/client-ecs';

/** What a task consists of. Values of environment variables are left out before anything of ours sees them. */
export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  /** No new tasks can be started of one that was deregistered. */
  readonly active: boolean;
  /** `awsvpc`, `bridge`, `host` or `none`. */
  readonly networkMode: string | null;
  /** CPU units and MiB for the whole task, as text; null where only containers are limited. */
  readonly cpu: string | null;
  readonly memory: string | null;
  readonly taskRole: string | null;
  readonly executionRole: string | null;
  readonly registeredAt: Date | null;
  /** ARN of whoever registered it. */
  readonly registeredBy: string | null;
  /** `X86_64` or `ARM64`; AWS takes `X86_64` where none is given. */
  readonly architecture: string | null;
  /** Disk of a Fargate task where more than the usual 20 GiB were asked for. */
  readonly ephemeralStorageGib: number | null;
  /** File systems of EFS that are mounted. */
  readonly efs: readonly string[];
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
  /** What is injected at the start, and where it comes from: ARNs and names, never values. */
  readonly secrets: readonly { readonly name: string; readonly from: string }[];
  /** ARNs of objects in S3 with environment variables. */
  readonly environmentFiles: readonly string[];
  /** ARN of the secret with the registry's credentials. */
  readonly registryCredentials: string | null;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  /** The container is started again in place, and its task goes on. */
  readonly restarts: boolean;
  readonly dependsOn: readonly { readonly container: string; readonly condition: string }[];
}

export function taskDefinitionOf(wire: WireTaskDefinition | undefined): TaskDefinition {
  return {
    arn: wire?.taskDefinitionArn ?? '',
    family: wire?.family ?? '',
    revision: wire?.revision ?? 0,
    active: (wire?.status ?? 'ACTIVE') === 'ACTIVE',
    networkMode: wire?.networkMode ?? null,
    cpu: wire?.cpu ?? null,
    memory: wire?.memory ?? null,
    taskRole: wire?.taskRoleArn ?? null,
    executionRole: wire?.executionRoleArn ?? null,
    registeredAt: wire?.registeredAt ?? null,
    registeredBy: wire?.registeredBy ?? null,
    architecture: wire?.runtimePlatform?.cpuArchitecture ?? null,
    ephemeralStorageGib: wire?.ephemeralStorage?.sizeInGiB ?? null,
    efs: (wire?.volumes ?? []).flatMap(({ efsVolumeConfiguration: efs }) => efs?.fileSystemId ?? []),
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
    secrets: [...(wire.secrets ?? []), ...(logs?.secretOptions ?? [])].map(({ name, valueFrom }) => ({
      name: name ?? '',
      from: valueFrom ?? '',
    })),
    environmentFiles: (wire.environmentFiles ?? []).flatMap(({ value }) => value ?? []),
    registryCredentials: wire.repositoryCredentials?.credentialsParameter ?? null,
    entryPoint: wire.entryPoint ?? [],
    command: wire.command ?? [],
    restarts: wire.restartPolicy?.enabled ?? false,
    dependsOn: (wire.dependsOn ?? []).map(({ containerName, condition }) => ({
      container: containerName ?? '',
      condition: condition ?? '',
    })),
  };
}
