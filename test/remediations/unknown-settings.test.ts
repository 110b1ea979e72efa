import { expect, test } from 'vitest';
import type { AnyRemediation, Read } from '#playbook';
import { ruleWeights } from '#remediations/load-balancing/rule-weights';
import { allowIp } from '#remediations/waf/allow-ip';
import { countRule } from '#remediations/waf/count-rule';
import type { Account } from '#simulation/account';
import { balanced, arns as balancing } from './load-balancing/balanced.ts';
import { approved } from './practice.ts';
import { guarded, arns as waf } from './waf/guarded.ts';

/** Reads as before, of an AWS that has settings which this version does not know. */
function novel(read: Read): Read {
  return async (call, input) => {
    const answer = await read(call, input);
    if (typeof answer === 'object' && answer !== null && 'unknown' in answer)
      return Object.assign(answer, { unknown: ['WebACL.Novelty'] });
    return answer;
  };
}

const cases: readonly (readonly [AnyRemediation, Readonly<Record<string, string>>, Account])[] = [
  [countRule, { webAcl: waf.webAcl, rule: 'countries' }, guarded()],
  [allowIp, { webAcl: waf.webAcl, address: '203.0.113.7' }, guarded()],
  [ruleWeights, { rule: balancing.rule, weights: 'checkout-api=1 checkout-next=0' }, balanced()],
];

test.each(cases)('what would be put back without a setting is not touched: $id', async (remedy, given, account) => {
  const own = await approved(remedy, given, { account });
  const look = await own.look(remedy);
  const until = new Date(own.now().getTime() + 60_000);
  await expect(own.bound.preview(until, { ...look, read: novel(look.read) })).rejects.toThrow(
    /not know and would take away: WebACL\.Novelty/,
  );
});
