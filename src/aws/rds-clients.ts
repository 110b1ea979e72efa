import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { pages } from './pages.ts';
import { hostsIn, secretsIn } from './rds-hosts.ts';
import type { HostSetting, SecretSetting } from './rds-hosts.ts';
import { read } from './service.ts';

export type { HostSetting, SecretSetting } from './rds-hosts.ts';

/**
 * How tasks find databases. Of the environment only the addresses of databases are kept, of secrets only their places:
 * everything else is dropped before anything of ours sees it.
 */
export interface TaskClient {
  readonly arn: string;
  readonly taskRole: string | null;
  readonly containers: readonly {
    readonly name: string;
    readonly hosts: readonly HostSetting[];
    readonly secrets: readonly SecretSetting[];
    /** For `awslogs`; null for other drivers and none. */
    readonly logGroup: string | null;
  }[];
}

/** The narrow view of a task definition. `part` tells it from the read of the whole one. */
export const taskClient = read(
  'ecs',
  'DescribeTaskDefinition',
  async (send, { arn }: { readonly arn: string; readonly part: 'databases' }): Promise<TaskClient> => {
    const { taskDefinition: wire } = await send({ taskDefinition: arn });
    return {
      arn: wire?.taskDefinitionArn ?? arn,
      taskRole: wire?.taskRoleArn ?? null,
      containers: (wire?.containerDefinitions ?? []).map(containerOf),
    };
  },
);

/** How a function finds databases; see `TaskClient` for what is kept of its environment. */
export interface FunctionClient {
  readonly arn: string;
  readonly name: string;
  readonly role: string | null;
  readonly timeoutSeconds: number | null;
  readonly changedAt: Date | null;
  /** Null for a function outside of any VPC. */
  readonly network: {
    readonly vpc: string;
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
  } | null;
  readonly hosts: readonly HostSetting[];
  readonly secrets: readonly SecretSetting[];
  readonly logGroup: string;
}

/** All functions of the region, each in its narrow view. `part` tells it from the read of the whole ones. */
export const functionClients = read(
  'lambda',
  'ListFunctions',
  async (send, _part: { readonly part: 'databases' }): Promise<readonly FunctionClient[]> =>
    pages(
      (Marker) => send({ Marker, MaxItems: 50 }),
      (page) => page.NextMarker,
      (page) => page.Functions?.map(functionOf),
    ),
);

/** One function, by name or ARN, in its narrow view. */
export const functionClient = read(
  'lambda',
  'GetFunctionConfiguration',
  async (send, { name }: { readonly name: string; readonly part: 'databases' }): Promise<FunctionClient> =>
    functionOf(await send({ FunctionName: name })),
);

function containerOf(wire: ContainerDefinition): TaskClient['containers'][number] {
  const { logConfiguration: logs } = wire;
  const environment = (wire.environment ?? []).map(({ name = '', value = '' }) => [name, value] as const);
  return {
    name: wire.name ?? '',
    hosts: hostsIn(environment),
    secrets: [
      ...(wire.secrets ?? []).map(({ name = '', valueFrom = '' }) => ({ variable: name, from: valueFrom })),
      ...secretsIn(environment),
    ],
    logGroup: logs?.logDriver === 'awslogs' ? (logs.options?.['awslogs-group'] ?? null) : null,
  };
}

function functionOf(wire: FunctionConfiguration): FunctionClient {
  const environment = Object.entries(wire.Environment?.Variables ?? {});
  const changed = new Date(wire.LastModified ?? NaN);
  return {
    arn: wire.FunctionArn ?? '',
    name: wire.FunctionName ?? '',
    role: wire.Role ?? null,
    timeoutSeconds: wire.Timeout ?? null,
    changedAt: Number.isNaN(changed.getTime()) ? null : changed,
    // A function without a VPC may come with a `VpcConfig` of empty members.
    network: wire.VpcConfig?.VpcId
      ? {
          vpc: wire.VpcConfig.VpcId,
          subnets: wire.VpcConfig.SubnetIds ?? [],
          securityGroups: wire.VpcConfig.SecurityGroupIds ?? [],
        }
      : null,
    hosts: hostsIn(environment),
    secrets: secretsIn(environment),
    logGroup: wire.LoggingConfig?.LogGroup ?? `/aws/lambda/${wire.FunctionName ?? ''}`,
  };
}
