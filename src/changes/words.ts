import type { FieldChange, Preview } from '#playbook';
import { userOf } from '../approval/person.ts';
import type { Person } from '../approval/standing.ts';

/** A person in a sentence, as Slack mentions people: `<@U0123ABCD>`. */
export function nameOf(person: Person): string {
  return `<@${userOf(person)}>`;
}

/** "a", "a and b", "a, b and c". */
export function list(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** "14:05 UTC", with the date where it is not the day of `now`. */
export function clock(at: Date, now: Date): string {
  const iso = at.toISOString();
  const day = iso.slice(0, 10);
  return `${now.toISOString().startsWith(day) ? '' : `${day} `}${iso.slice(11, 16)} UTC`;
}

/** "45 min", "2 h", "1 h 30 min", "3 d". */
export function span(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const parts = [days > 0 && `${days} d`, hours > 0 && `${hours} h`, minutes % 60 > 0 && `${minutes % 60} min`];
  return parts.filter((part) => part !== false).join(' ');
}

/** A text inside a sentence: without the full stop at its end. */
export function within(sentence: string): string {
  return sentence.trim().replace(/\.$/u, '');
}

/** As a sentence: with a full stop at its end. */
export function sentence(text: string): string {
  const bare = text.trim();
  return /[.!?…]$/u.test(bare) ? bare : `${bare}.`;
}

/** What a change does, in a few words: "reserved concurrency of checkout: not set → 5". */
export function inShort({ changes }: Preview): string {
  const [first] = changes;
  if (!first) return 'nothing';
  const others = changes.length - 1;
  return `${fieldInShort(first)}${others === 0 ? '' : `, and ${others} more`}`;
}

/** What undoing it does: "reserved concurrency of checkout: 5 → not set". */
export function backInShort({ changes, ...preview }: Preview): string {
  return inShort({ ...preview, changes: changes.map((one) => ({ ...one, before: one.after, after: one.before })) });
}

/** The last part of an ARN or of a path: what people call a resource. */
export function shortName(resource: string): string {
  return /[^:/]+$/u.exec(resource)?.[0] ?? resource;
}

function fieldInShort({ resource, field, before, after }: FieldChange): string {
  return `${field} of ${shortName(resource)}: ${valueInShort(before)} → ${valueInShort(after)}`;
}

function valueInShort(value: FieldChange['before']): string {
  if (value === null) return 'not set';
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}
