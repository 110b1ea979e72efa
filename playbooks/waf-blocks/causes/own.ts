import { cause, maybe } from '#playbook';
import { episode } from '#facts/waf/episode';
import type { JudgedBlock } from '#facts/waf/episode';
import { ipSets } from '#facts/waf/groups';
import { KB16, KB8 } from '#facts/waf/profile';
import type { Profile } from '#facts/waf/profile';
import { samples } from '#facts/waf/samples';
import { isInCidr, partsOf } from '#facts/waf/statements';
import { protection, webAcl } from '#facts/waf/web-acl';
import type { Protected } from '#facts/waf/web-acl';
import { list } from '#facts/words';
import { countRule } from '#remediations/waf/count-rule';
import { leaveOut, owned } from '../exceptions.ts';
import { counting } from '../letting-through.ts';
import { hundredths, judged, whoSays } from '../reading.ts';

/** Rules that were written for this web ACL. */

const MOST = 0.8;

export const ownRuleMatch = cause({
  id: 'own-rule-match',
  title: 'A rule of one’s own turns honest requests away',
  recognised:
    'A rule that was written for this web ACL (a text, a pattern, a size, an injection) blocks requests that look like the ordinary traffic. Only people can say for certain.',
  fix: 'Narrow the rule, or put an Allow rule before it for the requests that are wanted.',
  remedies: [countRule],
  layer: 'config',
  from: { episode, samples: maybe(samples) },
  judge: ({ episode, samples }, say) =>
    judged(
      { episode, samples },
      {
        is: (block, profile) => isOwn(block) && !isMoreSpecific(block, profile),
        could: isOwn,
        says: ({ key }, profile) => `${key} blocks requests that look like those of your users: ${whoSays(profile)}.`,
        fix: leaveOut,
        offers: counting,
        most: 'likely',
      },
      say,
    ),
});

/** What other causes tell more of. */
function isMoreSpecific(block: JudgedBlock, profile: Profile): boolean {
  return (
    block.turn !== 'BLOCK' ||
    isOfCountry(block, profile) ||
    block.statement?.kind === 'ip-set' ||
    matchesOversize(block)
  );
}

/** Neither a managed group, nor the default action, nor a rate: those are other causes. */
function isOwn({ rule, managedGroup, statement }: JudgedBlock): boolean {
  return rule !== null && managedGroup === null && statement?.kind !== 'rate';
}

export const geoBlock = cause({
  id: 'geo-block',
  title: 'A country is blocked',
  recognised:
    'The rule that blocks goes by country, and the country of at least four in five requests is one it names.',
  fix: 'Take the country off the rule, or leave the path or the partner’s addresses out of it.',
  layer: 'config',
  from: { episode, samples: maybe(samples) },
  judge: ({ episode, samples }, say) =>
    judged(
      { episode, samples },
      {
        is: (block, profile) => block.turn === 'BLOCK' && isOfCountry(block, profile),
        could: ({ statement }) => statement !== null && partsOf(statement, 'geo').length > 0,
        says: ({ key }, { countries }) =>
          `${key} blocks by country: ${list(countries.map((one) => `${one.key} (${hundredths(one.part)})`))}.`,
        fix: (block, { countries }) =>
          owned(
            block,
            `If ${countries[0]?.key ?? 'the country'} is to be served, take it off rule ${block.rule?.name}; for single customers put an Allow rule with their addresses before it.`,
          ),
        most: 'confirmed',
      },
      say,
    ),
});

function isOfCountry(block: JudgedBlock, { countries }: Profile): boolean {
  return countries.reduce((all, { key, part }) => (goesByCountry(block, key) ? all + part : all), 0) >= MOST;
}

function goesByCountry({ statement }: JudgedBlock, country: string): boolean {
  if (!statement) return false;
  return partsOf(statement, 'geo').some(({ statement: geo, negated }) => geo.countries.includes(country) !== negated);
}

export const ipSetBlock = cause({
  id: 'ip-set-block',
  title: 'An IP set blocks callers',
  recognised: 'The rule that blocks goes by an IP set, and the addresses of those it turns away are in it.',
  fix: 'Take the address off the IP set (see what changed for who put it there).',
  layer: 'config',
  from: { episode, samples: maybe(samples), webAcl, ipSets: maybe(ipSets) },
  judge: ({ episode, samples, ipSets: sets }, say) => {
    const entryOf = (block: JudgedBlock, address: string) =>
      arnsIn(block).flatMap((arn) => {
        const set = sets.known ? sets.value[arn] : undefined;
        const entry = set?.addresses.find((cidr) => isInCidr(address, cidr));
        return set && entry !== undefined ? [{ set: set.name, entry }] : [];
      })[0];
    return judged(
      { episode, samples },
      {
        is: (block, profile) => blocksBySet(block) && block.turn === 'BLOCK' && !isMerelyPart(block, profile, entryOf),
        could: blocksBySet,
        says: (block, profile) => {
          const found = entryOf(block, profile.topAddress?.key ?? '');
          const what = found ? `${found.entry} in IP set ${found.set}` : 'an IP set';
          return `${block.key} blocks by ${what}: ${whoSays(profile)}.`;
        },
        fix: (block, profile) => {
          const found = entryOf(block, profile.topAddress?.key ?? '');
          return owned(
            block,
            found
              ? `Take ${found.entry} off IP set ${found.set} if ${profile.topAddress?.key} belongs here; UpdateIPSet replaces the whole list, so send all other addresses along.`
              : `Look at the IP set of rule ${block.rule?.name}: its addresses decide.`,
          );
        },
        most: 'confirmed',
      },
      say,
    );
  },
});

function arnsIn({ statement }: JudgedBlock): readonly string[] {
  return statement ? partsOf(statement, 'ip-set').map(({ statement: { arn } }) => arn) : [];
}

function blocksBySet(block: JudgedBlock): boolean {
  return block.statement?.kind !== 'rate' && arnsIn(block).length > 0;
}

/** Of a rule of several parts the set decides only where the addresses are in it. */
function isMerelyPart(
  block: JudgedBlock,
  { topAddress }: Profile,
  entryOf: (block: JudgedBlock, address: string) => unknown,
): boolean {
  if (block.statement?.kind === 'ip-set') return false;
  const negated = block.statement ? partsOf(block.statement, 'ip-set').some((part) => part.negated) : false;
  return !negated && entryOf(block, topAddress?.key ?? '') === undefined;
}

export const oversizeMatch = cause({
  id: 'oversize-match',
  title: 'A rule counts what is too large to inspect as a match',
  recognised:
    'A rule of one’s own looks at the body with OversizeHandling MATCH, and at least four in five of the requests are larger than what WAF inspects.',
  fix: 'Set OversizeHandling to CONTINUE, or leave the upload path out of the rule.',
  layer: 'config',
  from: { episode, samples: maybe(samples), webAcl, protection: maybe(protection) },
  judge: ({ episode, samples, webAcl, protection }, say) => {
    const limit = inspected(protection.known ? protection.value : [], webAcl.bodyLimits);
    return judged(
      { episode, samples },
      {
        is: (block, { over8k, over16k }) => matchesOversize(block) && (limit <= KB8 ? over8k : over16k) >= MOST,
        could: matchesOversize,
        says: ({ key }, profile) =>
          `${key} takes bodies over ${limit / 1024} KB for a match, since WAF inspects no more: ${whoSays(profile)}.`,
        fix: (block, profile) => `Set OversizeHandling of ${block.key} to CONTINUE. Or: ${leaveOut(block, profile)}`,
        most: 'confirmed',
      },
      say,
    );
  },
});

function matchesOversize({ statement }: JudgedBlock): boolean {
  if (!statement) return false;
  const fields = [
    ...partsOf(statement, 'size'),
    ...partsOf(statement, 'text'),
    ...partsOf(statement, 'regex'),
    ...partsOf(statement, 'injection'),
  ].map(({ statement: { field } }) => field);
  return fields.some(({ part, oversize }) => part === 'body' && oversize === 'MATCH');
}

/** Load balancers hand 8 KB to WAF; the others 16, or what the web ACL says. WAF developer guide, body inspection. */
function inspected(protects: readonly Protected[], limits: Readonly<Record<string, number>>): number {
  if (protects.some(({ kind }) => kind === 'load balancer')) return KB8;
  const set = Object.values(limits)[0];
  return set === undefined ? KB16 : set * 1024;
}

export const defaultActionBlock = cause({
  id: 'default-action-block',
  title: 'No rule lets these requests in',
  recognised:
    'The default action of the web ACL is Block, and the requests were turned away by it: an Allow rule is missing.',
  fix: 'Add an Allow rule for what is to be let in.',
  layer: 'config',
  from: { episode, samples: maybe(samples), webAcl },
  judge: ({ episode, samples, webAcl }, say) => {
    if (webAcl.defaultAction === 'Allow') return say.ruledOut({ webAcl: 'what no rule decides about is allowed' });
    return judged(
      { episode, samples },
      {
        is: ({ rule }) => rule === null,
        could: ({ rule }) => rule === null,
        says: (_, profile) =>
          `The web ACL blocks whatever no rule allows, and no rule allows these: ${whoSays(profile)}.`,
        fix: (_, { routes }) => `Add an Allow rule for ${list(routes.map(({ key }) => key))}, as narrow as can be.`,
        most: 'confirmed',
      },
      say,
    );
  },
});
