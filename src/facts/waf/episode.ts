import { fact, maybe } from '#playbook';
import type { Sighting } from '#playbook';
import type { WebAcl } from '#aws/wafv2';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { minutesBetween } from '../words.ts';
import { blocks } from './blocks.ts';
import type { Block } from './blocks.ts';
import { trail } from './changes.ts';
import type { Trail } from './changes.ts';
import { falsePositiveScore } from './false-positive.ts';
import type { Score } from './false-positive.ts';
import { profileOf } from './profile.ts';
import type { Profile } from './profile.ts';
import { courseOf } from './rises.ts';
import type { Course } from './rises.ts';
import { samples } from './samples.ts';
import { traffic } from './traffic.ts';
import type { Traffic } from './traffic.ts';
import { webAcl } from './web-acl.ts';

/**
 * Whom a rule turns away, as far as that can be told from outside:
 * - `users`: what is turned away looks like the ordinary traffic, and is more than usual or carries sessions.
 * - `unclear`: it rose, and nothing says for certain whom it hits.
 * - `attack`: nothing of it looks like people or programs that belong here.
 * - `usual`: it has always been so, or is so little that nobody would call.
 * - `hidden`: it rose, and nothing of it was sampled.
 */
export type Standing = 'users' | 'unclear' | 'attack' | 'usual' | 'hidden';

export interface JudgedBlock extends Block {
  readonly standing: Standing;
  readonly score: Score;
  /** What was let through since it began; null where too little of it was sampled. */
  readonly meanwhile: Profile | null;
  /** Score times count, as a part of all blocks that may hit people: what to look at first. */
  readonly share: number;
}

export interface Episode {
  /** ARN of the web ACL. */
  readonly arn: string;
  readonly blocks: readonly JudgedBlock[];
  /** Of the traffic that was let through; null where none was sampled. */
  readonly allowed: Profile | null;
  /** Blocks that no rule with metrics accounts for; null where every rule has some. */
  readonly unaccounted: Course | null;
}

/** Fewer than this in the window are no incident. */
const FEW = 5;
/** Requests from which the traffic of a time can be told. */
const ENOUGH = 15;
const HALF = 0.5;
const MOST = 0.8;

export const episode = fact({
  id: 'waf.episode',
  title: 'Whether honest requests are turned away',
  step: 'Sampled requests',
  from: { webAcl, traffic, blocks, samples: maybe(samples), trail: maybe(trail), window },
  learn: ({ webAcl, traffic, blocks, samples, trail, window }): Episode => {
    const passed = samples.known ? samples.value.allowed : [];
    const allowed = passed.length > 0 ? profileOf(passed) : null;
    const judged = blocks.map((block) => {
      const since = passed.filter(({ at }) => at >= block.course.since);
      return { ...judge(block, allowed, trail), meanwhile: since.length >= ENOUGH ? profileOf(since) : null };
    });
    const weights = judged.map((block) => weightOf(block));
    const whole = weights.reduce((all, weight) => all + weight, 0);
    return {
      arn: webAcl.arn,
      blocks: judged.map((block, index) => ({ ...block, share: whole > 0 ? (weights[index] ?? 0) / whole : 0 })),
      allowed,
      unaccounted: unaccountedIn(webAcl, traffic, window),
    };
  },
});

/** Whether a block may hit people, so that it is part of what is to be explained. */
export function mayHitPeople({ standing }: Pick<JudgedBlock, 'standing'>): boolean {
  return standing === 'users' || standing === 'unclear' || standing === 'hidden';
}

function weightOf(block: Unweighed): number {
  return mayHitPeople(block) ? block.course.count * Math.max(1, block.score.total) : 0;
}

function unaccountedIn(
  webAcl: WebAcl,
  { all, byRule, byDefault, from, until }: Traffic,
  window: Window,
): Course | null {
  if (webAcl.rules.every(({ measured, sampled }) => measured || sampled)) return null;
  const known = new Map<number, number>();
  for (const counts of [byDefault, ...Object.values(byRule)])
    for (const { at, count } of counts.blocked) known.set(at.getTime(), (known.get(at.getTime()) ?? 0) + count);
  const rest = all.blocked.map(({ at, count }) => ({ at, count: Math.max(0, count - (known.get(at.getTime()) ?? 0)) }));
  return courseOf(rest, window, from, until);
}

type Unweighed = Omit<JudgedBlock, 'share' | 'meanwhile'>;

function judge(block: Block, allowed: Profile | null, trail: Sighting<Trail>): Unweighed {
  const { profile, course } = block;
  if (!profile) {
    const standing = course.risen && course.count >= FEW ? 'hidden' : 'usual';
    return { ...block, standing, score: { total: 0, reasons: [] } };
  }
  const changed = trail.known ? changedBefore(course.since, trail.value) && course.risen : null;
  const score = falsePositiveScore(profile, { rule: block.within, allowed, changed });
  return { ...block, score, standing: standingOf(block, profile, score) };
}

/** Within a quarter of an hour before, or as it began: metrics have a grain of a minute, and changes take one to spread. */
function changedBefore(since: Date, { rules, releases }: Trail): boolean {
  return [...rules, ...releases].some(({ at }) => {
    const before = minutesBetween(at, since);
    return before >= -2 && before <= 15;
  });
}

function standingOf({ course, turn }: Block, profile: Profile, { total }: Score): Standing {
  if (course.count < FEW) return 'usual';
  if (total <= 0 || profile.scannerPaths >= HALF || profile.attackTools >= MOST) return 'attack';
  // A browser that opens a page passes a challenge by itself: only what cannot is turned away for good.
  if (turn !== 'BLOCK' && profile.calls < HALF) return 'usual';
  const someone = profile.sessions >= HALF || profile.knownCallers >= HALF;
  const crowd = isCrowd(profile);
  const one = (profile.topAddress?.part ?? 0) >= MOST;
  if (one && !someone && !crowd) return 'attack';
  const honest = someone || (total >= 4 && (crowd || profile.browsers >= HALF || profile.addresses >= 10));
  if (honest && (course.risen || someone)) return 'users';
  return course.risen ? 'unclear' : 'usual';
}

/** Several people behind one address: an office, a school, a carrier. A single script has one user agent. */
export function isCrowd({ agentCount, browsers }: Profile): boolean {
  return agentCount >= 3 && browsers >= HALF;
}
