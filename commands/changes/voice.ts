import { isTerminal, span } from '#app';
import type { App, Request } from '#app';
import { userOf } from '../../src/approval/person.ts';
import type { Person } from '../../src/approval/standing.ts';
import { clock } from '../../src/changes/words.ts';

/** How an answer is worded where it is read: a chat knows people and has its own spelling of commands. */
export interface Voice {
  readonly now: Date;
  readonly person: (person: Person) => string;
  /** As it is to be typed, in a code span. */
  readonly command: (words: string) => string;
  /** An account as people call it. */
  readonly account: (id: string) => string;
}

export function voiceFor({ place }: Pick<Request, 'place'>, app: Pick<App, 'now' | 'config'>): Voice {
  const chat = !isTerminal(place);
  return {
    now: app.now(),
    person: (person) => (chat ? `<@${userOf(person)}>` : userOf(person)),
    command: (words) => `\`${chat ? '/opsmedic' : 'opsmedic'} ${words}\``,
    account: (id) => app.config.accounts.find((account) => account.id === id)?.name ?? id,
  };
}

/** “14:05 UTC, in 23 min”, “13:05 UTC, 37 min ago”. */
export function whenAndHowFar(at: Date, now: Date): string {
  const far = at.getTime() - now.getTime();
  return `${clock(at, now)}, ${far >= 0 ? `in ${span(far)}` : `${span(-far)} ago`}`;
}

/** Somebody's words inside of ours: on one line, and with no power over what is around them. */
export function quoted(text: string): string {
  return `“${harmless(text)}”`;
}

/** Text that is not ours, on one line and without marks that Markdown acts upon. */
export function harmless(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[`*|[\]<>]/gu, (mark) => substitutes.get(mark) ?? '')
    .trim();
}

const substitutes: ReadonlyMap<string, string> = new Map([
  ['`', "'"],
  ['*', '∗'],
  ['|', '¦'],
  ['[', '('],
  [']', ')'],
  ['<', '‹'],
  ['>', '›'],
]);

/** What is to be pasted, letter for letter; it cannot end its own block. */
export function block(text: string): readonly string[] {
  return ['```', text.replaceAll('```', "'''"), '```'];
}

/** A sentence of guarded changes, which names people as Slack does. */
export function ours(says: string, voice: Voice): string {
  return says
    .split(/(<@[UW][A-Z0-9]+>)/u)
    .map((part, index) => (index % 2 === 1 ? voice.person(`.${part.slice(2, -1)}`) : part.replaceAll(/[<>]/gu, '')))
    .join('');
}

/** Names of people in an answer, for a chat that has to know whom it may name. */
export function peopleIn(markdown: string): readonly string[] {
  return [...new Set([...markdown.matchAll(/<@([UW][A-Z0-9]+)>/gu)].map(([, id = '']) => id))];
}
