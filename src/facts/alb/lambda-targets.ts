import { fact, ReadFailure } from '#playbook';
import * as lambda from '#aws/lambda';
import type { FunctionConfiguration } from '#aws/lambda';
import { groups } from './groups.ts';

/** A function that is the target of a group. */
export interface LambdaTarget {
  readonly group: string;
  /** The target's ARN, with alias or version if it has one. */
  readonly arn: string;
  readonly configuration: FunctionConfiguration | null;
  /** Its resource policy as AWS returns it (JSON text), null where it has none. */
  readonly policy: string | null;
  /** False when the policy could not be read: then `policy` says nothing. */
  readonly policySeen: boolean;
}

export const lambdaTargets = fact({
  id: 'alb.lambda-targets',
  title: 'Functions behind the load balancer',
  step: 'Lambda targets',
  from: { groups },
  reads: [lambda.functionConfiguration, lambda.policy],
  learn: async ({ groups }, { read, unseen }): Promise<readonly LambdaTarget[]> => {
    /** What is absent is known not to be there; any other failure is not seen. */
    const look = async <T>(answer: Promise<T>): Promise<{ readonly seen: boolean; readonly value: T | null }> => {
      try {
        return { seen: true, value: await answer };
      } catch (error) {
        if (!(error instanceof ReadFailure)) throw error;
        if (error.why !== 'absent') unseen(error);
        return { seen: error.why === 'absent', value: null };
      }
    };
    const found = groups
      .filter(({ group }) => group.targetType === 'lambda')
      .flatMap(({ group, targets }) => targets.map(({ id }) => ({ group: group.arn, arn: id })));
    return Promise.all(
      found.map(async ({ group, arn }) => {
        const [configuration, policy] = await Promise.all([
          look(read(lambda.functionConfiguration, { name: arn })),
          look(read(lambda.policy, { name: arn })),
        ]);
        return { group, arn, configuration: configuration.value, policy: policy.value, policySeen: policy.seen };
      }),
    );
  },
});
