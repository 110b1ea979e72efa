import { CannotChange } from '#playbook';
import type { LookContext } from '#playbook';
import { targetGroups } from '#aws/elbv2';
import type { TargetGroup } from '#aws/elbv2';
import { text } from '../form.ts';
import type { Field } from '../form.ts';
import { existing, refuseElsewhere } from '../here.ts';
import { nameOf } from './balancer.ts';

const GROUP = /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:targetgroup\/[\w-]+\/[\w-]+$/;

/** The field in which a target group is named. */
export const groupField = {
  name: 'targetGroup',
  label: 'Target group',
  kind: 'text',
  hint: 'ARN of a target group',
} as const;

export function groupArn(given: string | undefined): Field<string> {
  return text(given, GROUP, 'Say the ARN of a target group.');
}

/** A target group of an Application Load Balancer in this account and region. Throws `CannotChange` for any other. */
export async function groupOf(arn: string, { read, place }: LookContext): Promise<TargetGroup> {
  refuseElsewhere(arn, place);
  const [found] = await existing(read(targetGroups, { arns: [arn] }), `target group ${nameOf(arn)}`, place);
  if (!found) throw new CannotChange(`There is no target group ${nameOf(arn)}.`);
  const { protocol } = found;
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    throw new CannotChange(`${found.name} is not a group of HTTP targets, but of ${protocol ?? found.targetType}.`);
  }
  return found;
}
