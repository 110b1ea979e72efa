import { fact } from '#playbook';
import * as wafv2 from '#aws/wafv2';
import { blocks } from './blocks.ts';
import { identity } from './web-acl.ts';

/** The version that a managed group has where none is pinned: AWS may have changed it at any time. */
export const versions = fact({
  id: 'waf.versions',
  title: 'Versions of managed groups that are not pinned',
  step: 'Web ACL',
  from: { identity, blocks },
  reads: [wafv2.managedRuleGroup],
  learn: async ({ identity: { arn }, blocks }, { read }): Promise<Readonly<Record<string, wafv2.VendorGroup>>> => {
    const groups = new Map(
      blocks.flatMap(({ rule }) =>
        rule?.statement.kind === 'managed-group' && rule.statement.version === null
          ? [[rule.statement.name, rule.statement] as const]
          : [],
      ),
    );
    const found = await Promise.all(
      [...groups.values()].map(
        async ({ vendor, name }) =>
          [name, await read(wafv2.managedRuleGroup, { arn, vendor, name, version: null })] as const,
      ),
    );
    return Object.fromEntries(found);
  },
});
