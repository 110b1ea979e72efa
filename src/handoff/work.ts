import type { NewJob, NewMessage } from '#store';
import { directPlace, userOf } from '../approval/person.ts';
import type { Person } from '../approval/standing.ts';

/**
 * Jobs of handoffs. `ref` is the id of a handoff; that of `handoff-plan`, which looks for changes of shift again and
 * again, is the workspace.
 */
export const handoffJobs = ['handoff-plan', 'handoff-post', 'handoff-remind', 'handoff-escalate'] as const;
export type HandoffJob = NewJob & { readonly kind: (typeof handoffJobs)[number] };

/**
 * Messages of handoffs. `ref` is the id of the handoff; what they show is looked up when they are sent.
 *
 * - `handoff/draft/<user>`: the draft, to whoever hands over.
 * - `handoff/posted/<channel>`: the handoff itself, edited when a line is taken over.
 * - `handoff/more/<channel>`: the rest of it, in the thread of that.
 * - `handoff/remind/<user>`: nobody has taken it over.
 * - `handoff/escalate/<channel>`: the same to the configured group, in the thread.
 */
export type HandoffMessage = NewMessage & {
  readonly kind: `handoff/${'draft' | 'posted' | 'more' | 'remind' | 'escalate'}/${string}`;
};

/** A message to each of some people. */
export function direct(what: 'draft' | 'remind', id: string, people: readonly Person[]): readonly HandoffMessage[] {
  return people.map((person) => ({
    kind: `handoff/${what}/${userOf(person)}`,
    ref: id,
    place: directPlace(person),
    body: { handoff: id },
  }));
}

/** A message to each of some channels. */
export function toChannels(
  what: 'posted' | 'more' | 'escalate',
  { id, team }: { readonly id: string; readonly team: string },
  channels: readonly string[],
): readonly HandoffMessage[] {
  return channels.map((channel) => ({
    kind: `handoff/${what}/${channel}`,
    ref: id,
    place: { team, channel, thread: null },
    body: { handoff: id },
  }));
}
