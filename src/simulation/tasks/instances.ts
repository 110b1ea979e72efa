import type { Resource } from '@aws-sdk/client-ecs';
import type { Happening } from '../shop.ts';
import { hex } from '../shop/dice.ts';
import type { Shop } from '../shop/model.ts';
import { takeAddress } from '../shop/network.ts';
import { arn } from '../shop/place.ts';
import { ago } from '../shop/time.ts';
import { serviceNamed } from '../incidents/find.ts';

/** What a container instance has left. CPU units and MiB. */
export interface Left {
  readonly cpu: number;
  readonly memory: number;
  readonly ports?: readonly number[];
  readonly disconnected?: true;
  readonly draining?: true;
}

/** The service's tasks run on EC2 instances of its cluster, each with so much left. */
export function onInstances(name: string, left: readonly Left[]): Happening {
  return (shop) => {
    const service = serviceNamed(shop, name);
    service.raw = { ...service.raw, launchType: 'EC2', platformVersion: undefined, platformFamily: undefined };
    for (const deployment of service.deployments) {
      deployment.launchType = 'EC2';
      delete deployment.platformVersion;
    }
    for (const [index, definition] of service.taskDefinitions.entries())
      service.taskDefinitions[index] = { ...definition, requiresCompatibilities: ['EC2'] };
    const instances = left.map((one, index) => addInstance(shop, service.cluster, index, one));
    (shop.supplies.containerInstances[service.cluster] ??= []).push(...instances);
    for (const [index, task] of service.tasks.entries())
      task.raw = {
        ...task.raw,
        launchType: 'EC2',
        platformVersion: undefined,
        containerInstanceArn: instances[index % instances.length]?.containerInstanceArn,
      };
  };
}

function addInstance(shop: Shop, cluster: string, index: number, left: Left) {
  const { network, place, seed } = shop;
  const zone = network.zones[index % network.zones.length];
  if (!zone) throw new RangeError('No zone');
  const InstanceId = `i-0${hex(`${seed}/${cluster}/host/${index}`, 16)}`;
  network.ec2.instances.push({
    InstanceId,
    InstanceType: 'm6i.large',
    State: { Code: 16, Name: 'running' },
    LaunchTime: ago(shop, 9_000),
    PrivateIpAddress: takeAddress(network, zone.private),
    SubnetId: zone.private.id,
    VpcId: network.vpcId,
    Placement: { AvailabilityZone: zone.name, Tenancy: 'default' },
    Tags: [{ Key: 'Name', Value: `${cluster}-${index + 1}` }],
  });
  const resources = (cpu: number, memory: number, ports: readonly number[]): Resource[] => [
    { name: 'CPU', type: 'INTEGER', integerValue: cpu },
    { name: 'MEMORY', type: 'INTEGER', integerValue: memory },
    {
      name: 'PORTS',
      type: 'STRINGSET',
      stringSetValue: ['22', '2376', '2375', '51678', '51679', ...ports.map(String)],
    },
    { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: [] },
  ];
  return {
    containerInstanceArn: arn(
      place,
      'ecs',
      `container-instance/${cluster}/${hex(`${seed}/${cluster}/ci/${index}`, 32)}`,
    ),
    ec2InstanceId: InstanceId,
    status: left.draining ? 'DRAINING' : 'ACTIVE',
    agentConnected: !left.disconnected,
    runningTasksCount: 2,
    pendingTasksCount: 0,
    registeredResources: resources(2_048, 7_680, []),
    remainingResources: resources(left.cpu, left.memory, left.ports ?? []),
    registeredAt: ago(shop, 8_995),
    attributes: [
      { name: 'ecs.availability-zone', value: zone.name },
      { name: 'ecs.instance-type', value: 'm6i.large' },
      { name: 'ecs.cpu-architecture', value: 'x86_64' },
      { name: 'ecs.os-type', value: 'linux' },
    ],
    versionInfo: { agentVersion: '1.98.0', dockerVersion: 'DockerVersion: 25.0.8' },
    tags: [],
  };
}
