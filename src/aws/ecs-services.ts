import type {
  Deployment as WireDeployment,
  NetworkConfiguration,
  Service as WireService,
  TaskSet as WireTaskSet,
} from '@aws-sdk/client-ecs';

/** A service: so many tasks of one definition, kept running and registered with its target groups. */
export interface Service {
  readonly arn: string;
  readonly name: string;
  /** ARN. */
  readonly cluster: string;
  /** `ACTIVE`, `DRAINING` or `INACTIVE`. */
  readonly status: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  /** ARN of the definition that new tasks use. */
  readonly taskDefinition: string;
  readonly launchType: string | null;
  /** Names of the capacity providers that its tasks may be placed with. */
  readonly capacityProviders: readonly string[];
  /** `REPLICA` or `DAEMON`. */
  readonly scheduling: string;
  readonly createdAt: Date | null;
  /** Those of task sets included: under CODE_DEPLOY and EXTERNAL they stand nowhere else. */
  readonly loadBalancers: readonly ServiceLoadBalancer[];
  /** The newest first; task sets of CODE_DEPLOY and EXTERNAL services count as deployments. */
  readonly deployments: readonly Deployment[];
  /** The newest first. ECS keeps a hundred, and does not repeat the same message within six hours. */
  readonly events: readonly ServiceEvent[];
  readonly network: ServiceNetwork | null;
  readonly healthCheckGracePeriodSeconds: number | null;
  readonly rolling: RollingRules;
  /** `ECS`, `CODE_DEPLOY` or `EXTERNAL`. */
  readonly controller: string;
}

/** Where the tasks are registered. `targetGroup` is null for a classic load balancer. */
export interface ServiceLoadBalancer {
  readonly targetGroup: string | null;
  /** The other group of a blue/green service. */
  readonly alternateTargetGroup: string | null;
  readonly container: string | null;
  readonly port: number | null;
}

export interface Deployment {
  readonly id: string;
  /** `PRIMARY` (the wanted one), `ACTIVE` (being replaced), `INACTIVE`. */
  readonly status: string;
  readonly taskDefinition: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  /** Tasks in a row that failed to start or become healthy. */
  readonly failedTasks: number;
  /** `IN_PROGRESS`, `COMPLETED`, `FAILED`; null where the service type has none. */
  readonly rolloutState: string | null;
  readonly rolloutStateReason: string | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
}

export interface ServiceEvent {
  readonly at: Date | null;
  readonly message: string;
}

/** Of `awsvpc` services. */
export interface ServiceNetwork {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly publicIp: boolean;
}

/** How a deployment proceeds and when it gives up. */
export interface RollingRules {
  readonly minimumHealthyPercent: number | null;
  readonly maximumPercent: number | null;
  readonly circuitBreaker: boolean;
  readonly circuitBreakerRollsBack: boolean;
  readonly alarms: readonly string[];
  readonly strategy: string | null;
}

export function serviceOf(wire: WireService): Service {
  const taskSets = wire.taskSets ?? [];
  const rules = wire.deploymentConfiguration;
  return {
    arn: wire.serviceArn ?? '',
    name: wire.serviceName ?? '',
    cluster: wire.clusterArn ?? '',
    status: wire.status ?? 'ACTIVE',
    desired: wire.desiredCount ?? 0,
    running: wire.runningCount ?? 0,
    pending: wire.pendingCount ?? 0,
    taskDefinition: wire.taskDefinition ?? '',
    launchType: wire.launchType ?? null,
    capacityProviders: (wire.capacityProviderStrategy ?? []).flatMap((one) => one.capacityProvider ?? []),
    scheduling: wire.schedulingStrategy ?? 'REPLICA',
    createdAt: wire.createdAt ?? null,
    loadBalancers: [wire, ...taskSets]
      .flatMap(({ loadBalancers }) => loadBalancers ?? [])
      .map((one) => ({
        targetGroup: one.targetGroupArn ?? null,
        alternateTargetGroup: one.advancedConfiguration?.alternateTargetGroupArn ?? null,
        container: one.containerName ?? null,
        port: one.containerPort ?? null,
      })),
    deployments: [...(wire.deployments ?? []).map(deploymentOf), ...taskSets.map(deploymentOfTaskSet)].toSorted(
      (a, b) => time(b.createdAt) - time(a.createdAt),
    ),
    events: (wire.events ?? [])
      .map(({ createdAt, message }) => ({ at: createdAt ?? null, message: message ?? '' }))
      .toSorted((a, b) => time(b.at) - time(a.at)),
    network: networkOf(wire.networkConfiguration),
    healthCheckGracePeriodSeconds: wire.healthCheckGracePeriodSeconds ?? null,
    rolling: {
      minimumHealthyPercent: rules?.minimumHealthyPercent ?? null,
      maximumPercent: rules?.maximumPercent ?? null,
      circuitBreaker: rules?.deploymentCircuitBreaker?.enable ?? false,
      circuitBreakerRollsBack: rules?.deploymentCircuitBreaker?.rollback ?? false,
      alarms: rules?.alarms?.enable ? (rules.alarms.alarmNames ?? []) : [],
      strategy: rules?.strategy ?? null,
    },
    controller: wire.deploymentController?.type ?? 'ECS',
  };
}

function deploymentOf(wire: WireDeployment): Deployment {
  return {
    id: wire.id ?? '',
    status: wire.status ?? '',
    taskDefinition: wire.taskDefinition ?? '',
    desired: wire.desiredCount ?? 0,
    running: wire.runningCount ?? 0,
    pending: wire.pendingCount ?? 0,
    failedTasks: wire.failedTasks ?? 0,
    rolloutState: wire.rolloutState ?? null,
    rolloutStateReason: wire.rolloutStateReason || null,
    createdAt: wire.createdAt ?? null,
    updatedAt: wire.updatedAt ?? null,
  };
}

function deploymentOfTaskSet(wire: WireTaskSet): Deployment {
  return {
    id: wire.id ?? '',
    status: wire.status ?? '',
    taskDefinition: wire.taskDefinition ?? '',
    desired: wire.computedDesiredCount ?? 0,
    running: wire.runningCount ?? 0,
    pending: wire.pendingCount ?? 0,
    failedTasks: 0,
    rolloutState: null,
    rolloutStateReason: null,
    createdAt: wire.createdAt ?? null,
    updatedAt: wire.updatedAt ?? null,
  };
}

function networkOf(wire: NetworkConfiguration | undefined): ServiceNetwork | null {
  const own = wire?.awsvpcConfiguration;
  if (!own) return null;
  return {
    subnets: own.subnets ?? [],
    securityGroups: own.securityGroups ?? [],
    publicIp: own.assignPublicIp === 'ENABLED',
  };
}

function time(date: Date | null): number {
  return date?.getTime() ?? 0;
}
