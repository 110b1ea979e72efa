import { fact, maybe } from '#playbook';
import * as elbv2 from '#aws/elbv2';
import type { TargetGroup, TargetHealth } from '#aws/elbv2';
import { episode } from './episode.ts';
import { groupsFedBy } from './services.ts';
import { service } from './target.ts';

/** A target group whose checks the tasks fail, and how its targets are now. */
export interface CheckedGroup {
  readonly group: TargetGroup;
  readonly targets: readonly TargetHealth[];
}

/** The target groups of the service; none where no task fails their checks. */
export const checkedGroups = fact({
  id: 'ecs.checked-groups',
  title: 'Health checks that the tasks fail',
  step: 'Health checks',
  from: { episode, service: maybe(service) },
  reads: [elbv2.targetGroups, elbv2.targetHealth],
  withinMs: 8000,
  learn: async ({ episode, service }, { read }): Promise<readonly CheckedGroup[]> => {
    const failed = episode.failures.filter(({ sign }) => sign === 'elb-health');
    const named = failed.flatMap(({ text }) => /(arn:[^\s)]+:targetgroup\/[\w-]+\/[0-9a-f]+)/.exec(text)?.[1] ?? []);
    const own = service.known && service.value ? groupsFedBy(service.value) : [];
    const arns = failed.length === 0 ? [] : [...new Set(named.length > 0 ? named : own)];
    if (arns.length === 0) return [];
    const [groups, targets] = await Promise.all([
      read(elbv2.targetGroups, { arns }),
      Promise.all(arns.map((targetGroup) => read(elbv2.targetHealth, { targetGroup }))),
    ]);
    return groups.map((group) => ({ group, targets: targets[arns.indexOf(group.arn)] ?? [] }));
  },
});
