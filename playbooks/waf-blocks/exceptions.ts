import type { JudgedBlock } from '#facts/waf/episode';
import { labelledBy, plain } from '#facts/waf/known-rules';
import type { Profile } from '#facts/waf/profile';
import { steadyPath } from './reading.ts';

/** The narrowest way to let requests through again, as text: nothing is ever changed by us. */

/** One rule of a managed group only counts, and its label keeps blocking everywhere else. */
export function countOneRule(block: JudgedBlock, profile: Profile): string {
  const { rule, within } = block;
  if (block.label !== null)
    return owned(block, `In rule ${rule?.name} leave out requests whose path begins with ${steadyPath(profile)}.`);
  const label = labelOf(block) ?? 'that the rule still adds';
  return owned(
    block,
    `In rule ${rule?.name} override ${within} to Count (RuleActionOverrides); all its other rules stay on. To keep it everywhere but for ${steadyPath(profile)}, block the label ${label} in a rule behind it, except for that path.`,
  );
}

/** A rule of one's own leaves the path out. */
export function leaveOut(block: JudgedBlock, profile: Profile): string {
  return owned(
    block,
    `In rule ${block.rule?.name ?? block.key} leave out requests whose path begins with ${steadyPath(profile)}, or put an Allow rule for them before it.`,
  );
}

/** Some callers are let in before the rule is asked. */
export function letIn(block: JudgedBlock, callers: string): string {
  return owned(
    block,
    `Put ${callers} into an IP set, and an Allow rule for it before ${block.rule?.name ?? 'the default action'}; nobody else is let in by that.`,
  );
}

/** Who may change it: rules of Firewall Manager are not the account's own. */
export function owned({ rule }: JudgedBlock, text: string): string {
  if (!rule || rule.place === 'own') return text;
  return `Ask whoever owns the Firewall Manager policy, since this account cannot change it: ${text}`;
}

/** The label that the deciding rule put on the requests. */
export function labelOf({ within, requests }: JudgedBlock): string | null {
  if (within === null) return null;
  const labels = requests.flatMap((request) => request.labels);
  return labels.find((label) => plain(labelledBy(label)?.rule ?? '') === plain(within)) ?? null;
}
