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
