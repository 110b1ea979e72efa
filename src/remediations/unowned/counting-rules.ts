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
        countedBy(rule).map((what) => ({
          kind: 'waf-rule-counting',
          resource: one.arn,
          says: `${what} of the web ACL ${one.name} only counts.`,
          since: null,
          until: null,
          madeBy: ['waf.count-rule'],
          recorded: { name: one.name, events: ['UpdateWebACL'] },
        })),
      ),
    );
  },
};

function countedBy({ name, action, countOnly, statement }: Rule): readonly string[] {
  if (countOnly || action === 'Count') return [`The rule ${name}`];
  const overrides = 'overrides' in statement ? statement.overrides : [];
  return overrides.filter((each) => each.action === 'Count').map(({ rule }) => `The rule ${rule} in ${name}`);
}
