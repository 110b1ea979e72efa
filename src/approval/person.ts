import type { Person } from './standing.ts';

/** A person as decisions name them: `<team>.<user>`. */
export function personIn(team: string, user: string): Person {
  return `${team}.${user}`;
}

/** The user id of a person, without the team; what names no team is taken for the user. */
export function userOf(person: Person): string {
  return person.slice(person.indexOf('.') + 1);
}

/** Where a message to one person alone goes. */
export function directPlace(person: Person): {
  readonly team: string;
  readonly channel: string;
  readonly thread: null;
} {
  return { team: person.slice(0, Math.max(0, person.indexOf('.'))), channel: userOf(person), thread: null };
}
