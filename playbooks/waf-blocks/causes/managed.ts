import { cause, maybe } from '#playbook';
import { episode } from '#facts/waf/episode';
import type { JudgedBlock } from '#facts/waf/episode';
import { GROUPS, plain } from '#facts/waf/known-rules';
import type { Profile } from '#facts/waf/profile';
import { protection } from '#facts/waf/web-acl';
import { samples } from '#facts/waf/samples';
import { list } from '#facts/words';
import { countRule } from '#remediations/waf/count-rule';
import { countOneRule, letIn } from '../exceptions.ts';
import { counting } from '../letting-through.ts';
import { hundredths, judged, whoSays } from '../reading.ts';

/** Rules that AWS or another vendor maintains. */

const MOST = 0.8;
/** Callers that can be let in one by one. */
const FEW = 5;

export const managedRuleFp = cause({
  id: 'managed-rule-fp',
  title: 'A managed rule turns honest requests away',
  recognised:
    'A rule of a managed group blocks requests that look like the ordinary traffic: many addresses, sessions, the same paths and countries, a rule known for it. Only people can say for certain.',
  fix: 'Override that one rule to Count, for the paths concerned.',
  remedies: [countRule],
  layer: 'config',
  from: { episode, samples: maybe(samples) },
  judge: ({ episode, samples }, say) =>
    judged(
      { episode, samples },
      {
        is: (block, profile) => isManaged(block) && !isMoreSpecific(block, profile),
        could: isManaged,
        says: ({ key }, profile) => `${key} blocks requests that look like those of your users: ${whoSays(profile)}.`,
        fix: countOneRule,
        offers: counting,
        most: 'likely',
      },
      say,
    ),
});

function isManaged({ managedGroup }: JudgedBlock): boolean {
  return managedGroup !== null;
}

const SIZE_RULE = plain('SizeRestrictions_BODY');

function isTooLarge({ within }: JudgedBlock, { over8k }: Profile): boolean {
  return within !== null && plain(within) === SIZE_RULE && over8k >= MOST;
}

/** What other causes tell more of. */
function isMoreSpecific(block: JudgedBlock, profile: Profile): boolean {
  const byGroup = Object.values<string>(GROUPS).includes(block.managedGroup ?? '');
  return byGroup || block.turn !== 'BLOCK' || isTooLarge(block, profile);
}

export const bodySizeBlock = cause({
  id: 'body-size-block',
  title: 'Bodies larger than 8 KB are blocked',
  recognised:
    'SizeRestrictions_BODY of the core rule set blocks, and at least four in five of these requests announce more than 8,192 bytes.',
  fix: 'Override SizeRestrictions_BODY to Count for the upload path. Raising the inspection limit does not change it: it always blocks from 8 KB on.',
  remedies: [countRule],
  layer: 'config',
  from: { episode, samples: maybe(samples), protection: maybe(protection) },
  judge: ({ episode, samples, protection }, say) =>
    judged(
      { episode, samples },
      {
        is: isTooLarge,
        could: isManaged,
        says: (_, profile) =>
          `Requests with a body over 8 KB are blocked (up to ${kilobytes(profile)}): ${whoSays(profile)}.`,
        fix: (block, profile) =>
          `${countOneRule(block, profile)} Raising the inspection limit would not help: this rule always blocks from 8 KB on.${limitSays(protection.known ? protection.value.map(({ kind }) => kind) : [])}`,
        offers: counting,
        most: 'confirmed',
      },
      say,
    ),
});

function kilobytes({ largestBody }: Profile): string {
  return `${Math.round((largestBody ?? 0) / 1024).toLocaleString('en')} KB`;
}

/** With the rule on Count, more of the body goes uninspected by the other rules. */
function limitSays(kinds: readonly string[]): string {
  if (kinds.includes('load balancer'))
    return ' Behind a load balancer only the first 8 KB are inspected by other rules.';
  return kinds.length > 0 ? ' Other rules inspect the first 16 KB unless the web ACL says more.' : '';
}

export const ipReputation = cause({
  id: 'ip-reputation',
  title: 'Addresses with a bad reputation are blocked',
  recognised:
    'Rules of AWSManagedRulesAmazonIpReputationList block requests that look honest: customers behind a VPN, a hosting provider or a reused address.',
  fix: 'Let the addresses in that you know, with an IP set and an Allow rule before the group.',
  layer: 'dependency',
  from: { episode, samples: maybe(samples) },
  judge: ({ episode, samples }, say) =>
    judged(
      { episode, samples },
      {
        is: ({ managedGroup }) => managedGroup === GROUPS.reputation,
        could: ({ managedGroup }) => managedGroup === GROUPS.reputation,
        says: ({ within }, profile) =>
          `Callers are on Amazon’s list of bad addresses (${within}): ${whoSays(profile)}.`,
        fix: (block, profile) => letIn(block, addresses(profile)),
        most: 'confirmed',
      },
      say,
    ),
});

export const anonymousOrHosting = cause({
  id: 'anonymous-or-hosting',
  title: 'Callers from hosting providers, VPNs or Tor are blocked',
  recognised:
    'AnonymousIPList or HostingProviderIPList blocks requests that look honest: partners whose systems run with a hosting provider, above all.',
  fix: 'Let the partner’s addresses in with an IP set and an Allow rule before the group, or set the rule to Count.',
  layer: 'config',
  from: { episode, samples: maybe(samples) },
  judge: ({ episode, samples }, say) =>
    judged(
      { episode, samples },
      {
        is: ({ managedGroup }) => managedGroup === GROUPS.anonymous,
        could: ({ managedGroup }) => managedGroup === GROUPS.anonymous,
        says: ({ within }, profile) => `${within} blocks callers that look honest: ${whoSays(profile)}.`,
        fix: (block, profile) =>
          profile.addresses <= FEW ? letIn(block, addresses(profile)) : countOneRule(block, profile),
        most: 'confirmed',
      },
      say,
    ),
});

export const botControl = cause({
  id: 'bot-control',
  title: 'Bot Control blocks programs that belong here',
  recognised:
    'Rules of AWSManagedRulesBotControlRuleSet, or a rule of one’s own that goes by its labels, block requests that look honest: monitors, partners, the mobile application. Verified bots are never blocked by its category rules.',
  fix: 'Override the one rule to Count, or let the program in before the group by its address or a secret header.',
  remedies: [countRule],
  layer: 'config',
  from: { episode, samples: maybe(samples) },
  judge: ({ episode, samples }, say) =>
    judged(
      { episode, samples },
      {
        is: ({ managedGroup, turn }) => managedGroup === GROUPS.bots && turn === 'BLOCK',
        could: ({ managedGroup }) => managedGroup === GROUPS.bots,
        says: ({ within }, { agents }) =>
          `Bot Control (${within}) takes ${agents[0]?.key ?? 'a program'} for a bot (${hundredths(agents[0]?.part ?? 0)} of what it blocks).`,
        fix: (block, profile) =>
          profile.addresses <= FEW ? letIn(block, addresses(profile)) : countOneRule(block, profile),
        // A few programs are let in one by one instead.
        offers: (web, block) => ((block.profile?.addresses ?? 0) <= FEW ? [] : counting(web, block)),
        most: 'confirmed',
      },
      say,
    ),
});

function addresses({ topAddresses, addresses: count }: Profile): string {
  return count > topAddresses.length ? 'their addresses' : list(topAddresses.map(({ key }) => key));
}
