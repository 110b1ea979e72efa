import { cause, maybe } from '#playbook';
import { episode, mayHitPeople } from '#facts/waf/episode';
import type { JudgedBlock } from '#facts/waf/episode';
import { ipSets } from '#facts/waf/groups';
import { matches } from '#facts/waf/statements';
import type { IpSets } from '#facts/waf/statements';
import { webAcl } from '#facts/waf/web-acl';
import { sum } from '#facts/words';
import { bearingOf, evidenceOf, hundredths } from '../reading.ts';
import { challengeCaptchaApi } from './challenge.ts';
import { anonymousOrHosting, bodySizeBlock, botControl, ipReputation, managedRuleFp } from './managed.ts';
import { geoBlock, ipSetBlock, oversizeMatch, ownRuleMatch } from './own.ts';
import { rateKeyIsProxy, rateLimitHit, rateLimitSharedIp, rateLimitTooLow } from './rate.ts';

const HALF = 0.5;

export const allowListOrder = cause({
  id: 'allow-list-order',
  title: 'An Allow rule comes after the rule that blocks',
  recognised:
    'A rule allows these very requests, but its priority number is larger than that of the rule that blocks them: the lower runs first, and ends it.',
  fix: 'Give the Allow rule a lower priority number than the rule that blocks.',
  layer: 'config',
  leadsTo: [
    managedRuleFp,
    bodySizeBlock,
    ipReputation,
    anonymousOrHosting,
    botControl,
    ownRuleMatch,
    geoBlock,
    ipSetBlock,
    oversizeMatch,
    rateLimitHit,
    rateLimitSharedIp,
    rateKeyIsProxy,
    rateLimitTooLow,
    challengeCaptchaApi,
  ],
  from: { episode, webAcl, ipSets: maybe(ipSets) },
  judge: ({ episode, webAcl, ipSets }, say) => {
    const allows = webAcl.rules.filter(({ action }) => action === 'Allow');
    if (allows.length === 0) return say.ruledOut({ webAcl: 'no rule allows anything' });
    const sets: IpSets = Object.fromEntries(
      Object.values(ipSets.known ? ipSets.value : {}).map(({ arn, addresses }) => [arn, addresses]),
    );
    const late = (block: JudgedBlock) => {
      const at = webAcl.rules.findIndex(({ metric }) => metric === block.rule?.metric);
      return at < 0 ? [] : allows.filter((rule) => webAcl.rules.indexOf(rule) > at);
    };
    const suspects = episode.blocks.filter((block) => mayHitPeople(block) && late(block).length > 0);
    const found = suspects.flatMap((block) => {
      const rule = late(block).find(({ statement }) => meant(block, (one) => matches(statement, one, sets)) >= HALF);
      return rule ? [{ block, rule }] : [];
    });
    const [worst] = found.toSorted((a, b) => b.block.share - a.block.share);
    if (!worst?.block.profile) {
      const unsure = suspects.some((block) =>
        late(block).some(({ statement }) => block.requests.some((one) => matches(statement, one, sets) === null)),
      );
      if (!ipSets.known && unsure) return say.unanswered(ipSets.blind);
      return say.ruledOut({ webAcl: 'no Allow rule that comes later would have matched these requests' });
    }
    const { block, rule } = worst;
    const own = found.map((one) => one.block);
    const part = hundredths(meant(block, (one) => matches(rule.statement, one, sets)));
    const says = `${rule.name} (priority ${rule.priority}) allows ${part} of what ${block.key} (priority ${block.rule?.priority}) blocks before it is asked.`;
    const because = {
      webAcl: {
        says: `${block.rule?.name} has priority ${block.rule?.priority}, ${rule.name} has ${rule.priority}: the lower runs first`,
        quotes: [rule.name],
      },
      ...(block.profile ? { episode: evidenceOf(block, block.profile) } : {}),
    };
    const fix = `Give ${rule.name} a priority below ${block.rule?.priority}. Check first what else it lets in: it then skips all rules behind it.`;
    const bearing = {
      ...bearingOf(own, episode),
      resources: [episode.arn, rule.name, ...own.map(({ key }) => key)],
      fix,
    };
    return own.some(({ standing }) => standing === 'users')
      ? say.confirmed(says, because, bearing)
      : say.possible(says, because, bearing);
  },
});

/** The part of the requests of which it is certain that the rule would match them. */
function meant({ requests }: JudgedBlock, is: (request: JudgedBlock['requests'][number]) => boolean | null): number {
  const whole = sum(requests.map(({ weight }) => weight));
  return whole > 0 ? sum(requests.filter((one) => is(one) === true).map(({ weight }) => weight)) / whole : 0;
}
