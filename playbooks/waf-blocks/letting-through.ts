import { offer } from '#playbook';
import type { Offer } from '#playbook';
import type { JudgedBlock } from '#facts/waf/episode';
import { isAttackRule } from '#facts/waf/known-rules';
import { countRule } from '#remediations/waf/count-rule';

/**
 * The one rule that turns people away only counts for a while. Not what turns attacks away, and not what belongs to
 * Firewall Manager, which this account cannot change.
 */
export function counting({ arn }: { readonly arn: string }, block: JudgedBlock): readonly Offer[] {
  const { rule, within, managedGroup, label } = block;
  if (rule?.place !== 'own' || block.turn !== 'BLOCK') return [];
  // By a label it is a rule of one's own that decides, whatever group had put the label on.
  const inGroup = label === null ? within : null;
  if (isAttackRule(inGroup ?? rule.name) || (label === null && managedGroup !== null && inGroup === null)) return [];
  const given = { webAcl: arn, rule: rule.name, ...(inGroup !== null && { inGroup }) };
  // A web ACL for CloudFront is changed in its own region, wherever it was asked about.
  const [, , , region] = arn.split(':');
  return [arn.includes(':global/') && region ? offer(countRule, given, { region }) : offer(countRule, given)];
}
