import { isTerminal } from '#app';
import type { App, Request } from '#app';
import type { Person } from '../../src/approval/standing.ts';

const minute = 60_000;

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

/** A person's id without the team's. */
export function userOf(person: Person): string {
  return person.slice(person.indexOf('.') + 1);
}

/** “14:05 UTC”, with the day where it is another one. */
export function moment(at: Date, now: Date): string {
  const iso = at.toISOString();
  const day = iso.slice(0, 10) === now.toISOString().slice(0, 10) ? '' : `${iso.slice(0, 10)} `;
  return `${day}${iso.slice(11, 16)} UTC`;
}

/** “14:05 UTC, in 23 min”, “13:05 UTC, 37 min ago”. */
export function whenAndHowFar(at: Date, now: Date): string {
  const far = at.getTime() - now.getTime();
  return `${moment(at, now)}, ${far >= 0 ? `in ${span(far)}` : `${span(-far)} ago`}`;
}

/** “45 min”, “2 h 30 min”, “3 d”. */
export function span(ms: number): string {
  if (ms < minute) return `${Math.max(1, Math.round(ms / 1000))} s`;
  const minutes = Math.round(ms / minute);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60)
    return [`${Math.floor(minutes / 60)} h`, ...(minutes % 60 ? [`${minutes % 60} min`] : [])].join(' ');
  return `${Math.round(minutes / (24 * 60))} d`;
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
