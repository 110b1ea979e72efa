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
  learn: async ({ targetGroups }, context): Promise<TargetHealth> => {
    const byGroup: Record<string, readonly Target[]> = {};
    const unseen = await eachGroup(
      targetGroups.map(({ arn }) => arn),
      context,
      async (arn) => {
        byGroup[arn] = await context.read(elbv2.targetHealth, { targetGroup: arn });
      },
    );
    return { byGroup, unseen };
  },
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
    const byGroup: Record<string, GroupAttributes> = {};
    await eachGroup(
      targetGroups.map(({ arn }) => arn),
      context,
      async (arn) => {
        const own = await context.read(elbv2.targetGroupAttributes, { targetGroup: arn });
        byGroup[arn] = {
          deregistrationDelay: own.deregistrationDelaySeconds ?? 300,
          slowStart: own.slowStartSeconds ?? 0,
        };
      },
    );
    return byGroup;
  },
});

/** Reads something of every group; what failed for some is noted, what failed for all is thrown. */
async function eachGroup(
  arns: readonly string[],
  { unseen }: FactContext,
  learn: (arn: string) => Promise<void>,
): Promise<string[]> {
  const failures = new Map<string, ReadFailure>();
  await Promise.all(
    arns.map(async (arn) => {
      try {
        await learn(arn);
      } catch (error) {
        if (!(error instanceof ReadFailure)) throw error;
        failures.set(arn, error);
      }
    }),
  );
  const [first] = failures.values();
  if (first && failures.size === arns.length) throw first;
  if (first)
    unseen(
      new ReadFailure(first.why, `${failures.size} of ${arns.length} target groups: ${first.message}`, first.action),
    );
  return [...failures.keys()];
}
