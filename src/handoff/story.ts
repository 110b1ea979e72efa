import type { Investigation, Place } from '#app';
import { redactText } from '#redaction';
import type { Remedy } from '#changes';
import type { Change, Store } from '#store';
import { personIn } from '../approval/person.ts';
import type { Person } from '../approval/standing.ts';

/** All that we know of one incident: what was looked into and what was changed, the oldest first. */
export interface Story {
  readonly investigations: readonly Investigation[];
  readonly changes: readonly Change[];
  /** There is more than was read. */
  readonly cut: boolean;
}

const most = 500;

/** What happened in a channel, or in one thread of it, since a time. On a terminal: anywhere. */
export async function storyIn(
  { team, channel, thread }: Place,
  since: Date,
  store: Pick<Store, 'recent' | 'changes'>,
): Promise<Story> {
  const everywhere = channel === '';
  const recent = await store.recent({ ...(everywhere ? {} : { channel }), limit: most });
  const investigations = recent.filter(
    ({ place, startedAt, messageTs }) =>
      (everywhere || place.team === team) &&
      Date.parse(startedAt) >= since.getTime() &&
      (thread === null || place.thread === thread || messageTs === thread),
  );
  const ids = new Set(investigations.map(({ id }) => id));
  const asked = (await store.changes?.list({ askedSince: since, limit: most })) ?? [];
  const changes = asked.filter(({ proposal: { place, investigation } }) => {
    if (everywhere || (investigation !== null && ids.has(investigation))) return true;
    return place.team === team && place.channel === channel && (thread === null || place.thread === thread);
  });
  return told(investigations, changes, recent.length === most || asked.length === most);
}

/** What belongs to an investigation: its re-runs, what it repeats, what else is in its thread, and their changes. */
export async function storyOf(investigation: Investigation, store: Pick<Store, 'recent' | 'changes'>): Promise<Story> {
  const { place, startedAt, messageTs } = investigation;
  const thread = place.thread ?? messageTs;
  // A re-run repeats something older, and is itself at most some days younger than what it repeats.
  const since = new Date(Date.parse(startedAt) - 7 * 24 * 60 * 60_000);
  const recent = await store.recent({ channel: place.channel, limit: most });
  const ids = new Set([investigation.id]);
  for (let size = 0; size !== ids.size;) {
    size = ids.size;
    for (const { id, repeats, place: other, messageTs: card } of recent) {
      const same = thread !== null && (other.thread === thread || card === thread);
      if (same || (repeats !== null && ids.has(repeats))) ids.add(id);
      if (repeats !== null && ids.has(id)) ids.add(repeats);
    }
  }
  const found = recent.filter(({ id }) => ids.has(id));
  const investigations = found.some(({ id }) => id === investigation.id) ? found : [...found, investigation];
  const asked = (await store.changes?.list({ askedSince: since, limit: most })) ?? [];
  const changes = asked.filter(({ proposal }) => {
    if (proposal.investigation !== null && ids.has(proposal.investigation)) return true;
    return thread !== null && proposal.place.channel === place.channel && proposal.place.thread === thread;
  });
  return told(investigations, changes, asked.length === most);
}

function told(investigations: readonly Investigation[], changes: readonly Change[], cut: boolean): Story {
  return {
    investigations: investigations.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)),
    changes: changes.toSorted((a, b) => a.askedAt.getTime() - b.askedAt.getTime()),
    cut,
  };
}

/** One line of a timeline. */
export interface Moment {
  /** ISO 8601. */
  readonly at: string;
  readonly who: Person | null;
  /** What follows the name, if there is one; a sentence otherwise. Redacted; not escaped. */
  readonly says: string;
  /** `decided`: somebody decided something about a change. */
  readonly kind: 'symptom' | 'seen' | 'looked-into' | 'asked' | 'decided' | 'made' | 'checked';
}

/** Everything of a story that has a time, in order. */
export function timelineOf(
  { investigations, changes }: Story,
  remedies: ReadonlyMap<string, Remedy>,
): readonly Moment[] {
  const moments = [
    ...investigations.flatMap(momentsOfInvestigation),
    ...changes.flatMap((change) => momentsOfChange(change, remedies)),
  ];
  const distinct = new Map(moments.map((moment) => [JSON.stringify(moment), moment]));
  return [...distinct.values()].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

function momentsOfInvestigation(investigation: Investigation): readonly Moment[] {
  const { ask, askedBy, place, startedAt, finishedAt, report, failure } = investigation;
  const asked: Moment = {
    at: startedAt,
    who: personIn(place.team, askedBy),
    says: `asked for ${ask.playbook}${ask.subject === null ? '' : ` ${ask.subject}`}`,
    kind: 'looked-into',
  };
  const end = finishedAt ?? startedAt;
  if (!report)
    return [asked, ...(failure === null ? [] : [moment(end, `It could not be found out: ${failure}`, 'looked-into')])];
  const { symptom, changes, diagnosis } = report;
  const since = symptom.known && symptom.seen ? symptom.since : null;
  const until = symptom.known ? symptom.until : null;
  return [
    ...(since === null || !symptom.known ? [] : [moment(since, `It began: ${symptom.says}`, 'symptom')]),
    ...(until === null ? [] : [moment(until, 'It was over.', 'symptom')]),
    ...changes.map(({ at, what, who, trigger }) =>
      moment(at, `${who ?? 'Somebody'} changed: ${what}${trigger ? ' (this likely set it off)' : ''}`, 'seen'),
    ),
    asked,
    moment(end, `Found: ${diagnosis.says}`, 'looked-into'),
  ];
}

function momentsOfChange(change: Change, remedies: ReadonlyMap<string, Remedy>): readonly Moment[] {
  const { proposal, askedAt, votes, executions, verified, standing, movedAt, review } = change;
  const what = remedies.get(proposal.action)?.title ?? proposal.action;
  const by = (at: Date, who: Person | null, says: string, kind: Moment['kind']): Moment => ({
    at: at.toISOString(),
    who,
    says: redactText(says),
    kind,
  });
  const asked = proposal.breakGlass ? `made without approval: ${what}` : `asked for: ${what}`;
  return [
    by(askedAt, proposal.requester, `${asked} (“${proposal.reason}”)`, 'asked'),
    ...votes.map((vote) => by(vote.at, vote.by, `approved: ${what}`, 'decided')),
    ...executions.flatMap(({ kind, attempts }) =>
      attempts.map(({ intentAt, outcome, says }) => {
        const came = outcome === null ? 'no answer is known yet' : (says ?? outcome);
        return by(intentAt, null, `${kind === 'do' ? 'Changed' : 'Undone'}: ${what}. ${came}`, 'made');
      }),
    ),
    ...verified.map(({ at, says }) => by(at, null, `Looked at the effect: ${says}`, 'checked')),
    ...decisionOf(standing).map(({ who, says }) => by(movedAt, who, `${says}: ${what}`, 'decided')),
    ...(review?.state === 'closed'
      ? [by(review.at, review.by, `reviewed: ${what} (“${review.note}”)`, 'decided')]
      : []),
  ];
}

/** What a person decided, or what nobody did in time, where that is what a change ended with. */
function decisionOf(standing: Change['standing']): readonly { readonly who: Person | null; readonly says: string }[] {
  switch (standing.state) {
    case 'denied':
      return [{ who: standing.by, says: `said no (“${standing.reason}”)` }];
    case 'kept':
      return [{ who: standing.by, says: 'decided that it stays' }];
    case 'reverted':
      return standing.by === null ? [] : [{ who: standing.by, says: 'had it undone' }];
    case 'expired':
      return [{ who: null, says: 'Nobody approved it in time' }];
    case 'withdrawn':
      return [{ who: null, says: 'Withdrawn' }];
    case 'pending':
    case 'approved':
    case 'stale':
    case 'executing':
    case 'failed':
    case 'unknown':
    case 'applied':
    case 'reverting':
    case 'done':
    case 'revert-stopped':
    case 'revert-unknown':
      return [];
  }
}

function moment(at: string, says: string, kind: Moment['kind']): Moment {
  return { at, who: null, says: redactText(says), kind };
}
