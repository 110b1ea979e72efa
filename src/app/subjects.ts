import type { Candidate, ReadFailure, Subject, SubjectFrom, SubjectKind } from '#playbook';
import type { Source } from '#engine';
import { nearest } from './nearest.ts';
import { accepted, lead, plausible, score } from './score.ts';
import { Search } from './search.ts';
import type { Surroundings, Unlisted } from './search.ts';

/** What to look for. */
export interface Wanted {
  /** What the person typed, or null when they typed nothing. */
  readonly typed: string | null;
  /** The names to look for, in order: what was typed, or what the configuration says it stands for. */
  readonly terms: readonly string[];
  readonly from: SubjectFrom;
}

/** What came of the search. */
export type Found =
  | { readonly kind: 'settled'; readonly subject: Subject; readonly assumed: string | null }
  /** Best first; the person has to say. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Candidate[] }
  /**
   * `nearest` are up to five names that are most like it, of the `listed` that there are; `unlisted` are the sources
   * that could not be asked, in which the name might still be.
   */
  | {
      readonly kind: 'unknown';
      readonly nearest: readonly string[];
      readonly listed: number;
      readonly unlisted: readonly Unlisted[];
    }
  /** AWS would not list them: the name is taken as it was typed, so that the investigation reports the gap. */
  | { readonly kind: 'blind'; readonly subject: Subject; readonly failure: ReadFailure }
  /** Nothing of this kind exists here; `sources` are the calls that showed it. */
  | { readonly kind: 'none-there'; readonly sources: readonly Source[] };

interface Ranked {
  readonly candidate: Candidate;
  readonly points: number;
  readonly literal: boolean;
  readonly conflict: boolean;
}

/**
 * Finds the one resource that is meant. Sources are asked in order until one knows the name; only a clear leader is
 * taken, and never one that says it belongs to another environment than what was typed. Rejects with
 * `CannotInvestigate` when nothing can be read at all, or with the signal's reason.
 */
export async function findSubject(kind: SubjectKind, wanted: Wanted, where: Surroundings): Promise<Found> {
  const arn = wanted.terms.find((term) => kind.isArn(term));
  if (arn !== undefined) {
    const subject: Subject = { name: kind.nameOf(arn), arn, from: wanted.from };
    return { kind: 'settled', subject, assumed: assumption(kind, wanted, subject, true) };
  }
  const search = new Search(kind, where);
  return wanted.terms.length === 0 ? onlyOne(kind, search) : byName(kind, wanted, search, where.accountName);
}

async function onlyOne(kind: SubjectKind, search: Search): Promise<Found> {
  for (const source of kind.sources) {
    const ranked = bestOfEach((await search.list(source, '')).map(unranked));
    const candidates = inOrder(ranked);
    const [only] = candidates;
    if (only && candidates.length === 1) {
      const subject = subjectOf(only, 'only-one');
      const seen = search.unlisted().length > 0 ? 'that could be seen' : 'here';
      return { kind: 'settled', subject, assumed: `${only.name}, the only ${kind.title} ${seen}` };
    }
    if (only) return { kind: 'ambiguous', candidates };
  }
  const [unlisted] = search.unlisted();
  if (unlisted) {
    const subject: Subject = { name: kind.title, arn: null, from: 'only-one' };
    return { kind: 'blind', subject, failure: unlisted.failure };
  }
  return { kind: 'none-there', sources: search.sources };
}

async function byName(kind: SubjectKind, wanted: Wanted, search: Search, accountName: string | null): Promise<Found> {
  let seen: readonly Ranked[] = [];
  for (const source of kind.sources) {
    for (const term of wanted.terms) {
      const listed = await search.list(source, term);
      const ranked = bestOfEach(listed.map((candidate) => ({ candidate, ...score(term, candidate, accountName) })));
      seen = bestOfEach([...seen, ...ranked]);
      const found = pick(ranked);
      if (found === 'several') return { kind: 'ambiguous', candidates: inOrder(ranked.filter(worthAsking)) };
      if (found) {
        const from = term === wanted.typed ? 'typed' : wanted.from;
        const subject = subjectOf(found.candidate, from);
        return { kind: 'settled', subject, assumed: assumption(kind, { ...wanted, from }, subject, found.literal) };
      }
    }
  }
  const near = seen.filter(worthAsking);
  if (near.length > 0) return { kind: 'ambiguous', candidates: inOrder(near) };
  const typed = wanted.typed ?? wanted.terms[0] ?? '';
  const failure = search.failureOf(kind.sources[0]);
  if (failure)
    return { kind: 'blind', subject: { name: wanted.terms[0] ?? typed, arn: null, from: wanted.from }, failure };
  const names = seen.map(({ candidate }) => candidate.name);
  return { kind: 'unknown', nearest: nearest(typed, names, 5), listed: names.length, unlisted: search.unlisted() };
}

/** The one to take; `several` when more than one could be meant; undefined when this source does not know the name. */
function pick(ranked: readonly Ranked[]): Ranked | 'several' | undefined {
  const literal = ranked.filter((one) => one.literal && !one.conflict);
  if (literal.length === 1) return literal[0];
  const [best, next] = ranked.toSorted((a, b) => b.points - a.points);
  if (!best || best.points < accepted) return undefined;
  const leads = best.points - (next?.points ?? 0) >= lead;
  return leads && !best.conflict ? best : 'several';
}

function worthAsking({ points }: Ranked): boolean {
  return points >= plausible;
}

/** One resource may be reached in several ways, through each of its target groups: the way that fits best counts. */
function bestOfEach(ranked: readonly Ranked[]): readonly Ranked[] {
  const best = new Map<string, Ranked>();
  for (const one of ranked) {
    const other = best.get(one.candidate.arn);
    if (other === undefined || fitsBetter(one, other)) best.set(one.candidate.arn, one);
  }
  return [...best.values()];
}

function fitsBetter(one: Ranked, other: Ranked): boolean {
  const fit = ({ points, literal }: Ranked): number => points + (literal ? 1 : 0);
  const way = ({ candidate }: Ranked): string => candidate.via ?? '';
  return fit(one) === fit(other) ? way(one) < way(other) : fit(one) > fit(other);
}

function unranked(candidate: Candidate): Ranked {
  return { candidate, points: 0, literal: false, conflict: false };
}

/** Best first, then by name, so that the order of AWS's lists does not matter. */
function inOrder(ranked: readonly Ranked[]): readonly Candidate[] {
  return ranked
    .toSorted(
      (a, b) =>
        b.points - a.points || compare(a.candidate.name, b.candidate.name) || compare(a.candidate.arn, b.candidate.arn),
    )
    .map(({ candidate }) => candidate);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function subjectOf({ name, arn, via }: Candidate, from: SubjectFrom): Subject {
  return { name, arn, from, ...(via !== undefined && { via: `through ${via}` }) };
}

/** What to tell the person about how we got there; null when they named the very thing. */
function assumption(kind: SubjectKind, { typed, from }: Wanted, subject: Subject, literal: boolean): string | null {
  const via = subject.via === undefined ? '' : `, ${subject.via}`;
  if (from === 'channel') return `${subject.name}, this channel's usual ${kind.title}${via}`;
  if (from === 'alias') return `${subject.name}, which “${typed}” stands for${via}`;
  if (via !== '') return `${subject.name}${via}`;
  return literal ? null : `${subject.name}, the only ${kind.title} like “${typed}”`;
}
