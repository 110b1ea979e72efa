import { fact, maybe } from '#playbook';
import { groups } from '../alb/groups.ts';
import type { Group } from '../alb/groups.ts';
import { targetInterfaces } from '../alb/paths.ts';
import type { Arrival } from '../alb/paths.ts';

/**
 * Target groups, by ARN, whose targets may be tasks of ECS, as far as can be told without asking ECS. It matters where
 * ECS may not be read: many who run instances only do not let us.
 */
export const possibleTaskGroups = fact({
  id: 'ecs.possible-groups',
  title: 'Target groups that may hold tasks',
  step: 'ECS services and tasks',
  from: { groups, interfaces: maybe(targetInterfaces) },
  learn: ({ groups, interfaces }): readonly string[] =>
    groups
      .filter((group) => mayHoldTasks(group, interfaces.known ? interfaces.value : {}))
      .map(({ group }) => group.arn),
});

function mayHoldTasks({ group, targets, seen }: Group, interfaces: Readonly<Record<string, Arrival>>): boolean {
  if (group.targetType === 'lambda') return false;
  // A service at rest has no targets either.
  if (!seen || targets.length === 0) return true;
  // ECS registers an instance on the port that a task has there, an Auto Scaling group on the port of the group.
  if (group.targetType === 'instance') return targets.some(({ port }) => port !== group.port);
  // The interface that ECS makes for a task names the attachment in its description: `arn:aws:ecs:…:attachment/…`.
  return targets.some(({ id }) => {
    const own = interfaces[id];
    return !own || /:ecs:[^ ]*:attachment\//.test(own.description);
  });
}
