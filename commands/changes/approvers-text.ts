import type { Approvers } from '#changes';
import { harmless, ours } from './voice.ts';
import type { Voice } from './voice.ts';

/** More people are counted, and not named. */
const mostNamed = 12;

/** Who may approve, as looked up just now, and whom that could not be told of. */
export function approversText({ people, unreadable, says }: Approvers, voice: Voice): string {
  const named = says.includes('<@') || people.length === 0 || people.length > mostNamed;
  const names = named ? '' : ` (${people.map(voice.person).join(', ')})`;
  const unread = unreadable.length === 0 ? '' : `; could not be read: ${unreadable.map(harmless).join(', ')}`;
  return `${ours(says, voice)}${names}${unread}`;
}
