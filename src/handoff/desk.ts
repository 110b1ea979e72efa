import type { DurableStore, OwnWords, ShiftHandoff } from '#store';
import type { Person } from '../approval/standing.ts';
import { openKeys } from './carry.ts';

/** What came of somebody's wish. `says` is for that person alone. */
export interface HandoffAnswered {
  readonly ok: boolean;
  readonly says: string;
  readonly handoff: ShiftHandoff | null;
}

/** Handoffs, as people deal with them. Nothing rejects for what a person did; a database out of reach rejects. */
export interface Handoffs {
  find(id: string): Promise<ShiftHandoff | null>;
  /** Takes over these lines, or all that are open. */
  accept(id: string, keys: readonly string[] | 'all', by: Person): Promise<HandoffAnswered>;
  write(id: string, words: OwnWords, by: Person): Promise<HandoffAnswered>;
  /** Posts a draft now instead of at the change. */
  postNow(id: string, by: Person): Promise<HandoffAnswered>;
  skip(id: string, by: Person): Promise<HandoffAnswered>;
}

const mostTries = 20;
/** So long after the change it is for whoever takes it: who was to come may have left, or sleep. */
const anybodyAfterMs = 45 * 60_000;

export function createHandoffs(store: Pick<DurableStore, 'changes' | 'handoffs'>): Handoffs {
  const { changes, handoffs } = store;

  /** Decides on what there is, and again when somebody else was faster. */
  async function move(
    id: string,
    decide: (handoff: ShiftHandoff) => Decision | Promise<Decision>,
  ): Promise<HandoffAnswered> {
    for (let tries = 0; tries < mostTries; tries++) {
      const handoff = await handoffs.find(id);
      if (handoff === null) return { ok: false, says: 'I no longer have that handoff.', handoff: null };
      const decision = await decide(handoff);
      if ('refused' in decision) return { ok: false, says: decision.refused, handoff };
      const { version, ...before } = handoff;
      const moved = await handoffs.move({ to: { ...before, ...decision.to }, version, refresh: [id] });
      if (moved.ok) return { ok: true, says: decision.says, handoff: moved.handoff };
    }
    return { ok: false, says: 'Too many people are at it at once: try again.', handoff: null };
  }

  return {
    find: (id) => handoffs.find(id),
    accept: (id, keys, by) =>
      move(id, async (handoff) => {
        if (handoff.state !== 'posted') return { refused: 'It is not handed over yet.' };
        const now = await changes.now();
        const anybodys = handoff.incoming.length === 0 || now.getTime() - handoff.at.getTime() >= anybodyAfterMs;
        if (!anybodys && !handoff.incoming.includes(by))
          return { refused: `It is for ${named(handoff.incoming)} to take over.` };
        const open = openKeys(handoff);
        const taken = keys === 'all' ? open : keys.filter((key) => open.includes(key));
        if (taken.length === 0)
          return { refused: open.length === 0 ? 'All of it is taken over already.' : 'Those are taken over already.' };
        const at = now.toISOString();
        const left = open.length - taken.length;
        return {
          to: { accepted: [...handoff.accepted, ...taken.map((key) => ({ key, by, at }))] },
          says:
            left === 0 ? 'You have taken over all of it.' : `You have taken over ${taken.length}; ${left} are open.`,
        };
      }),
    write: (id, words, by) =>
      move(id, (handoff) => refusal(handoff, by) ?? { to: { words }, says: 'Your words are in the draft.' }),
    skip: (id, by) =>
      move(id, (handoff) => refusal(handoff, by) ?? { to: { state: 'skipped' }, says: 'Nothing will be posted.' }),
    postNow: async (id, by) => {
      const handoff = await handoffs.find(id);
      if (handoff === null) return { ok: false, says: 'I no longer have that handoff.', handoff };
      const refused = refusal(handoff, by);
      if (refused) return { ok: false, says: refused.refused, handoff };
      await changes.schedule([{ kind: 'handoff-post', ref: id, runAt: await changes.now(), ifThere: 'replace' }]);
      return { ok: true, says: 'It is being posted.', handoff };
    },
  };
}

type Decision =
  | { readonly to: Partial<Pick<ShiftHandoff, 'accepted' | 'words' | 'state'>>; readonly says: string }
  | { readonly refused: string };

/** Only who hands over decides about a draft. */
function refusal({ state, outgoing }: ShiftHandoff, by: Person): { readonly refused: string } | null {
  if (state === 'posted') return { refused: 'It was posted already.' };
  if (state === 'skipped') return { refused: 'It was decided that nothing is posted.' };
  if (!outgoing.includes(by)) return { refused: `The draft is that of ${named(outgoing)}.` };
  return null;
}

/** As Slack mentions people. */
function named(people: readonly Person[]): string {
  return people.map((person) => `<@${person.slice(person.indexOf('.') + 1)}>`).join(' and ') || 'nobody in particular';
}
