import { CannotChange } from '#playbook';
import type { LookContext } from '#playbook';
import { targetGroups } from '#aws/elbv2';
import type { TargetGroup } from '#aws/elbv2';
import { text } from '../form.ts';
import type { Field } from '../form.ts';
import { existing, hereIn, refuseElsewhere } from '../here.ts';
import { nameOf } from './balancer.ts';

const GROUP = /^(?:arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:targetgroup\/[\w-]+\/[\w-]+|[A-Za-z\d-]{1,32})$/;

/** The field in which a target group is named. */
export const groupField = {
  name: 'targetGroup',
  label: 'Target group',
  kind: 'text',
  hint: 'Name or ARN',
} as const;

/** A target group by its name or ARN. */
export function groupName(given: string | undefined): Field<string> {
  return text(given, GROUP, 'Say the name or the ARN of a target group.');
}

/** A target group of an Application Load Balancer in this account and region. Throws `CannotChange` for any other. */
export async function groupOf(named: string, { read, place }: LookContext): Promise<TargetGroup> {
  const isArn = named.startsWith('arn:');
  if (isArn) refuseElsewhere(named, place);
  const known = await existing(
    read(targetGroups, isArn ? { arns: [named] } : {}),
    `target group ${nameOf(named)}`,
    place,
  );
  const found = known.find(({ arn, name }) => arn === named || name === named);
  if (!found) throw new CannotChange(`There is no target group ${named} in ${hereIn(place)}.`);
  const { protocol } = found;
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    throw new CannotChange(`${found.name} is not a group of HTTP targets, but of ${protocol ?? found.targetType}.`);
  }
  return found;
}
