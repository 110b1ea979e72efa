import { writeCall } from './write-call.ts';

/** A cluster, by its ARN and its name. */
interface OfCluster {
  readonly arn: string;
  readonly id: string;
}

/** Starts a stopped cluster and its instances: some minutes. */
export const startCluster = writeCall(
  'rds',
  'StartDBCluster',
  ({ arn }: OfCluster) => [arn],
  async (send, { id }) => {
    await send({ DBClusterIdentifier: id });
  },
);

/** Stops a cluster and its instances. AWS starts it again by itself after seven days. */
export const stopCluster = writeCall(
  'rds',
  'StopDBCluster',
  ({ arn }: OfCluster) => [arn],
  async (send, { id }) => {
    await send({ DBClusterIdentifier: id });
  },
);

/** Between how many ACUs the instances of a Serverless v2 cluster scale; at once, not in its maintenance window. */
export const setServerlessLimits = writeCall(
  'rds',
  'ModifyDBCluster',
  ({
    arn,
  }: OfCluster & {
    readonly min: number | null;
    readonly max: number | null;
    /** Seconds; only where `min` is 0, else AWS refuses it. */
    readonly pausesAfter: number | null;
  }) => [arn],
  async (send, { id, min, max, pausesAfter }) => {
    await send({
      DBClusterIdentifier: id,
      ServerlessV2ScalingConfiguration: {
        ...(min !== null && { MinCapacity: min }),
        ...(max !== null && { MaxCapacity: max }),
        ...(pausesAfter !== null && { SecondsUntilAutoPause: pausesAfter }),
      },
      ApplyImmediately: true,
    });
  },
);
