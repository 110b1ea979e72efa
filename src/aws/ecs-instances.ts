import type { ContainerInstance as WireInstance, Resource } from '@aws-sdk/client-ecs';
import { inBatches, pages } from './pages.ts';
import { read } from './service.ts';

/** An EC2 instance that runs tasks, as ECS sees it. */
export interface ContainerInstance {
  readonly arn: string;
  readonly ec2Id: string | null;
  /** `ACTIVE`, `DRAINING`, `DEREGISTERING`, … */
  readonly status: string;
  readonly agentConnected: boolean;
  readonly runningTasks: number;
  /** CPU units and MiB that are still free. */
  readonly freeCpu: number | null;
  readonly freeMemory: number | null;
  /** Ports of the instance that are taken. */
  readonly ports: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

/** ARNs of all instances of a cluster. */
export const instanceArns = read(
  'ecs',
  'ListContainerInstances',
  async (send, { cluster }: { readonly cluster: string }): Promise<readonly string[]> =>
    pages(
      (nextToken) => send({ cluster, maxResults: 100, nextToken }),
      (page) => page.nextToken,
      (page) => page.containerInstanceArns,
    ),
);

/** Instances by ARN, any number of them. */
export const instances = read(
  'ecs',
  'DescribeContainerInstances',
  async (
    send,
    { cluster, arns }: { readonly cluster: string; readonly arns: readonly string[] },
  ): Promise<readonly ContainerInstance[]> =>
    inBatches(arns, 100, async (containerInstances) => {
      const answer = await send({ cluster, containerInstances });
      return (answer.containerInstances ?? []).map(instanceOf);
    }),
);

function instanceOf(wire: WireInstance): ContainerInstance {
  const free = wire.remainingResources ?? [];
  return {
    arn: wire.containerInstanceArn ?? '',
    ec2Id: wire.ec2InstanceId ?? null,
    status: wire.status ?? 'ACTIVE',
    agentConnected: wire.agentConnected ?? true,
    runningTasks: wire.runningTasksCount ?? 0,
    freeCpu: amount(free, 'CPU'),
    freeMemory: amount(free, 'MEMORY'),
    ports: free.find(({ name }) => name === 'PORTS')?.stringSetValue ?? [],
    attributes: Object.fromEntries((wire.attributes ?? []).map(({ name, value }) => [name ?? '', value ?? ''])),
  };
}

function amount(resources: readonly Resource[], wanted: string): number | null {
  return resources.find(({ name }) => name === wanted)?.integerValue ?? null;
}
