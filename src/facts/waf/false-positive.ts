import { isAttackRule, isNoisy } from './known-rules.ts';
import type { Part, Profile } from './profile.ts';

/** One reason for or against honest requests being turned away. */
export interface Reason {
  readonly points: number;
  readonly says: string;
}

export interface Score {
  readonly total: number;
  readonly reasons: readonly Reason[];
}

/** What is compared with the requests that were turned away. */
export interface Comparison {
  /** The rule within the group, or null for a rule of one's own. */
  readonly rule: string | null;
  /** Of requests that were let through; null where none could be seen. */
  readonly allowed: Profile | null;
  /** Rules were changed within a quarter of an hour before it began; null where changes could not be seen. */
  readonly changed: boolean | null;
}

const MANY_ADDRESSES = 10;
const NO_ONES = 0.2;
const HALF = 0.5;
const MOST = 0.8;
const FEW_PATHS = 3;
const BROWSERS = 0.7;
const SCANNERS = 0.3;
/** Points of a hundred by which the parts of a country may differ. */
const NEAR = 0.2;

/**
 * How much speaks for honest requests being turned away: 4 and more, likely; 0 and less, an attack. Nothing of it
 * proves anything: only people know whom they want to let in.
 */
export function falsePositiveScore(blocked: Profile, { rule, allowed, changed }: Comparison): Score {
  const top = blocked.topAddress?.part ?? 0;
  const few = blocked.paths.slice(0, FEW_PATHS);
  const reasons: Reason[] = [];
  const say = (points: number, when: boolean, says: string) => {
    if (when) reasons.push({ points, says });
  };
  say(3, isNoisy(rule), `${rule} is known to turn honest requests away`);
  say(
    2,
    blocked.addresses >= MANY_ADDRESSES && top <= NO_ONES,
    `they come from ${blocked.addresses} addresses, none with more than a fifth`,
  );
  say(2, blocked.sessions >= HALF, `${hundredths(blocked.sessions)} carry a cookie or an authorization header`);
  say(
    2,
    partOf(few) >= MOST && allowed !== null && isKnown(few, allowed),
    'they go to few paths, and the same are let through for others',
  );
  say(2, changed === true, 'the rules were changed shortly before it began');
  say(1, allowed !== null && isNear(blocked.countries, allowed.countries), 'they come from the usual countries');
  say(1, blocked.browsers >= BROWSERS || blocked.knownCallers >= BROWSERS, 'browsers or known services send them');
  say(-3, isAttackRule(rule), `${rule} hardly ever matches honest requests`);
  say(-3, blocked.scannerPaths >= SCANNERS, `${hundredths(blocked.scannerPaths)} ask for what only scanners look for`);
  say(-2, top >= MOST, `${hundredths(top)} come from one address`);
  say(-2, blocked.attackTools >= HALF, 'attack tools or scripts without a session send them');
  return { total: reasons.reduce((all, { points }) => all + points, 0), reasons };
}

/** Half of these at least go to paths that others are let through to. */
function isKnown(paths: readonly Part[], allowed: Profile): boolean {
  const known = new Set(allowed.paths.map(({ key }) => key));
  return partOf(paths.filter(({ key }) => known.has(key))) >= HALF;
}

function isNear(a: readonly Part[], b: readonly Part[]): boolean {
  if (a.length === 0 || b.length === 0) return false;
  const of = (parts: readonly Part[], key: string) => parts.find((one) => one.key === key)?.part ?? 0;
  return [...a, ...b].every(({ key }) => Math.abs(of(a, key) - of(b, key)) <= NEAR);
}

function partOf(parts: readonly Part[]): number {
  return parts.reduce((all, { part }) => all + part, 0);
}

function hundredths(part: number): string {
  return `${Math.round(100 * part)}%`;
}
