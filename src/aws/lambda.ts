import type { FunctionConfiguration as WireFunction } from '@aws-sdk/client-lambda';
import { read } from './service.ts';

/** How a function is set up. Environment variables are left out before anything of ours sees them. */
export interface FunctionConfiguration {
  readonly arn: string;
  readonly name: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** Null for container images. */
  readonly runtime: string | null;
  readonly handler: string | null;
  readonly role: string | null;
  readonly memoryMb: number | null;
  readonly timeoutSeconds: number | null;
  /** `Active`, `Pending`, `Inactive` or `Failed`. */
  readonly state: string | null;
  readonly stateReason: string | null;
  readonly stateReasonCode: string | null;
  /** `Successful`, `Failed` or `InProgress`. */
  readonly lastUpdateStatus: string | null;
  readonly lastUpdateReason: string | null;
  readonly lastUpdateReasonCode: string | null;
  readonly lastModified: Date | null;
  /** Null for a function outside of any VPC. */
  readonly network: {
    readonly vpc: string;
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
  } | null;
  /** `Zip` or `Image`. */
  readonly packageType: string | null;
  readonly architecture: string | null;
  /** Where it logs: a group of its own name unless set otherwise, which several functions may share. */
  readonly logs: {
    readonly group: string;
    /** `Text` or `JSON`. */
    readonly format: string;
    /** `DEBUG`, `INFO` or `WARN`; with `WARN` a JSON log has no reports. Null for text. */
    readonly systemLevel: string | null;
  };
  /** ARN of the queue or topic for events that failed for good. */
  readonly deadLetterTarget: string | null;
  /** ARNs of layers with their versions. */
  readonly layers: readonly string[];
  /** ARNs of file system access points. */
  readonly fileSystems: readonly string[];
  /** Whether published versions start from a snapshot. */
  readonly snapStart: boolean;
  /** Whether X-Ray traces are made. */
  readonly traced: boolean;
}

interface Named {
  /** Name or ARN; an alias or version may follow. */
  readonly name: string;
}

export const functionConfiguration = read(
  'lambda',
  'GetFunctionConfiguration',
  async (send, { name }: Named): Promise<FunctionConfiguration> => {
    return configurationOf(await send({ FunctionName: name }), name);
  },
);

/** Narrows a configuration, as GetFunctionConfiguration and the lists of functions and versions give it. */
export function configurationOf(wire: WireFunction, asked: string): FunctionConfiguration {
  const modified = new Date(wire.LastModified ?? NaN);
  const name = wire.FunctionName ?? '';
  return {
    arn: wire.FunctionArn ?? '',
    name,
    version: wire.Version ?? '$LATEST',
    runtime: wire.Runtime ?? null,
    handler: wire.Handler ?? null,
    role: wire.Role ?? null,
    memoryMb: wire.MemorySize ?? null,
    timeoutSeconds: wire.Timeout ?? null,
    state: wire.State ?? null,
    stateReason: wire.StateReason || null,
    stateReasonCode: wire.StateReasonCode ?? null,
    lastUpdateStatus: wire.LastUpdateStatus ?? null,
    lastUpdateReason: wire.LastUpdateStatusReason || null,
    lastUpdateReasonCode: wire.LastUpdateStatusReasonCode ?? null,
    lastModified: Number.isNaN(modified.getTime()) ? null : modified,
    // A function without a VPC may come with a `VpcConfig` of empty members.
    network: wire.VpcConfig?.VpcId
      ? {
          vpc: wire.VpcConfig.VpcId,
          subnets: wire.VpcConfig.SubnetIds ?? [],
          securityGroups: wire.VpcConfig.SecurityGroupIds ?? [],
        }
      : null,
    packageType: wire.PackageType ?? null,
    architecture: wire.Architectures?.[0] ?? null,
    logs: {
      group: wire.LoggingConfig?.LogGroup || `/aws/lambda/${name || asked}`,
      format: wire.LoggingConfig?.LogFormat ?? 'Text',
      systemLevel: wire.LoggingConfig?.SystemLogLevel ?? null,
    },
    deadLetterTarget: wire.DeadLetterConfig?.TargetArn || null,
    layers: (wire.Layers ?? []).flatMap(({ Arn }) => Arn ?? []),
    fileSystems: (wire.FileSystemConfigs ?? []).flatMap(({ Arn }) => Arn ?? []),
    snapStart: wire.SnapStart?.ApplyOn === 'PublishedVersions',
    traced: wire.TracingConfig?.Mode === 'Active',
  };
}

/** The resource policy as JSON text. A function without one is a `ReadFailure` `absent`, as one that does not exist. */
export const policy = read('lambda', 'GetPolicy', async (send, { name }: Named): Promise<string> => {
  const { Policy } = await send({ FunctionName: name });
  return Policy ?? '{}';
});

/** Executions set aside for the function, which are also its limit; null where none are, 0 stops it altogether. */
export const reservedConcurrency = read(
  'lambda',
  'GetFunctionConcurrency',
  async (send, { name }: Named): Promise<{ readonly reserved: number | null }> => {
    const { ReservedConcurrentExecutions } = await send({ FunctionName: name });
    return { reserved: ReservedConcurrentExecutions ?? null };
  },
);

/** Executions at the same time that the account may have in this region. */
export interface AccountLimit {
  readonly concurrent: number;
  /** What is left of it for functions without reserved concurrency. */
  readonly unreserved: number;
}

export const accountLimit = read('lambda', 'GetAccountSettings', async (send): Promise<AccountLimit | null> => {
  const { AccountLimit } = await send({});
  const concurrent = AccountLimit?.ConcurrentExecutions;
  if (concurrent === undefined) return null;
  return { concurrent, unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? concurrent };
});

/** Tags of a function, by its unqualified ARN. */
export const functionTags = read(
  'lambda',
  'ListTags',
  async (send, { arn }: { readonly arn: string }): Promise<Readonly<Record<string, string>>> => {
    const { Tags } = await send({ Resource: arn });
    return Tags ?? {};
  },
);
