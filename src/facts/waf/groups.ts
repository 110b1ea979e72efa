import { fact, ReadFailure } from '#playbook';
import * as wafv2 from '#aws/wafv2';
import type { OwnGroup } from '#aws/wafv2';
import { window } from '../window.ts';
import { partsOf } from './statements.ts';
import { total, traffic, turnedAway } from './traffic.ts';
import { webAcl } from './web-acl.ts';

/** Own rule groups in which requests were turned away, by ARN; those that could not be read are missing. */
export const ownGroups = fact({
  id: 'waf.own-rule-groups',
  title: 'Rule groups of one’s own that turn requests away',
  step: 'Web ACL',
  from: { webAcl, traffic, window },
  reads: [wafv2.ruleGroup],
  learn: async ({ webAcl, traffic, window }, { read, unseen }): Promise<Readonly<Record<string, OwnGroup>>> => {
    const arns = webAcl.rules.flatMap(({ statement, metric }) =>
      statement.kind === 'own-group' && total(turnedAway(traffic.byRule[metric]), window.from, window.to) > 0
        ? [statement.arn]
        : [],
    );
    const read_ = await Promise.allSettled(arns.map((arn) => read(wafv2.ruleGroup, { arn })));
    const failures = read_.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    const groups = read_.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    for (const failure of failures) {
      if (!(failure instanceof ReadFailure)) throw failure;
      // One of several is a part; all of them are the fact.
      if (groups.length === 0) throw failure;
      unseen(failure);
    }
    return Object.fromEntries(groups.map((group) => [group.arn, group]));
  },
});

/** Addresses of the IP sets that rules of the web ACL refer to, by ARN. */
export const ipSets = fact({
  id: 'waf.ip-sets',
  title: 'IP sets that rules refer to',
  step: 'Web ACL',
  from: { webAcl, ownGroups },
  reads: [wafv2.ipSet],
  learn: async ({ webAcl, ownGroups }, { read }): Promise<Readonly<Record<string, wafv2.IpSet>>> => {
    const rules = [...webAcl.rules, ...Object.values(ownGroups).flatMap((group) => group.rules)];
    const arns = rules.flatMap((rule) => partsOf(rule.statement, 'ip-set').map(({ statement }) => statement.arn));
    const sets = await Promise.all([...new Set(arns)].slice(0, MOST_SETS).map((arn) => read(wafv2.ipSet, { arn })));
    return Object.fromEntries(sets.map((set) => [set.arn, set]));
  },
});

const MOST_SETS = 12;
