import { writeCall } from './write-call.ts';

/** A function, by its unqualified ARN. */
interface OfFunction {
  readonly arn: string;
}

/** Sets executions aside for a function, which are also its limit; 0 stops it altogether. */
export const reserveConcurrency = writeCall(
  'lambda',
  'PutFunctionConcurrency',
  ({ arn }: OfFunction & { readonly reserved: number }) => [arn],
  async (send, { arn, reserved }) => {
    await send({ FunctionName: arn, ReservedConcurrentExecutions: reserved });
  },
);

/** Lets a function use what the account has left, as before anything was set aside for it. */
export const freeConcurrency = writeCall(
  'lambda',
  'DeleteFunctionConcurrency',
  ({ arn }: OfFunction) => [arn],
  async (send, { arn }) => {
    await send({ FunctionName: arn });
  },
);

/** What an event source is set to. */
interface OfEventSource {
  readonly id: string;
  /** Executions at the same time; null: as many as the function may have. */
  readonly most: number | null;
}

/** Limits how many executions of its function one queue may have at the same time. */
export const limitEventSource = writeCall(
  'lambda',
  'UpdateEventSourceMapping',
  ({ id }: OfEventSource, { partition, region, account }) => [
    `arn:${partition}:lambda:${region}:${account}:event-source-mapping:${id}`,
  ],
  async (send, { id, most }) => {
    // Nothing in it takes the limit away.
    await send({ UUID: id, ScalingConfig: most === null ? {} : { MaximumConcurrency: most } });
  },
);

/** Where an alias is to point to. */
interface OfAlias extends OfFunction {
  readonly alias: string;
  readonly version: string;
  /** Parts (0 to 1) that go to other versions. */
  readonly others: Readonly<Record<string, number>>;
  /** The update is refused if the alias was written since this one. */
  readonly revision: string | null;
}

/** Points an alias to a version. */
export const pointAlias = writeCall(
  'lambda',
  'UpdateAlias',
  ({ arn }: OfAlias) => [arn],
  async (send, { arn, alias, version, others, revision }) => {
    await send({
      FunctionName: arn,
      Name: alias,
      FunctionVersion: version,
      RoutingConfig: { AdditionalVersionWeights: { ...others } },
      ...(revision === null ? {} : { RevisionId: revision }),
    });
  },
);
