import { fact } from '#playbook';
import * as wafv2 from '#aws/wafv2';
import { blocks } from './blocks.ts';
import { identity } from './web-acl.ts';

/** Only these rules keep a list of addresses that can be read. */
const BY_ADDRESS = ['IP', 'FORWARDED_IP'];

/** Addresses (CIDR) that rate-based rules hold off now, by the key of the block. */
export const rateKeys = fact({
  id: 'waf.rate-keys',
  title: 'Addresses held off by rate limits',
  step: 'Sampled requests',
  from: { identity, blocks },
  reads: [wafv2.rateKeys],
  learn: async ({ identity: { arn }, blocks }, { read }): Promise<Readonly<Record<string, readonly string[]>>> => {
    const rates = blocks.filter(({ statement }) => statement?.kind === 'rate' && BY_ADDRESS.includes(statement.key));
    const found = await Promise.all(
      rates.map(async ({ key, rule, within }) => {
        const name = rule?.name ?? '';
        const asked = rule?.statement.kind === 'own-group' ? { rule: within ?? '', group: name } : { rule: name };
        return [key, await read(wafv2.rateKeys, { arn, ...asked })] as const;
      }),
    );
    return Object.fromEntries(found);
  },
});
