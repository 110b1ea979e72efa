import type { Deployment, ServiceEvent, TaskDefinition } from '@aws-sdk/client-ecs';
import { addTarget } from './balancer.ts';
import { digits, hex, uuid } from './dice.ts';
import type { Group, Service, Shop, ShopTask, Target } from './model.ts';
import { addSecurityGroup, takeAddress } from './network.ts';
import { arn, domain } from './place.ts';
import { ago } from './time.ts';

export interface ServiceOptions {
  readonly name: string;
  readonly cluster: string;
  readonly group: Group | null;
  readonly port: number;
  readonly desired: number;
  readonly cpu?: string;
  readonly memory?: string;
  readonly container?: string;
  /** Revision in use; the one before it exists too. */
  readonly revision?: number;
  /** Minutes since its last deployment was completed. */
  readonly deployedAgo?: number;
}

/** A Fargate service that has been steady since its last deployment, its tasks registered in its target group. */
export function addService(shop: Shop, options: ServiceOptions): Service {
  const { name, cluster, group, port, desired, revision = 41, deployedAgo = 2_880 } = options;
  const security = addSecurityGroup(shop.network, shop.place, shop.seed, `${name}-tasks`, `Tasks of ${name}`);
  if (group)
    security.IpPermissions?.push({
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      UserIdGroupPairs: [
        { GroupId: group.balancer.securityGroup, UserId: shop.place.account, Description: 'load balancer' },
      ],
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
    });
  const service: Service = {
    name,
    cluster,
    group,
    container: options.container ?? 'app',
    port,
    desired,
    securityGroup: security.GroupId,
    taskDefinitions: [],
    deployments: [],
    rollouts: [],
    revisionOf: new Map(),
    events: [],
    tasks: [],
    deployment: { minimumHealthyPercent: 100, maximumPercent: 200, breaker: true },
    grace: 60,
    load: { memory: 46, cpu: 31, surges: [] },
  };
  shop.services.push(service);
  addRevision(shop, service, revision - 1, {
    cpu: options.cpu ?? '512',
    memory: options.memory ?? '1024',
    registeredAgo: 12_960,
  });
  addRevision(shop, service, revision, { registeredAgo: deployedAgo + 6 });
  const deployment = addDeployment(shop, service, revision, deployedAgo);
  for (let index = 0; index < desired; index += 1)
    addTask(shop, service, { revision, deployment: deployment.id, startedAgo: deployedAgo - 1 });
  addEvent(shop, service, deployedAgo - 4, `(service ${name}) (deployment ${deployment.id}) deployment completed.`);
  addEvent(shop, service, deployedAgo - 4, `(service ${name}) has reached a steady state.`);
  // A steady service says so every six hours.
  for (let since = Math.min(deployedAgo - 360, 305); since > 0; since -= 360)
    addEvent(shop, service, since, `(service ${name}) has reached a steady state.`);
  return service;
}

export interface RevisionOptions {
  readonly cpu?: string;
  readonly memory?: string;
  readonly image?: string;
  readonly port?: number;
  readonly registeredAgo: number;
  readonly change?: (definition: TaskDefinition) => TaskDefinition;
}

/** Registers a task definition like the latest one, but for what is given. */
export function addRevision(shop: Shop, service: Service, revision: number, options: RevisionOptions): TaskDefinition {
  const { place } = shop;
  const latest = service.taskDefinitions.at(-1);
  const role = (kind: string) => `arn:${place.partition}:iam::${place.account}:role/${service.name}-${kind}`;
  const registry = `${place.account}.dkr.ecr.${place.region}.${domain(place)}`;
  const made: TaskDefinition = {
    taskDefinitionArn: arn(place, 'ecs', `task-definition/${service.name}:${revision}`),
    family: service.name,
    revision,
    status: 'ACTIVE',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    compatibilities: ['EC2', 'FARGATE'],
    cpu: options.cpu ?? latest?.cpu,
    memory: options.memory ?? latest?.memory,
    executionRoleArn: role('execution'),
    taskRoleArn: role('task'),
    runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
    registeredAt: ago(shop, options.registeredAgo),
    registeredBy: `arn:${place.partition}:sts::${place.account}:assumed-role/deployer/ci`,
    volumes: [],
    placementConstraints: [],
    containerDefinitions: [
      {
        name: service.container,
        image: options.image ?? `${registry}/${service.name}:${hex(`${shop.seed}/${service.name}/${revision}`, 7)}`,
        cpu: 0,
        essential: true,
        portMappings: [
          { containerPort: options.port ?? service.port, hostPort: options.port ?? service.port, protocol: 'tcp' },
        ],
        environment: [{ name: 'LOG_LEVEL', value: 'info' }],
        secrets: [],
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': `/ecs/${service.name}`,
            'awslogs-region': place.region,
            'awslogs-stream-prefix': 'ecs',
          },
        },
      },
    ],
  };
  const changed = options.change ? options.change(made) : made;
  service.taskDefinitions.push(changed);
  return changed;
}

/** Starts a deployment: it becomes the primary one. It is completed unless `state` says otherwise. */
export function addDeployment(
  shop: Shop,
  service: Service,
  revision: number,
  startedAgo: number,
  state: { readonly rolloutState: 'COMPLETED' | 'IN_PROGRESS' | 'FAILED'; readonly failedTasks?: number } = {
    rolloutState: 'COMPLETED',
  },
): Deployment & { readonly id: string } {
  const id = `ecs-svc/${digits(`${shop.seed}/${service.name}/${revision}/${startedAgo}`, 19)}`;
  const said = { COMPLETED: 'completed.', IN_PROGRESS: 'in progress.', FAILED: 'failed.' }[state.rolloutState];
  const [before] = service.deployments;
  if (before && state.rolloutState === 'COMPLETED') service.deployments.length = 0;
  else if (before) before.status = 'ACTIVE';
  const deployment = {
    id,
    status: 'PRIMARY',
    taskDefinition: arn(shop.place, 'ecs', `task-definition/${service.name}:${revision}`),
    failedTasks: state.failedTasks ?? 0,
    createdAt: ago(shop, startedAgo),
    updatedAt: ago(shop, Math.max(startedAgo - 5, 0.5)),
    launchType: 'FARGATE' as const,
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: shop.network.zones.map((zone) => zone.private.id),
        securityGroups: [service.securityGroup],
        assignPublicIp: 'DISABLED' as const,
      },
    },
    rolloutState: state.rolloutState,
    rolloutStateReason: `ECS deployment ${id} ${said}`,
  };
  service.deployments.unshift(deployment);
  recordRollout(shop, service, deployment);
  return deployment;
}

/** Each deployment is a service deployment as well, under an ARN of its own (ListServiceDeployments). */
function recordRollout(
  shop: Shop,
  service: Service,
  { id = '', createdAt, rolloutState, taskDefinition = '' }: Deployment,
): void {
  const { place } = shop;
  const path = `${service.cluster}/${service.name}`;
  const number = id.replace('ecs-svc/', '');
  const started = createdAt ?? shop.now;
  const revision = arn(place, 'ecs', `service-revision/${path}/${number}`);
  service.revisionOf.set(revision, taskDefinition);
  const before = service.rollouts.at(-1)?.targetServiceRevision;
  const status = { COMPLETED: 'SUCCESSFUL', IN_PROGRESS: 'IN_PROGRESS', FAILED: 'STOPPED' } as const;
  const finished =
    rolloutState === 'COMPLETED' ? new Date(Math.min(started.getTime() + 240_000, shop.now.getTime())) : undefined;
  service.rollouts.push({
    serviceDeploymentArn: arn(place, 'ecs', `service-deployment/${path}/${hex(id, 21)}`),
    serviceArn: arn(place, 'ecs', `service/${path}`),
    clusterArn: arn(place, 'ecs', `cluster/${service.cluster}`),
    createdAt: started,
    startedAt: started,
    ...(finished ? { finishedAt: finished } : {}),
    updatedAt: finished ?? started,
    sourceServiceRevisions: before ? [before] : [],
    targetServiceRevision: {
      arn: revision,
      requestedTaskCount: service.desired,
      runningTaskCount: rolloutState === 'COMPLETED' ? service.desired : 0,
      pendingTaskCount: 0,
    },
    status: status[rolloutState ?? 'COMPLETED'],
    deploymentConfiguration: {
      minimumHealthyPercent: service.deployment.minimumHealthyPercent,
      maximumPercent: service.deployment.maximumPercent,
      deploymentCircuitBreaker: { enable: service.deployment.breaker, rollback: service.deployment.breaker },
    },
    deploymentCircuitBreaker: {
      status: service.deployment.breaker ? (finished ? 'MONITORING_COMPLETE' : 'MONITORING') : 'DISABLED',
      failureCount: 0,
      threshold: Math.min(Math.max(Math.ceil(service.desired / 2), 3), 200),
    },
    alarms: { status: 'DISABLED', alarmNames: [], triggeredAlarmNames: [] },
  });
}

/** Events are kept newest first, as DescribeServices gives them. */
export function addEvent(shop: Shop, service: Service, minutesAgo: number, message: string): ServiceEvent {
  const event = {
    id: uuid(`${shop.seed}/${service.name}/event/${minutesAgo}/${message}`),
    createdAt: ago(shop, minutesAgo),
    message,
  };
  const place = service.events.findIndex((other) => (other.createdAt?.getTime() ?? 0) <= event.createdAt.getTime());
  service.events.splice(place < 0 ? service.events.length : place, 0, event);
  return event;
}

export interface TaskOptions {
  readonly revision: number;
  readonly deployment: string;
  /** Null for a task that never got to run; `createdAgo` then says when it was tried. */
  readonly startedAgo: number | null;
  readonly createdAgo?: number;
  /** Registered in the target group on this port; the service's port without it. */
  readonly port?: number;
  /** Not registered in the target group. */
  readonly unregistered?: true;
  /** Index of its zone; they take turns without it. */
  readonly zone?: number;
}

/** A running task with an address of its own, healthy in the service's target group. */
export function addTask(shop: Shop, service: Service, options: TaskOptions): ShopTask {
  const index = service.tasks.length;
  const zone = shop.network.zones[(options.zone ?? index) % shop.network.zones.length];
  if (!zone) throw new RangeError('No zone');
  const ip = takeAddress(shop.network, zone.private);
  const startedAgo = options.startedAgo;
  const target: Target | null =
    service.group && startedAgo !== null && !options.unregistered
      ? addTarget(service.group, ip, zone.name, startedAgo - 0.5, options.port ?? service.port)
      : null;
  const task: ShopTask = {
    id: hex(`${shop.seed}/${service.name}/task/${index}`, 32),
    revision: options.revision,
    deployment: options.deployment,
    zone: zone.name,
    ip,
    createdAgo: options.createdAgo ?? (startedAgo ?? 0) + 0.6,
    startedAgo,
    target,
    stopped: undefined,
    halted: undefined,
  };
  service.tasks.push(task);
  return task;
}
