import type { Config } from '#config';
import type { Change, Proposal } from '#store';
import { canonicalText } from '../approval/canonical.ts';
import type { Rights, Terms } from '../approval/decide.ts';
import type { Rule } from '../approval/policy.ts';
import type { Person, Standing } from '../approval/standing.ts';
import { barredAmong, circleOf, unknownPerson } from './circle.ts';
import type { Sources } from './circle.ts';
import { emergency, entitlement, subjectOf } from './entitlement.ts';
import type { Entitlement } from './entitlement.ts';
import type { Approvers } from './guarded-changes.ts';

/** Who may decide about a change, as looked up for one happening. */
export interface LookedUp {
  readonly rights: Rights;
  /** What the change was proposed on, no laxer than the configuration is now. */
  readonly terms: Terms;
  readonly approvers: Approvers;
  /** Why whoever it was looked up for may decide about nothing at all; null when nothing stands against it. */
  readonly barred: string | null;
  /** Something could not be read just now: who seems to have no rights may have them in a minute. */
  readonly uncertain: boolean;
}

/**
 * Looks up anew who may decide about a change: by the rule it was proposed under and by the configuration as it is now,
 * both; of those who voted and of `by`, also whether they still are who they were. Never rejects: what cannot be read
 * gives nobody rights.
 */
export type LookUpRights = (
  change: Pick<Change, 'proposal' | 'votes'> & Partial<Pick<Change, 'standing'>>,
  by: Person | null,
  at: Date,
) => Promise<LookedUp>;

export function rightsFrom(config: Config, sources: Sources): LookUpRights {
  return async ({ proposal, votes, standing }, by, at) => {
    const { requester } = proposal;
    const subject = subjectOf(proposal, config);
    const now = entitlement(subject, sources.team, config);
    const mayThemselves = proposal.requesterMayApprove && (now?.requesterMayApprove ?? false);
    const rules = rulesOf(proposal, now);
    const concerned = [...votes.map((vote) => vote.by), ...keepersOf(standing), ...(by === null ? [] : [by])];
    const [circle, barred] = await Promise.all([
      circleOf(rules, { without: mayThemselves ? null : requester, at }, sources),
      barredAmong(concerned, sources),
    ]);
    const stranger = notAmong(circle, rules.length > 0);
    const rights: Rights = {
      against: (person) => {
        const barrier = barred.get(person);
        if (barrier === undefined) return unknownPerson;
        if (barrier !== null || circle.people.includes(person)) return barrier;
        return person === requester && !mayThemselves
          ? 'Somebody else has to decide about it: it is your own.'
          : stranger;
      },
      enough: circle.enough,
    };
    const terms = { ...proposal, requesterMayApprove: mayThemselves };
    const uncertain = circle.unreadable.length > 0 || [...barred.values()].includes(unknownPerson);
    const common = { approvers: circle, barred: by === null ? null : (barred.get(by) ?? null), uncertain };
    if (!proposal.breakGlass) return { rights, terms, ...common };
    const rule = emergency(subject, sources.team, config)?.rule;
    const breakers = await circleOf(rule ? [rule] : [], { without: null, at }, sources);
    return {
      rights: brokenGlass(proposal, rights, barred, breakers.people.includes(requester)),
      terms: { ...terms, requesterMayApprove: true },
      ...common,
      uncertain: uncertain || breakers.unreadable.length > 0,
    };
  };
}

function keepersOf(standing: Standing | undefined): readonly Person[] {
  return standing && 'keepers' in standing ? (standing.keepers ?? []) : [];
}

/** Null where nobody may approve a change: by now, or when it was asked for. */
function rulesOf({ rule, breakGlass }: Proposal, now: Entitlement | null): readonly Rule[] {
  if (now === null || (rule === null && !breakGlass)) return [];
  if (rule === null || canonicalText(plain(rule)) === canonicalText(plain(now.rule))) return [now.rule];
  return [rule, now.rule];
}

function plain({ accountTags, ...rule }: Rule) {
  return { ...rule, accountTags: { ...accountTags } };
}

/** Whoever broke the glass is enough, and nobody else can be; who may approve such changes may still stop it. */
function brokenGlass(
  { requester }: Proposal,
  others: Rights,
  barred: ReadonlyMap<Person, string | null>,
  may: boolean,
): Rights {
  return {
    against: (person) => {
      if (person !== requester) return others.against(person);
      if (!barred.has(person)) return unknownPerson;
      return barred.get(person) ?? (may ? null : 'You may not break the glass for this.');
    },
    enough: (people) => people.includes(requester),
  };
}

function notAmong({ says, unreadable }: Approvers, anyRule: boolean): string {
  if (!anyRule) return 'Nobody may approve this any more: the configuration has no rule for it.';
  if (unreadable.length > 0)
    return `It cannot be told just now whether you may approve this: ${unreadable.join(', ')} could not be read. Try again in a minute.`;
  return `You may not approve this: it takes ${says}.`;
}
