import { cause, maybe } from '#playbook';
import type { Judge, Sighting, Verdict } from '#playbook';
import { episode, isCrowd } from '#facts/waf/episode';
import type { Episode, JudgedBlock } from '#facts/waf/episode';
import type { Profile } from '#facts/waf/profile';
import { rateKeys } from '#facts/waf/rate-keys';
import { samples } from '#facts/waf/samples';
import { count, list } from '#facts/words';
import { letIn, owned } from '../exceptions.ts';
import { hundredths, judged, whoSays } from '../reading.ts';

/** Rate-based rules: whoever sends more than the limit within the window is held off until the rate falls. */

const MOST = 0.8;
const FEW_ADDRESSES = 5;
const MANY_ADDRESSES = 20;

export const rateLimitHit = cause({
  id: 'rate-limit-hit',
  title: 'A rate limit holds callers off',
  recognised:
    'The rule that blocks is rate-based: callers sent more than its limit within its window. AWS checks about every ten seconds and holds them off until the rate falls.',
  fix: 'Raise the limit, or leave the path out of what is counted, if these callers belong here.',
  layer: 'config',
  from: { episode, samples: maybe(samples), rateKeys: maybe(rateKeys) },
  judge: ({ episode, samples, rateKeys: held }, say) => {
    const verdict = ofRate({ episode, samples }, () => true, 'confirmed', say, {
      says: (block, profile) => `${limitSays(block)} is exceeded: ${whoSays(profile)}.`,
      fix: (block, profile) =>
        owned(
          block,
          `If these callers belong here, let them in or raise the limit of ${block.key} at most twofold, and watch. ${profile.topAddress && profile.topAddress.part >= MOST ? letIn(block, profile.topAddress.key) : ''}`.trim(),
        ),
    });
    if (!('says' in verdict) || !held.known) return verdict;
    const [key = ''] = verdict.scope ?? [];
    const now = held.value[key] ?? [];
    if (now.length === 0) return verdict;
    const says = `${key} holds ${count(now.length, 'address', 'addresses')} off now, ${list(now)} among them`;
    return { ...verdict, because: { ...verdict.because, rateKeys: { says, quotes: now.slice(0, 3) } } };
  },
});

export const rateLimitSharedIp = cause({
  id: 'rate-limit-shared-ip',
  title: 'A rate limit takes many people behind one address for one',
  recognised:
    'A rate-based rule that counts by address holds off very few of them, behind which there are several browsers or sessions: an office, a school, a carrier.',
  fix: 'Leave the shared address out of the rule, or count by address and session cookie.',
  layer: 'config',
  refines: [rateLimitHit],
  from: { episode, samples: maybe(samples) },
  judge: ({ episode, samples }, say) =>
    ofRate(
      { episode, samples },
      (block, profile) => isShared(profile) && !isProxied(block, profile, episode),
      'likely',
      say,
      {
        says: (block, profile) =>
          `${limitSays(block)} is meant for one caller, and ${profile.topAddress?.key ?? 'one address'} is many: ${count(profile.agentCount, 'user agent')}, ${hundredths(profile.sessions)} signed in.`,
        fix: (block, { topAddress }) =>
          `${letIn(block, topAddress?.key ?? 'the shared address')} Or let ${block.rule?.name} count by address and session cookie (custom keys).`,
      },
    ),
});

export const rateKeyIsProxy = cause({
  id: 'rate-key-is-proxy',
  title: 'A rate limit counts a proxy instead of the callers behind it',
  recognised:
    'The rule counts by address, and nearly all traffic comes from five addresses or fewer: those of a CDN or proxy in front, whose callers are in X-Forwarded-For.',
  fix: 'Count by FORWARDED_IP (X-Forwarded-For) with a fallback, provided the proxy sets that header itself.',
  layer: 'config',
  refines: [rateLimitHit, rateLimitSharedIp],
  from: { episode, samples: maybe(samples) },
  judge: ({ episode, samples }, say) =>
    ofRate({ episode, samples }, (block, profile) => isProxied(block, profile, episode), 'likely', say, {
      says: (block, { addresses }) =>
        `${block.key} counts by the address of a proxy: ${count(addresses, 'address', 'addresses')} stand for nearly all traffic.`,
      fix: (block) =>
        owned(
          block,
          `Let ${block.key} count by FORWARDED_IP (header X-Forwarded-For, fallback NO_MATCH), provided the proxy sets that header itself.`,
        ),
    }),
});

export const rateLimitTooLow = cause({
  id: 'rate-limit-too-low',
  title: 'A rate limit is too low for ordinary use',
  recognised:
    'What a rate-based rule blocks comes from more than twenty addresses, and none of them sends more than half as much again as the limit.',
  fix: 'Raise the limit, at most twofold, and look again.',
  layer: 'config',
  refines: [rateLimitHit],
  from: { episode, samples: maybe(samples) },
  judge: ({ episode, samples }, say) =>
    ofRate({ episode, samples }, isTooLow, 'likely', say, {
      says: (block, profile) =>
        `${limitSays(block)} is too low for ordinary use: ${count(profile.addresses, 'address', 'addresses')} exceed it, none by much.`,
      fix: (block) => owned(block, `Raise the limit of ${block.key}${doubled(block)}; at most twofold at a time.`),
    }),
});

interface Words {
  readonly says: (block: JudgedBlock, profile: Profile) => string;
  readonly fix: (block: JudgedBlock, profile: Profile) => string;
}

function ofRate(
  known: { readonly episode: Episode; readonly samples: Sighting<unknown> },
  is: (block: JudgedBlock, profile: Profile) => boolean,
  most: 'confirmed' | 'likely',
  say: Judge<'episode'>,
  words: Words,
): Verdict<'episode'> {
  return judged(
    known,
    { is: (block, profile) => isRate(block) && is(block, profile), could: isRate, most, ...words },
    say,
  );
}

function isRate({ statement }: JudgedBlock): boolean {
  return statement?.kind === 'rate';
}

/** `The limit of per-address (100 requests in 300 s)` */
function limitSays({ key, statement }: JudgedBlock): string {
  if (statement?.kind !== 'rate') return `The limit of ${key}`;
  return `The limit of ${key} (${count(statement.limit, 'request')} in ${statement.windowSeconds} s)`;
}

function doubled({ statement }: JudgedBlock): string {
  return statement?.kind === 'rate' ? ` from ${statement.limit} to ${2 * statement.limit}` : '';
}

function isShared(profile: Profile): boolean {
  const few = profile.addresses <= 3 || (profile.topAddress?.part ?? 0) >= 0.5;
  return few && isCrowd(profile);
}

/** The addresses that send nearly everything, what was let through included. */
function isProxied({ statement, requests }: JudgedBlock, profile: Profile, { allowed }: Episode): boolean {
  if (statement?.kind !== 'rate' || statement.key !== 'IP') return false;
  const held = sumOf(profile) >= MOST;
  const usual = allowed !== null && sumOf(allowed) >= MOST && allowed.agentCount >= 3;
  const forwarded = new Set(requests.flatMap(({ forwardedFor }) => forwardedFor ?? [])).size;
  return held && (usual || (profile.addresses <= FEW_ADDRESSES && forwarded > 4 * profile.addresses));
}

function sumOf({ topAddresses }: Profile): number {
  return topAddresses.reduce((all, { part }) => all + part, 0);
}

function isTooLow({ statement, course }: JudgedBlock, { addresses, topAddress }: Profile): boolean {
  if (statement?.kind !== 'rate' || addresses <= MANY_ADDRESSES || !topAddress) return false;
  const tallied = course.tallies.length * 60;
  const windows = Math.max(1, tallied / statement.windowSeconds);
  // What is blocked comes on top of the limit that was let through.
  return (topAddress.part * course.count) / windows <= 0.5 * statement.limit;
}
