import { approvers as peopleOf, isEnough, unreadable as unreadableOf } from '../approval/policy.ts';
import type { Membership, Rule } from '../approval/policy.ts';
import type { Person } from '../approval/standing.ts';
import type { Approvers } from './guarded-changes.ts';
import type { OnCall, People } from './people.ts';
import { list, nameOf } from './words.ts';

/** Where it is looked up who people are. */
export interface Sources {
  /** Slack's id of the workspace to which user and group ids of the configuration belong. */
  readonly team: string;
  readonly people: People;
  readonly onCall: OnCall;
}

/** Those who may approve by all of some rules, as looked up just now. What could not be read adds nobody. */
export interface Circle extends Approvers {
  /** Whether these people together are enough, each counted once. */
  readonly enough: (people: readonly Person[]) => boolean;
}

/** Whom somebody says a person is cannot be told just now. */
export const unknownPerson = 'It could not be checked just now who you are: try again in a minute.';

/** How many people are looked up before we give up on finding enough who may decide. */
const mostChecked = 60;
/** How many of them at once. */
const atOnce = 5;
/** More names than this are a number. */
const mostNamed = 5;

/** Looks up who belongs to the rules; `without` is left out: who asked for it. Never rejects. */
export async function circleOf(
  rules: readonly Rule[],
  { without, at }: { readonly without: Person | null; readonly at: Date },
  sources: Sources,
): Promise<Circle> {
  const membership = await membershipOf(rules, at, sources);
  const [first, ...others] = rules.map((rule) => peopleOf(rule, membership));
  const people = (first ?? []).filter(
    (person) => person !== without && others.every((their) => their.includes(person)),
  );
  const unreadable = [...new Set(rules.flatMap((rule) => unreadableOf(rule, membership)))];
  const needed = Math.max(0, ...rules.map((rule) => rule.needed));
  const different = rules.some(({ differentGroups }) => differentGroups);
  return {
    people,
    needed,
    unreadable,
    says: inWords(people, needed, different),
    enough: (some) => rules.length > 0 && rules.every((rule) => isEnough(some, rule, membership)),
  };
}

/** Why each of these people may decide about nothing, where something stands against it. Never rejects. */
export async function barredAmong(
  people: Iterable<Person>,
  { people: directory }: Sources,
): Promise<ReadonlyMap<Person, string | null>> {
  const looked = [...new Set(people)].map(
    async (person) => [person, await quietly(() => directory.barred(person), unknownPerson)] as const,
  );
  return new Map(await Promise.all(looked));
}

/** Whether those of a circle who may decide anything are enough, were they all to say yes; and who was found so far. */
export async function couldBeEnough(
  circle: Circle,
  sources: Sources,
): Promise<{ readonly enough: boolean; readonly able: readonly Person[] }> {
  const able: Person[] = [];
  const asked = circle.people.slice(0, mostChecked);
  for (let from = 0; from < asked.length; from += atOnce) {
    const barred = await barredAmong(asked.slice(from, from + atOnce), sources);
    able.push(...[...barred].flatMap(([person, why]) => (why === null ? [person] : [])));
    if (circle.enough(able)) return { enough: true, able };
  }
  return { enough: false, able };
}

async function membershipOf(rules: readonly Rule[], at: Date, { team, people, onCall }: Sources): Promise<Membership> {
  const names = [...new Set(rules.flatMap(({ groups }) => groups))];
  const groups = names.map(async (name) => [name, await quietly(() => people.membersOf(team, name), null)] as const);
  const duty = rules.some((rule) => rule.onCall) ? quietly(() => onCall(at), null) : null;
  const members = new Map(await Promise.all(groups));
  return { ofGroup: (group) => members.get(group) ?? null, onCall: await duty };
}

/** What cannot be looked up gives nobody rights. */
async function quietly<T>(look: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await look();
  } catch {
    return otherwise;
  }
}

function inWords(people: readonly Person[], needed: number, different: boolean): string {
  if (people.length === 0) return 'nobody';
  const each = different && needed > 1 ? ', each through another group' : '';
  if (people.length < needed)
    return `${needed} people, and there ${people.length === 1 ? 'is' : 'are'} only ${list(people.map(nameOf))}`;
  if (people.length > mostNamed) return `${needed} of ${people.length} people${each}`;
  const names = people.map(nameOf);
  if (needed === 1) return list(names, 'or');
  return `${needed === people.length ? '' : `${needed} of `}${list(names)}${each}`;
}
