import type { Seeker } from '#playbook';
import { webAcl, webAcls } from '#aws/wafv2';
import type { Rule } from '#aws/wafv2';

/** Rules of web ACLs that count what they would otherwise turn away. CloudFront's web ACLs are all in us-east-1. */
export const countingRules: Seeker = {
  kind: 'waf-rule-counting',
  reads: [webAcls, webAcl],
  seek: async ({ read, place }) => {
    const lists = await Promise.all([
      read(webAcls, { scope: 'REGIONAL' }),
      place.region === 'us-east-1' ? read(webAcls, { scope: 'CLOUDFRONT', region: 'us-east-1' }) : [],
    ]);
    const all = await Promise.all(lists.flat().map(({ arn }) => read(webAcl, { arn })));
    return all.flatMap((one) =>
      one.rules.flatMap((rule) =>
        countedBy(rule).map(({ what, ...found }) => ({
          kind: 'waf-rule-counting',
          resource: one.arn,
          says: `${what} of the web ACL ${one.name} only counts.`,
          since: null,
          until: null,
          madeBy: ['waf.count-rule'],
          found,
          recorded: { name: one.name, events: ['UpdateWebACL'] },
        })),
      ),
    );
  },
};

/** A rule that counts, in words and as `waf.count-rule` finds it. */
interface Counting {
  readonly what: string;
  readonly rule: string;
  /** Null for a rule of the web ACL itself, and for all rules of a group at once. */
  readonly inGroup: string | null;
}

function countedBy({ name, action, countOnly, statement }: Rule): readonly Counting[] {
  if (countOnly || action === 'Count') return [{ what: `The rule ${name}`, rule: name, inGroup: null }];
  const overrides = 'overrides' in statement ? statement.overrides : [];
  return overrides
    .filter((each) => each.action === 'Count')
    .map(({ rule }) => ({ what: `The rule ${rule} in ${name}`, rule: name, inGroup: rule }));
}
