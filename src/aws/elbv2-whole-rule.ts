import { createHash } from 'node:crypto';
import type { Action as WireAction } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ReadFailure } from '#playbook';
import { ruleOf } from './elbv2-rules.ts';
import type { Rule } from './elbv2-rules.ts';
import { read } from './service.ts';
import { inputKey } from './sharing.ts';
import { unknownMembersOf } from './unknown-members.ts';

/** A listener rule with all that its actions have, to be put back with other weights. */
export interface WholeRule extends Rule {
  /** ARN of its listener. */
  readonly listener: string;
  readonly isDefault: boolean;
  readonly wire: readonly WireAction[];
  /** Tells states of the actions apart. */
  readonly fingerprint: string;
  /** Members that this version of the SDK does not know, and would take away. */
  readonly unknown: readonly string[];
}

export const wholeRule = read(
  'elbv2',
  'DescribeRules',
  async (send, { arn }: { readonly arn: string }): Promise<WholeRule> => {
    const answer = await send({ RuleArns: [arn] });
    const wire = answer.Rules?.find(({ RuleArn }) => RuleArn === arn);
    if (!wire) throw new ReadFailure('absent', 'there is no such rule', 'elasticloadbalancing:DescribeRules');
    const actions = wire.Actions ?? [];
    return {
      ...ruleOf(wire),
      listener: arn.replace(':listener-rule/', ':listener/').replace(/\/[^/]*$/, ''),
      isDefault: wire.IsDefault ?? false,
      wire: actions,
      fingerprint: createHash('sha256').update(inputKey(actions)).digest('hex'),
      unknown: unknownMembersOf(answer),
    };
  },
);

/**
 * All actions of a rule with other weights for its target groups. The secret of an identity provider is never given
 * out: AWS is told to keep the one it has.
 */
export function withWeights(actions: readonly WireAction[], weights: Readonly<Record<string, number>>): WireAction[] {
  return actions.map((action) => {
    const { AuthenticateOidcConfig: oidc, ForwardConfig: forward } = action;
    if (oidc) return { ...action, AuthenticateOidcConfig: { ...oidc, UseExistingClientSecret: true } };
    if (!forward) return action;
    const TargetGroups = forward.TargetGroups?.map((group) => ({
      ...group,
      Weight: weights[group.TargetGroupArn ?? ''] ?? group.Weight,
    }));
    return { ...action, ForwardConfig: { ...forward, TargetGroups } };
  });
}
