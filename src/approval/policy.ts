import type { Person } from './standing.ts';

/** One rule of the configuration: who may approve what. The first that matches a change decides about it. */
export interface Rule {
  /** Ids of actions; `*` stands for anything: `lambda.*`. */
  readonly actions: readonly string[];
  /** Empty: whatever the risk. */
  readonly risks: readonly Risk[];
  /** All of these must be the account's. */
  readonly accountTags: Readonly<Record<string, string>>;
  readonly users: readonly Person[];
  readonly groups: readonly string[];
  /** Whoever is on call may approve as well. */
  readonly onCall: boolean;
  readonly needed: number;
  /** Each approval must come through another group (who is on call counts as one, people named singly as one). */
  readonly differentGroups: boolean;
}

export type Risk = 'low' | 'medium' | 'high';

/** Of a change, what rules ask about. */
export interface Subject {
  readonly action: string;
  readonly risk: Risk;
  readonly accountTags: Readonly<Record<string, string>>;
}

/** Who is what, as Slack and the schedule said just now. Null: it could not be read. */
export interface Membership {
  readonly ofGroup: (group: string) => readonly Person[] | null;
  readonly onCall: readonly Person[] | null;
}

/** The rule that decides about a change; null when nobody may approve it. */
export function ruleFor(subject: Subject, rules: readonly Rule[]): Rule | null {
  return (
    rules.find(
      ({ actions, risks, accountTags }) =>
        actions.some((pattern) => matches(pattern, subject.action)) &&
        (risks.length === 0 || risks.includes(subject.risk)) &&
        Object.entries(accountTags).every(([name, value]) => subject.accountTags[name] === value),
    ) ?? null
  );
}

/** Everybody who may approve, each once; what could not be read adds nobody: rights fail closed. */
export function approvers(rule: Rule, membership: Membership): readonly Person[] {
  return [...new Set(waysOf(rule, membership).flatMap(({ people }) => people))];
}

/** Groups whose members could not be read: why somebody may find himself without rights. */
export function unreadable({ groups, onCall }: Rule, membership: Membership): readonly string[] {
  return [
    ...groups.filter((group) => membership.ofGroup(group) === null),
    ...(onCall && membership.onCall === null ? ['on call'] : []),
  ];
}

/** Whether these people are enough, each counted once. */
export function isEnough(people: readonly Person[], rule: Rule, membership: Membership): boolean {
  const ways = waysOf(rule, membership);
  const entitled = [...new Set(people)].filter((person) => ways.some((way) => way.people.includes(person)));
  if (!rule.differentGroups) return entitled.length >= rule.needed;
  return mostDistinct(entitled, ways) >= rule.needed;
}

/** One way to the right to approve. */
interface Way {
  readonly people: readonly Person[];
}

function waysOf({ users, groups, onCall }: Rule, membership: Membership): readonly Way[] {
  return [
    { people: users },
    ...groups.map((group) => ({ people: membership.ofGroup(group) ?? [] })),
    ...(onCall ? [{ people: membership.onCall ?? [] }] : []),
  ];
}

/** How many people can stand for a way of their own each: the greatest matching, by augmenting paths (Kuhn). */
function mostDistinct(people: readonly Person[], ways: readonly Way[]): number {
  const taken = new Map<Way, Person>();
  const place = (person: Person, tried: Set<Way>): boolean => {
    for (const way of ways) {
      if (tried.has(way) || !way.people.includes(person)) continue;
      tried.add(way);
      const other = taken.get(way);
      if (other === undefined || place(other, tried)) {
        taken.set(way, person);
        return true;
      }
    }
    return false;
  };
  for (const person of people) place(person, new Set());
  return taken.size;
}

function matches(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${[first, ...rest].join('.*')}$`).test(action);
}
