import { fact, ReadFailure } from '#playbook';
import type { FactContext } from '#playbook';
import * as elbv2 from '#aws/elbv2';
import type { TargetHealth as Target } from '#aws/elbv2';
import { identity } from './load-balancer.ts';

export type { TargetGroup } from '#aws/elbv2';
export type { Target };

export const targetGroups = fact({
  id: 'alb.target-groups',
  title: 'Target groups',
  step: 'Targets',
  from: { identity },
  reads: [elbv2.targetGroups],
  learn: ({ identity }, { read }) => read(elbv2.targetGroups, { loadBalancer: identity.arn }),
});

/** Targets by target group ARN; a group whose health could not be read is missing, and counted in `unseen`. */
export interface TargetHealth {
  readonly byGroup: Readonly<Record<string, readonly Target[]>>;
  readonly unseen: readonly string[];
}

export const targetHealth = fact({
  id: 'alb.targets',
  title: 'Target health',
  step: 'Targets',
  from: { targetGroups },
  reads: [elbv2.targetHealth],
  learn: ({ targetGroups }, context): Promise<TargetHealth> =>
    eachGroup(
      targetGroups.map(({ arn }) => arn),
      context,
      (arn) => context.read(elbv2.targetHealth, { targetGroup: arn }),
    ),
});

/** Seconds, by target group ARN. */
export interface GroupAttributes {
  readonly deregistrationDelay: number;
  readonly slowStart: number;
}

export const groupAttributes = fact({
  id: 'alb.target-group-attributes',
  title: 'Target group attributes',
  step: 'Targets',
  from: { targetGroups },
  reads: [elbv2.targetGroupAttributes],
  learn: async ({ targetGroups }, context): Promise<Readonly<Record<string, GroupAttributes>>> => {
    const { byGroup } = await eachGroup(
      targetGroups.map(({ arn }) => arn),
      context,
      async (arn) => {
        const own = await context.read(elbv2.targetGroupAttributes, { targetGroup: arn });
        return { deregistrationDelay: own.deregistrationDelaySeconds ?? 300, slowStart: own.slowStartSeconds ?? 0 };
      },
    );
    return byGroup;
  },
});

/**
 * Reads something of every group, and gives it in the order of the groups, whichever answered first; what failed for
 * some is noted, what failed for all is thrown.
 */
async function eachGroup<T>(
  arns: readonly string[],
  { unseen }: FactContext,
  learn: (arn: string) => Promise<T>,
): Promise<{ readonly byGroup: Readonly<Record<string, T>>; readonly unseen: readonly string[] }> {
  const answers = await Promise.all(
    arns.map(async (arn) => {
      try {
        return { arn, value: await learn(arn) };
      } catch (error) {
        if (!(error instanceof ReadFailure)) throw error;
        return { arn, failure: error };
      }
    }),
  );
  const byGroup = Object.fromEntries(
    answers.flatMap((answer) => ('value' in answer ? [[answer.arn, answer.value] as const] : [])),
  );
  const failed = answers.flatMap((answer) => ('failure' in answer ? [answer] : []));
  const first = failed[0]?.failure;
  if (first && failed.length === arns.length) throw first;
  if (first)
    unseen(
      new ReadFailure(first.why, `${failed.length} of ${arns.length} target groups: ${first.message}`, first.action),
    );
  return { byGroup, unseen: failed.map(({ arn }) => arn) };
}
