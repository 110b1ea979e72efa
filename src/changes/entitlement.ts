import { spanMs } from '#config';
import type { ApprovalConfig, BreakGlassConfig, Config } from '#config';
import { personIn } from '../approval/person.ts';
import { ruleFor } from '../approval/policy.ts';
import type { Rule, Subject } from '../approval/policy.ts';

/** What the configuration says about approving a change. */
export interface Entitlement {
  readonly rule: Rule;
  readonly requesterMayApprove: boolean;
  readonly expiresAfterMs: number;
  readonly startWithinMs: number;
}

/** What the configuration says about making a change without approval. */
export interface Emergency {
  /** Who may; one person is enough. */
  readonly rule: Rule;
  readonly lastsAtMostMs: number;
  readonly duringFreezes: boolean;
}

/** Of a change, what the configuration asks about. */
export interface AccountSubject extends Subject {
  /** Its id, and what the configuration calls it; in lower case. */
  readonly accountNames: readonly string[];
}

/** Of a change, what the configuration asks about; the labels of its account are those of the configuration now. */
export function subjectOf(
  { action, risk, account }: Pick<Subject, 'action' | 'risk'> & { readonly account: string },
  config: Config,
): AccountSubject {
  const known = config.accounts.find(({ id }) => id === account);
  const accountNames = [account, ...(known ? [known.name.toLowerCase()] : [])];
  return { action, risk, accountTags: known?.tags ?? {}, accountNames };
}

/** Who may approve a change; null when nobody may. Slack user ids are those of `team`. */
export function entitlement(subject: AccountSubject, team: string, config: Config): Entitlement | null {
  const found = firstThatFits(subject, config.approvals, (each) =>
    ruleOf(each, team, each.needed, each.differentGroups),
  );
  if (!found) return null;
  const { requesterMayApprove, expiresAfter, startWithin } = found.entry;
  return {
    rule: found.rule,
    requesterMayApprove,
    expiresAfterMs: spanMs(expiresAfter),
    startWithinMs: spanMs(startWithin),
  };
}

/** Who may break the glass for a change; null when nobody may. */
export function emergency(subject: AccountSubject, team: string, config: Config): Emergency | null {
  const found = firstThatFits(subject, config.breakGlass, (each) => ruleOf(each, team, 1, false));
  if (!found) return null;
  const { lastsAtMost, duringFreezes } = found.entry;
  return { rule: found.rule, lastsAtMostMs: spanMs(lastsAtMost), duringFreezes };
}

/** What rules say of actions that there are not, as sentences: a slip of the pen lets nobody do what somebody relies on. */
export function idleActions({ approvals, breakGlass }: Config, actions: Iterable<string>): readonly string[] {
  const known = [...actions];
  const idle = (part: string, entries: readonly { readonly actions: readonly string[] }[]) =>
    entries.flatMap((entry, i) =>
      entry.actions
        .filter((pattern) => known.every((action) => ruleFor(anyOf(action), [everybody(pattern)]) === null))
        .map((pattern) => `${part}[${i}].actions: no change is called “${pattern}”.`),
    );
  return [...idle('approvals', approvals), ...idle('breakGlass', breakGlass)];
}

function anyOf(action: string): Subject {
  return { action, risk: 'low', accountTags: {} };
}

function everybody(pattern: string): Rule {
  const nobody = { users: [], groups: [], onCall: false, needed: 1, differentGroups: false };
  return { actions: [pattern], risks: [], accountTags: {}, ...nobody };
}

function firstThatFits<E extends { readonly accounts?: readonly string[] }>(
  subject: AccountSubject,
  entries: readonly E[],
  ruleFrom: (entry: E) => Rule,
) {
  const here = entries.filter(
    ({ accounts }) =>
      accounts === undefined || accounts.some((name) => subject.accountNames.includes(name.toLowerCase())),
  );
  const all = here.map((entry) => ({ entry, rule: ruleFrom(entry) }));
  const rule = ruleFor(
    subject,
    all.map((each) => each.rule),
  );
  return all.find((each) => each.rule === rule) ?? null;
}

function ruleOf(
  { actions, risks, accountTags, users, groups, onCall }: ApprovalConfig | BreakGlassConfig,
  team: string,
  needed: number,
  differentGroups: boolean,
): Rule {
  const people = users.map((user) => personIn(team, user));
  return { actions, risks, accountTags, users: people, groups, onCall, needed, differentGroups };
}
