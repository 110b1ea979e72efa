import type { BlindSpot, Judge, Offer, Sighting, Verdict } from '#playbook';
import { mayHitPeople } from '#facts/waf/episode';
import type { Episode, JudgedBlock } from '#facts/waf/episode';
import type { Profile } from '#facts/waf/profile';
import { samples } from '#facts/waf/samples';
import { clock, count, list } from '#facts/words';

/** How judges of this playbook read their facts, and the verdict that most of them share. */

/** Scopes of what is no block: WAF that gives no answer, 403s of somebody else, counts without effect. */
export const FAILED = 'waf-failed';
export const OTHERS = 'not-waf';
export const UNACCOUNTED = 'unaccounted';

/** A manner of turning requests away. */
export interface Mechanism {
  /** Whether these requests, of which some were sampled, were turned away in this manner. */
  readonly is: (block: JudgedBlock, profile: Profile) => boolean;
  /** Whether a rule of which nothing was sampled could have done it so. */
  readonly could: (block: JudgedBlock) => boolean;
  /** One sentence on the worst of them. */
  readonly says: (block: JudgedBlock, profile: Profile) => string;
  readonly fix: (block: JudgedBlock, profile: Profile) => string;
  /** What would let such requests through again for a while. */
  readonly offers?: (web: Pick<Episode, 'arn'>, block: JudgedBlock) => readonly Offer[];
  /** `likely` where only people can say that the requests were honest. */
  readonly most: 'confirmed' | 'likely';
}

/** More rules that turn people away at the same time are for somebody to look at. */
const MOST_OFFERS = 3;

interface Known {
  readonly episode: Episode;
  readonly samples: Sighting<unknown>;
}

/**
 * The verdict on one manner of turning requests away: certain of the manner where the requests look like those of
 * people and programs that belong here, no more than possible where that cannot be told.
 */
export function judged(
  { episode, samples }: Known,
  { is, could, says, fix, offers = () => [], most }: Mechanism,
  say: Judge<'episode'>,
): Verdict<'episode'> {
  const all = episode.blocks.filter((block) => block.profile !== null && is(block, block.profile));
  const own = all.filter(mayHitPeople).toSorted((a, b) => b.share - a.share);
  const [worst] = own;
  if (!worst?.profile) {
    const hidden = episode.blocks.filter((block) => block.standing === 'hidden' && could(block));
    const scope = hidden.map(({ key }) => key);
    // Where sampling is off, another cause says so.
    const unread = hidden.find((block) => block.hidden !== 'off');
    if (unread) return say.unanswered(blindOf(unread, samples), scope);
    return say.ruledOut({ episode: nothingOf(all) });
  }
  const sure = own.some(({ standing }) => standing === 'users');
  const verdict = sure ? most : 'possible';
  return say[verdict](
    says(worst, worst.profile),
    { episode: evidenceOf(worst, worst.profile) },
    {
      ...bearingOf(own, episode),
      fix: fix(worst, worst.profile),
      offers: own
        .filter(({ standing }) => standing === 'users')
        .slice(0, MOST_OFFERS)
        .flatMap((block) => offers(episode, block)),
    },
  );
}

/** What the verdict on some blocks bears on. */
export function bearingOf(own: readonly JudgedBlock[], { arn }: Episode) {
  return {
    share: own.reduce((all, { share }) => all + share, 0),
    since: new Date(Math.min(...own.map(({ course }) => course.since.getTime()))),
    resources: [arn, ...own.map(({ key }) => key)],
    scope: own.map(({ key }) => key),
  };
}

function blindOf({ key, hidden }: JudgedBlock, seen: Sighting<unknown>): BlindSpot {
  if (!seen.known) return seen.blind;
  const detail = `AWS WAF had no sample of what ${key} turned away`;
  return {
    fact: samples.id,
    why: hidden === 'unread' ? 'failed' : 'absent',
    detail,
    action: 'wafv2:GetSampledRequests',
  };
}

function nothingOf(all: readonly JudgedBlock[]): string {
  const [first] = all;
  if (!first) return 'no request was turned away in this manner';
  const why = first.standing === 'attack' ? 'and what it turns away looks like an attack' : 'no more than usual';
  return `${first.key} turned ${count(first.course.count, 'request')} away, ${why}`;
}

/** Who was turned away, and what speaks for and against them being honest. */
export function evidenceOf(block: JudgedBlock, profile: Profile) {
  const { score, course, requests } = block;
  const quotes = [...new Set(requests.flatMap(({ ruleWithinGroup }) => ruleWithinGroup ?? []))];
  const points = score.reasons.map(({ points, says }) => `${points > 0 ? '+' : '−'}${Math.abs(points)} ${says}`);
  const reasons = points.length > 0 ? `; false-positive score ${score.total}: ${points.join(', ')}` : '';
  return {
    says: `${block.key} turned ${count(course.count, 'request')} away since ${clock(course.since)}: ${whoSays(profile)}${reasons}`,
    quotes: quotes.length > 0 ? quotes.slice(0, 1) : [block.rule?.name ?? ''].filter(Boolean),
  };
}

/** `mostly POST /v1/upload (92%), from 41 addresses in DE and AT` */
export function whoSays({ routes, addresses, countries, topAddress, hosts }: Profile): string {
  const where = list(
    routes.slice(0, 2).map(({ key, part }) => `${key} (${hundredths(part)})`),
    2,
  );
  const from = addresses === 1 && topAddress ? topAddress.key : count(addresses, 'address', 'addresses');
  const lands = countries.slice(0, 3).map(({ key }) => key);
  // Samples mix whatever the web ACL protects.
  const of = hosts.length > 1 && hosts[0] ? ` of ${hosts[0].key} (${hundredths(hosts[0].part)})` : '';
  return `mostly ${where}${of}, from ${from}${lands.length > 0 ? ` in ${list(lands)}` : ''}`;
}

export function hundredths(part: number): string {
  return `${Math.round(100 * part)}%`;
}

/** The part of a path that does not change from request to request: `/v1/orders/{id}` → `/v1/orders/`. */
export function steadyPath({ paths }: Profile): string {
  const path = paths[0]?.key ?? '/';
  const cut = path.indexOf('{id}');
  return cut < 0 ? path : path.slice(0, cut);
}
