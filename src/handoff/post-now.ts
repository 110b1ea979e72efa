import { ulid } from 'ulid';
import type { Place } from '#app';
import type { DurableStore, ShiftHandoff } from '#store';
import type { Person } from '../approval/standing.ts';
import { carried, openKeys } from './carry.ts';
import type { Handoff } from './handoff.ts';
import { toChannels } from './work.ts';
import type { HandoffJob } from './work.ts';

const remindMs = 30 * 60_000;

/**
 * Posts a handoff because somebody asked for it, in the channel they asked in: from them to whoever is next, or to
 * whoever takes it over. Gives what was stored.
 */
export async function postNow(
  found: Handoff,
  by: Person,
  { team, channel }: Pick<Place, 'team' | 'channel'>,
  { changes, handoffs }: Pick<DurableStore, 'changes' | 'handoffs'>,
): Promise<ShiftHandoff> {
  const now = await changes.now();
  const [previous] = await handoffs.newest({ team, states: ['posted'], limit: 1 });
  const id = `hnd_${ulid(now.getTime())}`;
  const next = found.onCall?.people.includes(by) ? (found.onCall.next?.people ?? []) : (found.onCall?.people ?? []);
  const handoff: Omit<ShiftHandoff, 'version'> = {
    id,
    team,
    occasion: `asked ${id}`,
    at: now,
    since: new Date(found.window.from),
    outgoing: [by],
    incoming: next.filter((person) => person !== by),
    state: 'posted',
    content: carried(found, previous?.content ?? null),
    words: { context: '', watch: '', notes: '' },
    accepted: [],
    previous: previous?.id ?? null,
  };
  const remind: HandoffJob = { kind: 'handoff-remind', ref: id, runAt: new Date(now.getTime() + remindMs) };
  const begun = await handoffs.begin(handoff, {
    post: [...toChannels('posted', handoff, [channel]), ...toChannels('more', handoff, [channel])],
    schedule: openKeys(handoff).length > 0 ? [remind] : [],
  });
  return begun.handoff;
}
