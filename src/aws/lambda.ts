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
}

interface Named {
  /** Name or ARN; an alias or version may follow. */
  readonly name: string;
}

export const functionConfiguration = read(
  'lambda',
  'GetFunctionConfiguration',
  async (send, { name }: Named): Promise<FunctionConfiguration> => {
    const wire = await send({ FunctionName: name });
    const modified = new Date(wire.LastModified ?? NaN);
    return {
      arn: wire.FunctionArn ?? '',
      name: wire.FunctionName ?? '',
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
    };
  },
);

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
