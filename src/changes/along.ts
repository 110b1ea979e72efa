import type { Plain, Preview } from '#playbook';
import type { Along, AuditEvent, Change, NewJob, Proposal } from '#store';
import { directPlace, userOf } from '../approval/person.ts';
import type { Person, Standing } from '../approval/standing.ts';
import type { ChangeJob, ChangeMessage } from './work.ts';
import { backInShort, clock, inShort, sentence, within } from './words.ts';

const minute = 60_000;

/** How long before its end people are told of it. */
const warnMs = 10 * minute;
/** When it is looked after a change, in minutes. */
export const verifiedAfter = [0, 1, 5, 15] as const;
/** When those who may approve are first reminded. */
const remindMs = 5 * minute;
/** More than these are not written to one by one. */
const mostTold = 8;

/** What goes with a proposal. `approvers` are told one by one: the card of a broken glass may stand where they are not. */
export function alongAsked(proposal: Proposal, approvers: readonly Person[], at: Date): Along {
  const { id, requester, place, expiresAt, breakGlass } = proposal;
  const told = approvers.filter((person) => person !== requester).slice(0, breakGlass ? 2 * mostTold : mostTold);
  return {
    because: [record(breakGlass ? 'glass-broken' : 'proposed', requester, id, about(proposal))],
    post: [
      { kind: 'card', ref: id, place, body: { change: id } },
      ...told.map((person): ChangeMessage => ({
        kind: `direct/${userOf(person)}`,
        ref: id,
        place: directPlace(person),
        body: { change: id },
      })),
      ...(breakGlass ? [brokenGlass(proposal, approvers)] : []),
    ],
    schedule: [
      job('expire', id, expiresAt),
      ...(breakGlass ? [] : [job('remind', id, new Date(Math.min(at.getTime() + remindMs, expiresAt.getTime())))]),
    ],
  };
}

/**
 * What goes with a move of a change to another standing, whoever makes it: its record in the audit log, its card edited,
 * a line in the thread where people should know, and what is to be done at which time. `by` is null for OpsMedic itself.
 */
export function along(before: Change, to: Standing, by: Person | null, at: Date): Along {
  const { id } = before.proposal;
  const says = noteOf(before, to, at);
  return {
    because: [record(whatOf(before.standing, to), by, id, detailsOf(before, to))],
    refresh: [id],
    ...(says === null ? {} : { post: [note(before, says)] }),
    schedule: jobsOf(before, to, at),
  };
}

/** A line in the thread of a change. */
export function note({ proposal, version }: Pick<Change, 'proposal' | 'version'>, line: Line): ChangeMessage {
  const { id, place } = proposal;
  const { what, says, by = null, to = [], ask = null, broadcast = false } = line;
  // Each move has its own: a later one never takes the place of what was said before.
  return {
    kind: `note/${what}-${version}`,
    ref: id,
    place,
    body: {
      change: id,
      says,
      ...(by === null ? {} : { by: userOf(by) }),
      to: [...new Set(to)].filter((person) => person !== by).map(userOf),
      ask,
      broadcast,
    },
  };
}

/** What a line in the thread says, to whom, and which buttons go with it. */
export interface Line {
  readonly what: string;
  /** What follows the name of who did it, or a sentence. */
  readonly says: string;
  readonly by?: Person | null;
  readonly to?: readonly Person[];
  readonly ask?: Extract<ChangeMessage, { kind: `note/${string}` }>['body']['ask'];
  readonly broadcast?: boolean;
}

function whatOf(before: Standing, to: Standing): string {
  if (newKeeper(before, to) !== null) return 'keep-wanted';
  switch (to.state) {
    case 'pending':
    case 'approved':
      return 'approved';
    case 'executing':
      return 'started';
    case 'applied':
      return before.state === 'applied' ? 'extended' : 'applied';
    case 'revert-stopped':
    case 'revert-unknown':
    case 'denied':
    case 'withdrawn':
    case 'expired':
    case 'stale':
    case 'failed':
    case 'unknown':
    case 'reverting':
    case 'reverted':
    case 'kept':
    case 'done':
      return to.state;
  }
}

function detailsOf({ proposal, standing }: Change, to: Standing): Plain {
  return {
    digest: proposal.digest,
    from: standing.state,
    to: to.state,
    ...('votes' in to ? { votes: to.votes.map((vote) => vote.by) } : {}),
    ...('reason' in to ? { reason: to.reason } : {}),
    ...('says' in to ? { says: to.says } : {}),
    ...('note' in to && to.note !== null ? { note: to.note } : {}),
    ...('until' in to ? { until: to.until.toISOString() } : {}),
    ...('startBy' in to ? { startBy: to.startBy.toISOString() } : {}),
    ...('anyway' in to && to.anyway ? { anyway: true } : {}),
    ...('keepers' in to && to.keepers ? { keepers: to.keepers } : {}),
  };
}

/** Who just said that it shall stay, without being enough. */
function newKeeper(before: Standing, to: Standing): Person | null {
  const [were, are] = [before, to].map((standing) => ('keepers' in standing ? (standing.keepers ?? []) : []));
  return before.state === to.state && are && were && are.length > were.length ? (are.at(-1) ?? null) : null;
}

/** Everything that an approver saw. */
function about(proposal: Proposal): Plain {
  const { action, account, region, params, risk, preview, digest, reason, breakGlass, investigation } = proposal;
  return {
    action,
    account,
    region,
    params,
    risk,
    digest,
    reason,
    breakGlass,
    investigation,
    extends: proposal.extends,
    changes: fieldsOf(preview),
    call: preview.call,
    needed: proposal.rule?.needed ?? 0,
    lastsMs: proposal.lastsMs,
    expiresAt: proposal.expiresAt.toISOString(),
  };
}

function fieldsOf({ changes }: Preview): Plain {
  return changes.map(({ resource, field, before, after }) => ({ resource, field, before, after }));
}

/** Edits of the card notify nobody: what somebody waits for is said in the thread as well. */
function noteOf(change: Change, to: Standing, at: Date): Line | null {
  const { proposal, standing } = change;
  const asker = [proposal.requester];
  const concerned = [...asker, ...change.votes.map((vote) => vote.by)];
  const what = inShort(proposal.preview);
  const back = backInShort(proposal.preview);
  const keeper = newKeeper(standing, to);
  if (keeper !== null) {
    const says = 'wants it to stay for good: somebody else who may approve it has to say so, too.';
    return { what: 'keep-wanted', says, by: keeper, to: asker };
  }
  switch (to.state) {
    case 'denied':
      return {
        what: 'denied',
        says: `said no: ${sentence(to.reason)}`,
        by: to.by,
        to: asker,
        ask: 'again',
      };
    case 'expired':
      return {
        what: 'expired',
        says: `Nothing was done: it ${standing.state === 'approved' ? 'could not begin in time' : 'was not approved in time'}.`,
        to: asker,
        ask: 'again',
      };
    case 'stale':
      return { what: 'stale', says: `Nothing was done: ${sentence(to.says)}`, to: concerned, ask: 'again' };
    case 'failed':
      return {
        what: 'failed',
        says: `Not changed: ${sentence(to.says)}`,
        to: concerned,
        ask: 'again',
        broadcast: true,
      };
    case 'unknown':
      return {
        what: 'unknown',
        says: `It is not known yet whether it was changed: ${sentence(to.says)}`,
        to: concerned,
      };
    case 'applied':
      if (standing.state === 'applied')
        return { what: 'extended', says: `It lasts until ${clock(to.until, at)} now.`, to: asker };
      return {
        what: 'applied',
        says: `${to.note === null ? 'Changed' : `Changed in part (${within(to.note)})`}: ${what}, until ${clock(to.until, at)}.`,
        to: asker,
        ask: 'undo',
        broadcast: true,
      };
    case 'done':
      if (proposal.extends !== null) return null;
      return {
        what: 'done',
        says: `${to.note === null ? 'Done' : `Done in part (${within(to.note)})`}: ${what}.`,
        to: asker,
        broadcast: true,
      };
    case 'reverted':
      return {
        what: 'reverted',
        says: to.by === null ? `Undone at its end: ${back}.` : `undid it: ${back}.`,
        by: to.by,
        to: asker,
        broadcast: true,
      };
    case 'revert-stopped':
      return {
        what: 'revert-stopped',
        says: `Not undone, somebody has to decide: ${sentence(to.says)}`,
        to: concerned,
        ask: 'decide',
        broadcast: true,
      };
    case 'revert-unknown':
      return {
        what: 'revert-unknown',
        says: `It is not known yet whether it was undone: ${sentence(to.says)}`,
        to: concerned,
      };
    case 'kept':
      return { what: 'kept', says: `said that it stays: ${what}.`, by: to.by, to: asker, broadcast: true };
    case 'pending':
    case 'approved':
    case 'withdrawn':
    case 'executing':
    case 'reverting':
      return null;
  }
}

function brokenGlass({ id, requester, place, reason, preview }: Proposal, approvers: readonly Person[]): ChangeMessage {
  const to = approvers.filter((person) => person !== requester).slice(0, 2 * mostTold);
  const says = `broke the glass, without approval: ${inShort(preview)}. “${within(reason)}” Somebody else has to review it.`;
  return {
    kind: 'note/glass-broken',
    ref: id,
    place,
    body: { change: id, says, by: userOf(requester), to: to.map(userOf), ask: 'review', broadcast: true },
  };
}

function jobsOf(before: Change, to: Standing, at: Date): readonly NewJob[] {
  const { id, extends: extended } = before.proposal;
  if (newKeeper(before.standing, to) !== null) return [];
  switch (to.state) {
    case 'approved':
      return [job('execute', id, at), job('expire', id, to.startBy)];
    case 'applied':
      return [...(before.standing.state === 'applied' ? [] : verifications(id, at)), ...untilJobs(id, to.until, at)];
    case 'done':
      return extended === null ? verifications(id, at) : [];
    case 'reverting':
      // At its end the job that notices it does it.
      return to.by === null ? [] : [job('revert', id, at)];
    case 'pending':
    case 'denied':
    case 'withdrawn':
    case 'expired':
    case 'stale':
    case 'executing':
    case 'failed':
    case 'unknown':
    case 'reverted':
    case 'revert-stopped':
    case 'revert-unknown':
    case 'kept':
      return [];
  }
}

function verifications(id: string, at: Date): readonly ChangeJob[] {
  return verifiedAfter.map((minutes) => job('verify', `${id}/${minutes}`, new Date(at.getTime() + minutes * minute)));
}

function untilJobs(id: string, until: Date, at: Date): readonly ChangeJob[] {
  const warn = new Date(until.getTime() - warnMs);
  return [...(warn > at ? [job('warn', id, warn)] : []), job('revert', id, until)];
}

function job(kind: ChangeJob['kind'], ref: string, runAt: Date): ChangeJob {
  return { kind, ref, runAt, ifThere: 'replace' };
}

function record(what: string, actor: Person | null, ref: string, details: Plain): AuditEvent {
  return { actor, what, ref, details };
}
