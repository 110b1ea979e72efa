import type { Container as WireContainer, Task as WireTask } from '@aws-sdk/client-ecs';

/** One task. ECS forgets a stopped one after about an hour. */
export interface Task {
  readonly arn: string;
  /** ARN. */
  readonly cluster: string;
  /** `service:checkout`, or `family:…` for a task that was run by hand. */
  readonly group: string | null;
  readonly taskDefinition: string;
  /** `RUNNING`, `PENDING`, `STOPPED`, … */
  readonly lastStatus: string;
  readonly desiredStatus: string;
  /** `HEALTHY`, `UNHEALTHY` or `UNKNOWN`: of container health checks, not of the load balancer's. */
  readonly healthStatus: string | null;
  readonly zone: string | null;
  readonly launchType: string | null;
  readonly capacityProvider: string | null;
  /** ARN of the instance it is on; null on Fargate, and before it is placed. */
  readonly instance: string | null;
  /** `CONNECTED` or `DISCONNECTED`: whether its agent is heard of. */
  readonly connectivity: string | null;
  /** A deployment's id for tasks of a service. */
  readonly startedBy: string | null;
  /** CPU units and MiB, as text. */
  readonly cpu: string | null;
  readonly memory: string | null;
  readonly createdAt: Date | null;
  readonly pullStartedAt: Date | null;
  readonly pullStoppedAt: Date | null;
  readonly startedAt: Date | null;
  readonly stoppingAt: Date | null;
  /** When its last container ended. */
  readonly executionStoppedAt: Date | null;
  readonly stoppedAt: Date | null;
  /** `EssentialContainerExited`, `TaskFailedToStart`, `ServiceSchedulerInitiated`, … */
  readonly stopCode: string | null;
  /** AWS's words. */
  readonly stoppedReason: string | null;
  readonly containers: readonly TaskContainer[];
  /** Of `awsvpc` tasks: where the task is on the network. */
  readonly interface: TaskInterface | null;
}

/** A container of a task; `reason` and `exitCode` are there once it ended, and not always then. */
export interface TaskContainer {
  readonly name: string;
  readonly image: string | null;
  readonly imageDigest: string | null;
  readonly lastStatus: string | null;
  readonly exitCode: number | null;
  readonly reason: string | null;
  readonly healthStatus: string | null;
  /** MiB, as text: the hard limit of this container. */
  readonly memory: string | null;
  /** Of `bridge` and `host` tasks: which port of the instance leads to which of the container. */
  readonly bindings: readonly { readonly hostPort: number | null; readonly containerPort: number | null }[];
}

export interface TaskInterface {
  readonly id: string | null;
  readonly subnet: string | null;
  readonly privateIp: string | null;
  readonly status: string | null;
}

export function taskOf(wire: WireTask): Task {
  return {
    arn: wire.taskArn ?? '',
    cluster: wire.clusterArn ?? '',
    group: wire.group ?? null,
    taskDefinition: wire.taskDefinitionArn ?? '',
    lastStatus: wire.lastStatus ?? 'UNKNOWN',
    desiredStatus: wire.desiredStatus ?? 'UNKNOWN',
    healthStatus: wire.healthStatus ?? null,
    zone: wire.availabilityZone ?? null,
    launchType: wire.launchType ?? null,
    capacityProvider: wire.capacityProviderName ?? null,
    instance: wire.containerInstanceArn || null,
    connectivity: wire.connectivity || null,
    startedBy: wire.startedBy ?? null,
    cpu: wire.cpu ?? null,
    memory: wire.memory ?? null,
    createdAt: wire.createdAt ?? null,
    pullStartedAt: wire.pullStartedAt ?? null,
    pullStoppedAt: wire.pullStoppedAt ?? null,
    startedAt: wire.startedAt ?? null,
    stoppingAt: wire.stoppingAt ?? null,
    executionStoppedAt: wire.executionStoppedAt ?? null,
    stoppedAt: wire.stoppedAt ?? null,
    stopCode: wire.stopCode ?? null,
    stoppedReason: wire.stoppedReason || null,
    containers: (wire.containers ?? []).map(containerOf),
    interface: interfaceOf(wire),
  };
}

function containerOf(wire: WireContainer): TaskContainer {
  return {
    name: wire.name ?? '',
    image: wire.image ?? null,
    imageDigest: wire.imageDigest ?? null,
    lastStatus: wire.lastStatus ?? null,
    exitCode: wire.exitCode ?? null,
    reason: wire.reason || null,
    healthStatus: wire.healthStatus ?? null,
    memory: wire.memory ?? null,
    bindings: (wire.networkBindings ?? []).map(({ hostPort, containerPort }) => ({
      hostPort: hostPort ?? null,
      containerPort: containerPort ?? null,
    })),
  };
}

function interfaceOf({ attachments }: WireTask): TaskInterface | null {
  const own = attachments?.find(({ type }) => type === 'ElasticNetworkInterface' || type === 'eni');
  if (!own) return null;
  const detail = (wanted: string) => own.details?.find(({ name }) => name === wanted)?.value ?? null;
  return {
    id: detail('networkInterfaceId'),
    subnet: detail('subnetId'),
    privateIp: detail('privateIPv4Address'),
    status: own.status ?? null,
  };
}
