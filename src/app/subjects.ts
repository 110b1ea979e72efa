import { CannotInvestigate, ReadFailure } from '#playbook';
import type { Candidate, CandidateSource, Place, Read, Reader, Subject, SubjectFrom, SubjectKind } from '#playbook';
import type { Source } from '#engine';
import { nearest } from './nearest.ts';
import { accepted, lead, plausible, score } from './score.ts';

/** What to look for. */
export interface Wanted {
  /** What the person typed, or null when they typed nothing. */
  readonly typed: string | null;
  /** The names to look for, in order: what was typed, or what the configuration says it stands for. */
  readonly terms: readonly string[];
  readonly from: SubjectFrom;
}

/** Where to look. */
export interface Surroundings {
  readonly place: Place;
  readonly accountName: string | null;
  readonly read: Reader;
  readonly signal: AbortSignal;
  readonly now: Date;
  /** Milliseconds after which the search gives up. */
  readonly withinMs: number;
}

/** What came of the search. */
export type Found =
  | { readonly kind: 'settled'; readonly subject: Subject; readonly assumed: string | null }
  /** Best first; the person has to say. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Candidate[] }
  /** `nearest` are up to five names that are most like it, of the `listed` that there are. */
  | { readonly kind: 'unknown'; readonly nearest: readonly string[]; readonly listed: number }
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
    const candidates = await search.list(source, '');
    const [only] = candidates;
    if (only && candidates.length === 1) {
      const subject = subjectOf(only, 'only-one');
      return { kind: 'settled', subject, assumed: `${only.name}, the only ${kind.title} here` };
    }
    if (only) return { kind: 'ambiguous', candidates: inOrder(candidates.map((candidate) => unranked(candidate))) };
  }
  if (search.failure) {
    const subject: Subject = { name: kind.title, arn: null, from: 'only-one' };
    return { kind: 'blind', subject, failure: search.failure };
  }
  return { kind: 'none-there', sources: search.sources };
}

async function byName(kind: SubjectKind, wanted: Wanted, search: Search, accountName: string | null): Promise<Found> {
  const seen = new Map<string, Ranked>();
  for (const source of kind.sources) {
    for (const term of wanted.terms) {
      const ranked = (await search.list(source, term)).map((candidate) => ({
        candidate,
        ...score(term, candidate, accountName),
      }));
      for (const one of ranked) if (better(one, seen.get(one.candidate.arn))) seen.set(one.candidate.arn, one);
      const found = pick(ranked);
      if (found === 'several') return { kind: 'ambiguous', candidates: inOrder(ranked.filter(worthAsking)) };
      if (found) {
        const from = term === wanted.typed ? 'typed' : wanted.from;
        const subject = subjectOf(found.candidate, from);
        return { kind: 'settled', subject, assumed: assumption(kind, { ...wanted, from }, subject, found.literal) };
      }
    }
  }
  const all = [...seen.values()];
  const near = all.filter(worthAsking);
  if (near.length > 0) return { kind: 'ambiguous', candidates: inOrder(near) };
  const typed = wanted.typed ?? wanted.terms[0] ?? '';
  if (search.failure)
    return {
      kind: 'blind',
      subject: { name: wanted.terms[0] ?? typed, arn: null, from: wanted.from },
      failure: search.failure,
    };
  const names = all.map(({ candidate }) => candidate.name);
  return { kind: 'unknown', nearest: nearest(typed, names, 5), listed: names.length };
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

function better(one: Ranked, other: Ranked | undefined): boolean {
  return other === undefined || one.points > other.points;
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

/** The reads of one search: remembers what failed, which calls were made, and asks nothing twice. */
class Search {
  /** The first thing that could not be listed. */
  failure: ReadFailure | null = null;
  readonly sources: Source[] = [];
  readonly #kind: SubjectKind;
  readonly #where: Surroundings;
  readonly #signal: AbortSignal;

  constructor(kind: SubjectKind, where: Surroundings) {
    this.#kind = kind;
    this.#where = where;
    this.#signal = AbortSignal.any([where.signal, AbortSignal.timeout(where.withinMs)]);
  }

  /** Candidates of one source, each resource once; none when they could not be listed. */
  async list(source: CandidateSource, typed: string): Promise<readonly Candidate[]> {
    const { now, place } = this.#where;
    const unseen = (failure: ReadFailure): void => this.#missed(failure);
    try {
      const listing = source.list(typed, { read: this.#read(source), signal: this.#signal, now, place, unseen });
      const candidates = await Promise.race([listing, this.#tooLate()]);
      return [...new Map(candidates.map((candidate) => [candidate.arn, candidate])).values()];
    } catch (error) {
      if (error instanceof CannotInvestigate) throw error;
      this.#where.signal.throwIfAborted();
      this.#missed(error instanceof ReadFailure ? error : new ReadFailure('bug', String(error)));
      return [];
    }
  }

  #missed(failure: ReadFailure): void {
    this.failure ??= failure;
  }

  #read(source: CandidateSource): Read {
    return async (call, input) => {
      if (!source.reads.includes(call)) throw new TypeError(`${source.title} asked ${call.id} without declaring it`);
      const answer = await this.#where.read(call, input, this.#signal);
      const { at, ms, attempts } = answer;
      this.sources.push({ action: call.action, call: call.id, at: at.toISOString(), ms, attempts });
      return answer.value;
    };
  }

  #tooLate(): Promise<never> {
    const { promise, reject } = Promise.withResolvers<never>();
    const give = (): void => reject(new ReadFailure('timeout', `listing every ${this.#kind.title} took too long`));
    if (this.#signal.aborted) give();
    else this.#signal.addEventListener('abort', give, { once: true });
    return promise;
  }
}
