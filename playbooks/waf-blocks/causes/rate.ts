import { cause, maybe } from '#playbook';
import type { Judge, Sighting, Verdict } from '#playbook';
import { episode, isCrowd } from '#facts/waf/episode';
import type { Episode, JudgedBlock } from '#facts/waf/episode';
import type { Part, Profile } from '#facts/waf/profile';
import { rateKeys } from '#facts/waf/rate-keys';
import { samples } from '#facts/waf/samples';
import { count, list } from '#facts/words';
import { letIn, owned } from '../exceptions.ts';
import { hundredths, judged, whoSays } from '../reading.ts';
import type { Mechanism } from '../reading.ts';

/** Rate-based rules: whoever sends more than the limit within the window is held off until the rate falls. */

const MOST = 0.8;
const MANY_ADDRESSES = 20;

export const rateLimitHit = cause({
  id: 'rate-limit-hit',
  title: 'A rate limit holds callers off',
  recognised:
    'The rule that blocks is rate-based: callers sent more than its limit within its window. AWS checks about every ten seconds and holds them off until the rate falls.',
  fix: 'Raise the limit, or leave the path out of what is counted, if these callers belong here.',
  layer: 'config',
  from: { episode, samples: maybe(samples), rateKeys: maybe(rateKeys) },
  judge: (known, say) =>
    ofRate(known, 'hit', say, {
      most: 'confirmed',
      says: (block, profile) => `${limitSays(block)} is exceeded: ${whoSays(profile)}.`,
      fix: (block, { topAddress }) => {
        const one = topAddress && topAddress.part >= MOST ? ` ${letIn(block, topAddress.key)}` : '';
        return owned(
          block,
          `If these callers belong here, let them in or raise the limit of ${block.key} at most twofold, and watch.${one}`,
        );
      },
    }),
});

export const rateLimitSharedIp = cause({
  id: 'rate-limit-shared-ip',
  title: 'A rate limit takes many people behind one address for one',
  recognised:
    'A rate-based rule that counts by address holds off very few of them, behind which there are several browsers or sessions: an office, a school, a carrier.',
  fix: 'Leave the shared address out of the rule, or count by address and session cookie.',
  layer: 'config',
  refines: [rateLimitHit],
  from: { episode, samples: maybe(samples), rateKeys: maybe(rateKeys) },
  judge: (known, say) =>
    ofRate(known, 'shared', say, {
      most: 'likely',
      says: (block, { topAddress, agentCount, sessions }) =>
        `${limitSays(block)} is meant for one caller, and ${topAddress?.key ?? 'one address'} is many: ${count(agentCount, 'user agent')}, ${hundredths(sessions)} signed in.`,
      fix: (block, { topAddress }) =>
        `${letIn(block, topAddress?.key ?? 'the shared address')} Or let ${block.rule?.name} count by address and session cookie (custom keys).`,
    }),
});

export const rateKeyIsProxy = cause({
  id: 'rate-key-is-proxy',
  title: 'A rate limit counts a proxy instead of the callers behind it',
  recognised:
    'The rule counts by address, and nearly all traffic comes from five addresses or fewer: those of a CDN or proxy in front, whose callers are in X-Forwarded-For.',
  fix: 'Count by FORWARDED_IP (X-Forwarded-For) with a fallback, provided the proxy sets that header itself.',
  layer: 'config',
  refines: [rateLimitHit, rateLimitSharedIp],
  from: { episode, samples: maybe(samples), rateKeys: maybe(rateKeys) },
  judge: (known, say) =>
    ofRate(known, 'proxy', say, {
      most: 'likely',
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
  from: { episode, samples: maybe(samples), rateKeys: maybe(rateKeys) },
  judge: (known, say) =>
    ofRate(known, 'too-low', say, {
      most: 'likely',
      says: (block, profile) =>
        `${limitSays(block)} is too low for ordinary use: ${count(profile.addresses, 'address', 'addresses')} exceed it, none by much.`,
      fix: (block) => owned(block, `Raise the limit of ${block.key}${doubled(block)}; at most twofold at a time.`),
    }),
});

interface Known {
  readonly episode: Episode;
  readonly samples: Sighting<unknown>;
  readonly rateKeys: Sighting<Readonly<Record<string, readonly string[]>>>;
}

type Kind = 'proxy' | 'shared' | 'too-low' | 'hit';

/** Each block is of one kind: the more specific ones first. */
function kindOf(block: JudgedBlock, profile: Profile): Kind {
  if (isProxied(block, profile)) return 'proxy';
  if (isShared(profile)) return 'shared';
  return isTooLow(block, profile) ? 'too-low' : 'hit';
}

function ofRate(
  { episode, samples, rateKeys }: Known,
  kind: Kind,
  say: Judge<'episode' | 'rateKeys'>,
  words: Pick<Mechanism, 'says' | 'fix' | 'most'>,
): Verdict<'episode' | 'rateKeys'> {
  const is = (block: JudgedBlock, profile: Profile) => isRate(block) && kindOf(block, profile) === kind;
  const verdict = judged({ episode, samples }, { is, could: isRate, ...words }, say);
  if (!('says' in verdict) || !rateKeys.known) return verdict;
  const held = verdict.scope?.map((key) => [key, rateKeys.value[key] ?? []] as const).find(([, now]) => now.length > 0);
  if (!held) return verdict;
  const [key, now] = held;
  const says = `${key} holds ${count(now.length, 'address', 'addresses')} off now: ${list(now)}`;
  return { ...verdict, because: { ...verdict.because, rateKeys: { says, quotes: now.slice(0, 3) } } };
}

function isRate({ statement, turn }: JudgedBlock): boolean {
  return statement?.kind === 'rate' && turn === 'BLOCK';
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

/** The addresses that are held off send nearly everything else too: no caller does, only what stands in front of them. */
function isProxied({ statement, meanwhile }: JudgedBlock, profile: Profile): boolean {
  if (statement?.kind !== 'rate' || statement.key !== 'IP' || !meanwhile) return false;
  const known = new Set(profile.topAddresses.map(({ key }) => key));
  const theirs = meanwhile.topAddresses.filter(({ key }) => known.has(key));
  return sumOf(profile.topAddresses) >= MOST && sumOf(theirs) >= MOST && meanwhile.agentCount >= 3;
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((all, { part }) => all + part, 0);
}

function isTooLow({ statement, course }: JudgedBlock, { addresses, topAddress }: Profile): boolean {
  if (statement?.kind !== 'rate' || addresses <= MANY_ADDRESSES || !topAddress) return false;
  const tallied = course.tallies.length * 60;
  const windows = Math.max(1, tallied / statement.windowSeconds);
  // What is blocked comes on top of the limit that was let through.
  return (topAddress.part * course.count) / windows <= 0.5 * statement.limit;
}
