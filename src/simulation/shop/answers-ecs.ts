import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { Container, Service as EcsService, ServiceRevision, Task } from '@aws-sdk/client-ecs';
import type { Ecs } from '../account.ts';
import { hex, uuid } from './dice.ts';
import type { Service, Shop, ShopTask } from './model.ts';
import { arn } from './place.ts';
import { ago } from './time.ts';

/** The shop as ECS describes it. */
export function ecs(shop: Shop): Ecs {
  const clusters = [...new Set(shop.services.map(({ cluster }) => cluster))];
  return {
    clusters: clusters.map((clusterName) => {
      const here = shop.services.filter(({ cluster }) => cluster === clusterName);
      return {
        clusterArn: arn(shop.place, 'ecs', `cluster/${clusterName}`),
        clusterName,
        status: 'ACTIVE',
        activeServicesCount: here.length,
        runningTasksCount: here.flatMap(running).length,
        pendingTasksCount: here.flatMap(pending).length,
        registeredContainerInstancesCount: 0,
        capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
        defaultCapacityProviderStrategy: [],
        settings: [],
        statistics: [],
        tags: [],
      };
    }),
    services: shop.services.filter(({ loose }) => !loose).map((service) => describeService(shop, service)),
    tasks: shop.services.flatMap((service) => service.tasks.map((task) => describeTask(shop, service, task))),
    taskDefinitions: shop.services.flatMap(({ taskDefinitions }) => taskDefinitions),
    serviceDeployments: shop.services.flatMap(({ rollouts }) => rollouts),
    serviceRevisions: shop.services.flatMap(serviceRevisions),
    containerInstances: Object.fromEntries(
      Object.entries(shop.supplies.containerInstances).map(([name, instances]) => [
        arn(shop.place, 'ecs', `cluster/${name}`),
        instances,
      ]),
    ),
    capacityProviders: shop.supplies.capacityProviders,
    protectedTasks: shop.supplies.protectedTasks,
  };
}

/** One for each service deployment. */
function serviceRevisions({ rollouts, revisionOf }: Service): ServiceRevision[] {
  return rollouts.map(({ serviceArn, clusterArn, createdAt, targetServiceRevision: { arn: revision = '' } = {} }) => ({
    serviceRevisionArn: revision,
    serviceArn,
    clusterArn,
    taskDefinition: revisionOf.get(revision),
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    createdAt,
  }));
}

const running = ({ tasks }: Service) => tasks.filter(({ stopped, startedAgo }) => !stopped && startedAgo !== null);
const pending = ({ tasks }: Service) => tasks.filter(({ stopped, startedAgo }) => !stopped && startedAgo === null);

function describeService(shop: Shop, service: Service): EcsService {
  const { name, cluster, group, alternate, deployments, deployment, desired } = service;
  const [primary] = deployments;
  const ofDeployment = (tasks: readonly ShopTask[], id: string | undefined) =>
    tasks.filter((task) => task.deployment === id).length;
  return {
    serviceArn: arn(shop.place, 'ecs', `service/${cluster}/${name}`),
    serviceName: name,
    clusterArn: arn(shop.place, 'ecs', `cluster/${cluster}`),
    status: 'ACTIVE',
    desiredCount: desired,
    runningCount: running(service).length,
    pendingCount: pending(service).length,
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    platformFamily: 'Linux',
    taskDefinition: primary?.taskDefinition,
    loadBalancers: group
      ? [
          {
            targetGroupArn: alternate?.arn ?? group.arn,
            containerName: service.container,
            containerPort: service.port,
            ...(alternate && {
              advancedConfiguration: {
                alternateTargetGroupArn: group.arn,
                roleArn: `arn:${shop.place.partition}:iam::${shop.place.account}:role/ecsInfrastructure`,
              },
            }),
          },
        ]
      : [],
    serviceRegistries: [],
    deploymentController: { type: 'ECS' },
    deploymentConfiguration: {
      ...(alternate && { strategy: 'BLUE_GREEN' as const, bakeTimeInMinutes: 5 }),
      minimumHealthyPercent: deployment.minimumHealthyPercent,
      maximumPercent: deployment.maximumPercent,
      deploymentCircuitBreaker: { enable: deployment.breaker, rollback: deployment.breaker },
    },
    deployments: deployments.map((one) => ({
      ...one,
      desiredCount: one.status === 'PRIMARY' ? desired : ofDeployment(running(service), one.id),
      runningCount: ofDeployment(running(service), one.id),
      pendingCount: ofDeployment(pending(service), one.id),
    })),
    events: service.events.slice(0, 100),
    createdAt: new Date('2024-02-12T08:31:05.211Z'),
    createdBy: `arn:${shop.place.partition}:iam::${shop.place.account}:role/deployer`,
    healthCheckGracePeriodSeconds: service.grace,
    schedulingStrategy: 'REPLICA',
    enableECSManagedTags: true,
    enableExecuteCommand: false,
    propagateTags: 'NONE',
    availabilityZoneRebalancing: 'ENABLED',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: shop.network.zones.map((zone) => zone.private.id),
        securityGroups: [service.securityGroup],
        assignPublicIp: 'DISABLED',
      },
    },
    placementConstraints: [],
    placementStrategy: [],
    tags: [],
    ...service.raw,
  };
}

function describeTask(shop: Shop, service: Service, task: ShopTask): Task {
  const { place } = shop;
  const { stopped, startedAgo } = task;
  const definition = service.taskDefinitions.find(({ revision }) => revision === task.revision);
  const segment = shop.network.zones.find(({ name }) => name === task.zone)?.private;
  const state = stopped ? 'STOPPED' : startedAgo === null ? 'PENDING' : 'RUNNING';
  const detail = (name: string, value: string) => ({ name, value });
  const taskArn = arn(place, 'ecs', `task/${service.cluster}/${task.id}`);
  const containers: Container[] = (definition?.containerDefinitions ?? []).map(({ name, image }) => ({
    containerArn: arn(place, 'ecs', `container/${service.cluster}/${task.id}/${uuid(`${task.id}/${name ?? ''}`)}`),
    taskArn,
    name,
    image,
    imageDigest: `sha256:${hex(image ?? '', 64)}`,
    runtimeId: `${task.id}-${hex(name ?? '', 10)}`,
    lastStatus: state,
    healthStatus: 'UNKNOWN',
    networkBindings: [],
    networkInterfaces: [{ attachmentId: uuid(`${task.id}/attachment`), privateIpv4Address: task.ip }],
    cpu: '0',
    ...(stopped && name === service.container
      ? {
          ...(stopped.exitCode === undefined ? {} : { exitCode: stopped.exitCode }),
          ...(stopped.containerReason === undefined ? {} : { reason: stopped.containerReason }),
        }
      : {}),
    ...(stopped && name !== service.container && startedAgo !== null ? { exitCode: 0 } : {}),
    ...(task.halted && task.halted.container === name
      ? { lastStatus: 'STOPPED', exitCode: task.halted.exitCode, reason: task.halted.reason }
      : {}),
    ...stopped?.containers?.[name ?? ''],
  }));
  return {
    taskArn,
    clusterArn: arn(place, 'ecs', `cluster/${service.cluster}`),
    taskDefinitionArn: definition?.taskDefinitionArn,
    group: `${service.loose ? 'family' : 'service'}:${service.name}`,
    startedBy: task.deployment,
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    availabilityZone: task.zone,
    connectivity: 'CONNECTED',
    connectivityAt: ago(shop, task.createdAgo - 0.1),
    createdAt: ago(shop, task.createdAgo),
    ...(startedAgo === null
      ? {}
      : {
          pullStartedAt: ago(shop, startedAgo + 0.4),
          pullStoppedAt: ago(shop, startedAgo + 0.1),
          startedAt: ago(shop, startedAgo),
        }),
    desiredStatus: stopped ? 'STOPPED' : 'RUNNING',
    lastStatus: state,
    healthStatus: 'UNKNOWN',
    cpu: definition?.cpu,
    memory: definition?.memory,
    version: stopped ? 6 : 4,
    enableExecuteCommand: false,
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    containers,
    overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [] },
    tags: [],
    attachments: [
      {
        id: uuid(`${task.id}/attachment`),
        type: 'ElasticNetworkInterface',
        status: stopped ? 'DELETED' : 'ATTACHED',
        details: [
          detail('subnetId', segment?.id ?? ''),
          detail('networkInterfaceId', interfaceId(task)),
          detail('macAddress', mac(task)),
          detail('privateDnsName', `ip-${task.ip.replaceAll('.', '-')}.${place.region}.compute.internal`),
          detail('privateIPv4Address', task.ip),
        ],
      },
    ],
    ...(stopped
      ? {
          stopCode: stopped.code,
          stoppedReason: stopped.reason,
          stoppingAt: ago(shop, stopped.ago + (stopped.took ?? 1) / 60),
          executionStoppedAt: ago(shop, stopped.ago + 0.02),
          stoppedAt: ago(shop, stopped.ago),
        }
      : {}),
    ...task.raw,
    ...stopped?.raw,
  };
}

const interfaceId = ({ id }: ShopTask) => `eni-0${hex(`${id}/eni`, 16)}`;
const mac = ({ id }: ShopTask) => (`0a${hex(id, 10)}`.match(/../g) ?? []).join(':');

/** The network interfaces of tasks that have not stopped: ECS deletes them with the task. */
export function taskInterfaces(shop: Shop): NetworkInterface[] {
  const { network, place } = shop;
  return shop.services.flatMap((service) =>
    service.tasks
      .filter(({ stopped }) => !stopped)
      .map((task) => ({
        NetworkInterfaceId: interfaceId(task),
        Description: arn(place, 'ecs', `attachment/${uuid(`${task.id}/attachment`)}`),
        InterfaceType: 'interface' as const,
        RequesterId: `${hex(place.account, 12)}:ecs`,
        RequesterManaged: true,
        OwnerId: place.account,
        AvailabilityZone: task.zone,
        SubnetId: network.zones.find(({ name }) => name === task.zone)?.private.id,
        VpcId: network.vpcId,
        MacAddress: mac(task),
        PrivateDnsName: `ip-${task.ip.replaceAll('.', '-')}.${place.region}.compute.internal`,
        PrivateIpAddress: task.ip,
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: task.ip }],
        Groups: [{ GroupId: service.securityGroup, GroupName: `${service.name}-tasks` }],
        SourceDestCheck: true,
        Status: 'in-use' as const,
        Attachment: {
          AttachmentId: `eni-attach-0${hex(`${task.id}/attach`, 16)}`,
          DeleteOnTermination: false,
          DeviceIndex: 1,
          InstanceOwnerId: `${place.account.slice(0, 6)}000000`,
          Status: 'attached' as const,
        },
        TagSet: [
          { Key: 'aws:ecs:serviceName', Value: service.name },
          { Key: 'aws:ecs:clusterName', Value: service.cluster },
        ],
      })),
  );
}
