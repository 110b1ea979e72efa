import { UsageError, sortWords } from '#app';
import type { App, Command, Reply, Request } from '#app';
import type { Answered, GuardedChanges } from '#changes';
import type { Change } from '#store';
import { changeData } from './changes/data.ts';
import { whole } from './changes/change-text.ts';
import { draftReply } from './changes/draft-text.ts';
import { guardedOf, actorIn } from './changes/guarded.ts';
import { newest, reply, underWay } from './changes/listing.ts';
import { seenIn } from './changes/seen.ts';
import type { See } from './changes/seen.ts';
import { ours, voiceFor } from './changes/voice.ts';
import type { Voice } from './changes/voice.ts';
import type { Person } from '../src/approval/standing.ts';

/** What can be done to one change, by its word. Each takes what was typed as reason=…. */
const deeds: Readonly<
  Record<string, (id: string, by: Person, reason: string | null, changes: GuardedChanges) => Promise<Answered>>
> = {
  undo: (id, by, _, changes) => changes.undo(id, by),
  keep: (id, by, _, changes) => changes.keep(id, by),
  withdraw: (id, by, _, changes) => changes.withdraw(id, by),
  deny: (id, by, reason, changes) => changes.deny(id, by, needed(reason, 'deny')),
  'took-effect': (id, by, _, changes) => changes.settle(id, by, true),
  'did-not': (id, by, _, changes) => changes.settle(id, by, false),
  review: (id, by, reason, changes) => changes.closeReview(id, by, needed(reason, 'review')),
};
/** These open a form, which looks for itself whether it may be sent where it is. */
const forms: readonly string[] = ['extend', 'again'];
const switches: readonly string[] = ['on', 'off'];
const taken = { reason: 'value' } as const;

/** The ledger: what is in force, by whom, until when; and the switch for all of it. */
export const changesCommand: Command = {
  name: 'changes',
  needs: 'store',
  usage: 'changes [all | <id> | undo|extend|keep|withdraw|deny|again|review <id> | on|off] [reason="…"]',
  summary: 'What is in force, by whom and until when, also what others left behind; undo it; turn changes off.',
  decides: (words) => {
    const [what = '', change = null] = sortWords(words, taken).positionals;
    return Object.hasOwn(deeds, what) || switches.includes(what) ? { change } : null;
  },
  run: async (request, app) => {
    const { positionals, options } = sortWords(request.words, taken);
    const [what, id, ...others] = positionals;
    const reason = options.get('reason')?.trim() || null;
    if (others.length > 0) throw new UsageError(`“${others.join(' ')}” is not understood: one change at a time.`);
    const changes = guardedOf(app);
    const voice = voiceFor(request, app);
    const see = seenIn(request, app, changes);
    if (what === undefined) return underWay(changes, see, voice, request.signal);
    if (id === undefined) {
      if (what === 'all') return newest(changes, 20, see, voice);
      if (switches.includes(what)) {
        return answer(await changes.turn(what === 'on', actorIn(request), needed(reason, what)), changes, voice);
      }
      if (what.startsWith('chg_')) return one(what, changes, see, voice);
    }
    const deed = Object.hasOwn(deeds, what) ? deeds[what] : undefined;
    if (deed === undefined && !forms.includes(what)) throw notUnderstood(what);
    if (id === undefined) throw new UsageError(`Say which: changes ${what} chg_…. “changes” lists them.`);
    const by = actorIn(request);
    return deed
      ? answer(await deed(id, by, reason, changes), changes, voice)
      : formFor(what === 'extend', id, by, request, app);
  },
};

function notUnderstood(what: string): UsageError {
  return new UsageError(
    `“${what}” is not understood: say changes, changes all, changes chg_…, or ${[...Object.keys(deeds), ...forms].join(', ')} with an id, or on or off.`,
  );
}

function needed(reason: string | null, what: string): string {
  if (reason !== null) return reason;
  throw new UsageError(`Say why: changes ${what} … reason="…".`);
}

async function one(id: string, changes: GuardedChanges, see: See, voice: Voice): Promise<Reply> {
  const change = await changes.find(id);
  if (change === null) throw noSuch(id);
  await refuseHidden(change, see);
  return reply(whole(change, changes.remedies, voice), changeData(change, changes.remedies));
}

async function refuseHidden(change: Change, see: See): Promise<void> {
  if ((await see([change])).hidden > 0)
    throw new UsageError(`${change.proposal.id} belongs to another channel: ask for it there.`);
}

function noSuch(id: string): UsageError {
  return new UsageError(`There is no change “${id}”: say changes all for the newest.`);
}

async function formFor(extend: boolean, id: string, by: Person, request: Request, app: App): Promise<Reply> {
  const changes = guardedOf(app);
  const earlier = await changes.find(id);
  if (earlier !== null) await refuseHidden(earlier, seenIn(request, app, changes));
  const wanted = await changes.again(id, by, extend);
  if (wanted === null)
    throw new UsageError(
      extend ? `${id} is not in force: there is no end to put off.` : `${id} cannot be asked for again.`,
    );
  const signal = request.signal ?? new AbortController().signal;
  return {
    kind: 'form',
    wanted,
    preview: async () => draftReply(await changes.draft(wanted, signal), wanted, voiceFor(request, app)),
  };
}

function answer({ ok, says, change }: Answered, changes: GuardedChanges, voice: Voice): Reply {
  const data = { ok, says, change: change && changeData(change, changes.remedies) };
  return { ...reply([ours(says, voice)], data), ...(!ok && { problem: true }) };
}
