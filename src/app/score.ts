import { distance } from 'fastest-levenshtein';
import { environmentsOf, tokens, withoutEnvironments } from './environments.ts';

/** How well a resource fits what was typed. */
export interface Score {
  readonly points: number;
  /** One of its names is, letter for letter, what was typed. */
  readonly literal: boolean;
  /** Typed for one environment, named after another: never taken without asking. */
  readonly conflict: boolean;
}

/** What is scored: a resource's name, and every other text it is known by. */
export interface Named {
  readonly name: string;
  readonly knownAs: readonly string[];
}

/** From this many points a candidate may be taken without asking … */
export const accepted = 75;
/** … if it leads the next by this many. */
export const lead = 15;
/** From this many points it is worth asking about. */
export const plausible = 60;

const sameEnvironment = 10;
const otherEnvironment = -30;

/** Shorter beginnings fit too much to be taken for the name. */
const shortestPrefix = 3;

/**
 * Scores one candidate by the best of the texts it is known by. `accountName` tells the environment of what does not
 * tell its own: in the account `shop-prod`, `checkout` is what is meant by `checkout prod`.
 */
export function score(typed: string, candidate: Named, accountName: string | null = null): Score {
  const texts = [candidate.name, ...candidate.knownAs];
  const wanted = environmentsOf(typed);
  const own = ownEnvironments(candidate);
  const found = own.size > 0 ? own : environmentsOf(accountName ?? '');
  const told = wanted.size > 0 && found.size > 0;
  const match = told && [...wanted].some((environment) => found.has(environment));
  const ways = match && own.size === 0 ? [typed, withoutEnvironments(typed)] : [typed];
  const best = Math.max(...ways.flatMap((way) => texts.map((text) => likeness(way, text))));
  const conflict = told && !match;
  const bearing = match ? sameEnvironment : conflict ? otherEnvironment : 0;
  return {
    points: best === 0 ? 0 : Math.max(0, best + bearing),
    literal: texts.some((text) => text.toLowerCase() === typed.toLowerCase()),
    conflict,
  };
}

/** What the candidate's own name says; else what the names of what it belongs to say. */
function ownEnvironments({ name, knownAs }: Named): ReadonlySet<string> {
  const own = environmentsOf(name);
  return own.size > 0 ? own : new Set(knownAs.flatMap((text) => [...environmentsOf(text)]));
}

/** 100 the same, 90 the same words in any order, 75 its beginning, 70 all words in it, 60 one letter off, else 0. */
export function likeness(typed: string, text: string): number {
  const wanted = normalise(typed);
  const offered = normalise(text);
  if (wanted === '' || offered === '') return 0;
  if (wanted === offered) return 100;
  if (identifier.test(text)) return 0;
  const wantedTokens = new Set(tokens(typed));
  const offeredTokens = new Set(tokens(text));
  const contained = wantedTokens.size > 0 && [...wantedTokens].every((token) => offeredTokens.has(token));
  if (contained && wantedTokens.size === offeredTokens.size) return 90;
  if (wanted.length >= shortestPrefix && offered.startsWith(wanted)) return 75;
  if (contained) return 70;
  const near = wanted.length >= shortestPrefix && distance(wanted, offered) === 1;
  return near || offered.startsWith(wanted) ? 60 : 0;
}

/** ARNs and DNS names are the thing or they are not: half of every ARN's words are in all the others too. */
const identifier = /:|\..*\./u;

/** Lower case, without what people leave out or put in between words. */
function normalise(name: string): string {
  return name.toLowerCase().replaceAll(/[-_/.\s]/gu, '');
}
