import type { ChangesStore } from '#store';
import { decide } from '../../src/approval/decide.ts';
import type { Rights, Terms } from '../../src/approval/decide.ts';
import type { Happening } from '../../src/approval/standing.ts';
import { happened } from './a-proposal.ts';

/** Everybody may approve; two are needed. */
const rights: Rights = { against: () => null, enough: (people) => people.length >= 2 };

/**
 * Does with a change what any process would: decides on what it finds, and on what it finds then when somebody was
 * faster. Says what came of it: the state it brought the change to, or why not.
 */
export async function bringAbout(
  changes: ChangesStore,
  id: string,
  what: (at: Date) => Happening,
  by: string,
): Promise<string> {
  let change = await changes.find(id);
  for (;;) {
    if (!change) throw new Error(`${id} is lost`);
    const { proposal, standing, version } = change;
    const at = await changes.now();
    const terms: Terms = { ...proposal, expiresAt: new Date(at.getTime() + 60_000) };
    const decision = decide(standing, what(at), terms, rights);
    if (!decision.ok) return decision.says;
    const to = decision.next;
    const approved = to.state === 'approved';
    const moved = await changes.move({
      change: id,
      version,
      to,
      because: [happened(to.state, id, { actor: by })],
      post: [{ ref: id, kind: 'card', place: proposal.place, body: to.state }],
      schedule: approved ? [{ kind: 'execute', ref: id, runAt: at }] : [],
      ...(to.state === 'executing' ? { attempt: { opens: 'do', deadline: at, found: null } } : {}),
    });
    if (moved.ok) return to.state;
    if (moved.why !== 'overtaken') return moved.why;
    ({ change } = moved);
  }
}
