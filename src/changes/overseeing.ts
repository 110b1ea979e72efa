import type { Risk } from '#playbook';
import type { Change } from '#store';
import { personIn } from '../approval/person.ts';
import type { Person, State } from '../approval/standing.ts';
import { note } from './along.ts';
import { barredAmong, circleOf, unknownPerson } from './circle.ts';
import type { Desk } from './desk.ts';
import { emergency, entitlement, subjectOf } from './entitlement.ts';
import type { Answered, Approvers, Wanted } from './guarded-changes.ts';
import { turnedOff } from './switch.ts';
import { within } from './words.ts';

/** It ended without having been made, or was undone. */
const unmade: ReadonlySet<State> = new Set(['denied', 'withdrawn', 'expired', 'stale', 'failed', 'reverted']);

const risks: readonly Risk[] = ['low', 'medium', 'high'];

/** The form of a change, to be sent again; null where it would make no sense. */
export async function again({ store }: Desk, id: string, by: Person, extend: boolean): Promise<Wanted | null> {
  const change = await store.find(id);
  if (!change) return null;
  const { proposal, standing } = change;
  if (extend ? standing.state !== 'applied' : !unmade.has(standing.state)) return null;
  const { action, account, region, given, reason, lastsMs, place, investigation } = proposal;
  return {
    remedy: action,
    account,
    region,
    given,
    reason: extend ? '' : reason,
    lastsMs: extend ? null : lastsMs,
    by,
    place,
    investigation,
    extends: extend ? id : proposal.extends,
    breakGlass: false,
    typed: null,
  };
}

/** Ends the review of a change that was made without approval: by somebody else, who may approve or make such changes. */
export async function closeReview(desk: Desk, id: string, by: Person, text: string): Promise<Answered> {
  const { store, sources, config } = desk;
  const change = await store.find(id);
  if (!change?.review) return no('There is nothing to review.', change);
  if (change.review.state === 'closed') return no('It has been reviewed already.', change);
  if (text.trim() === '') return no('Say what came of the review.', change);
  const { proposal } = change;
  if (by === proposal.requester) return no('Somebody else has to review it.', change);
  const at = await store.now();
  const looked = await desk.rights(change, by, at);
  const rule = emergency(subjectOf(proposal, config), sources.team, config)?.rule;
  const breakers = await circleOf(rule ? [rule] : [], { without: proposal.requester, at }, sources);
  const against = looked.barred ?? (breakers.people.includes(by) ? null : looked.rights.against(by));
  if (against !== null) return turnAway(desk, by, 'review', id, against, change);
  const says = `reviewed it: ${within(text)}.`;
  const closed = await store.closeReview({
    change: id,
    by,
    note: text.trim(),
    because: [{ actor: by, what: 'reviewed', ref: id, details: { note: text.trim() } }],
    refresh: [id],
    post: [note(change, { what: 'reviewed', says, by, to: [proposal.requester] })],
  });
  return closed
    ? { ok: true, says: 'The review is closed.', change: await store.find(id) }
    : no('It has been reviewed already.', change);
}

/** Anybody may turn all changes off; who may approve anything at all, or make changes in an emergency, turns them on. */
export async function turn(desk: Desk, on: boolean, by: Person, why: string): Promise<Answered> {
  const { store, sources } = desk;
  const now = await store.switch();
  if (now.on === on) return no(on ? 'Changes are turned on already.' : turnedOff(now), null);
  if (!on && why.trim() === '') return no('Say why: it is what everybody is told who wants to change something.', null);
  const barred = await barredAmong([by], sources);
  const barrier = barred.get(by) ?? (barred.has(by) ? null : unknownPerson);
  const against = barrier ?? (on ? await notAnApprover(desk, by) : null);
  if (against !== null) return turnAway(desk, by, on ? 'turn-on' : 'turn-off', null, against, null);
  const what = on ? 'turned-on' : 'turned-off';
  const details = { why: why.trim() };
  await store.turn({ on, by, why: why.trim(), because: [{ actor: by, what, ref: null, details }] });
  return {
    ok: true,
    says: on
      ? 'Changes are turned on: what is approved is done again.'
      : 'All changes are turned off. What was changed is still undone at its end.',
    change: null,
  };
}

/** Who could approve such a change, for each risk it may have. */
export async function whoMay(
  { store, config, sources }: Desk,
  action: string,
  account: string | null,
): Promise<readonly { readonly risk: Risk; readonly approvers: Approvers }[]> {
  const named = account?.toLowerCase();
  const found = config.accounts.find(({ id, name }) => id === named || name.toLowerCase() === named);
  const only = config.accounts.length === 1 ? config.accounts[0] : undefined;
  const where = found ?? (account === null ? only : undefined);
  const at = await store.now();
  return Promise.all(
    risks.map(async (risk) => {
      const subject = subjectOf({ action, risk, account: where?.id ?? account ?? '' }, config);
      const rule = entitlement(subject, sources.team, config)?.rule;
      const { people, needed, unreadable, says } = await circleOf(rule ? [rule] : [], { without: null, at }, sources);
      return { risk, approvers: { people, needed, unreadable, says } };
    }),
  );
}

async function notAnApprover({ store, config, sources }: Desk, by: Person): Promise<string | null> {
  const at = await store.now();
  const rules = [...config.approvals, ...config.breakGlass].flatMap((entry) => {
    const users = entry.users.map((user) => personIn(sources.team, user));
    return [{ ...entry, users, needed: 1, differentGroups: false }];
  });
  for (const rule of rules) {
    const circle = await circleOf([rule], { without: null, at }, sources);
    if (circle.people.includes(by)) return null;
  }
  return 'Only who may approve changes may turn them on again.';
}

async function turnAway(
  { store }: Desk,
  actor: Person,
  tried: string,
  ref: string | null,
  says: string,
  change: Change | null,
): Promise<Answered> {
  await store.record([{ actor, what: 'refused', ref, details: { tried, says } }]);
  return no(says, change);
}

function no(says: string, change: Change | null): Answered {
  return { ok: false, says, change };
}
