import type * as sdk from '@aws-sdk/client-wafv2';
import type { WebACL } from '@aws-sdk/client-wafv2';
import type { Account } from '../account.ts';
import type { Wafv2 } from '../account/wafv2.ts';
import type { AnswerContext } from '../answers/answers.ts';
import { ipSet, lockTokenOf, webAcl } from '../answers/wafv2.ts';
import { AwsError } from '../aws-error.ts';
import type { WriteAnswers } from './writes.ts';

export const wafv2Writes: WriteAnswers<typeof sdk> = {
  UpdateWebACL: {
    needs(account, { Name = '', Id = '', Scope, Rules = [] }) {
      const own = account.wafv2?.webAcls.find((acl) => acl.Name === Name && acl.Id === Id)?.ARN ?? '';
      const scope = Scope === 'CLOUDFRONT' ? 'global' : 'regional';
      const vendors = `${own.split(':').slice(0, 5).join(':')}:${scope}/managedruleset`;
      return { 'wafv2:UpdateWebACL': [own, ...referredTo(Rules, vendors)] };
    },
    make(account, input, context: AnswerContext) {
      const before = webAcl(account, input, context);
      refuseStale(before, input.LockToken);
      if (input.Description === '') throw invalid('DESCRIPTION', '');
      const { Scope: _scope, LockToken: _token, ...sent } = input;
      const after: WebACL = {
        ...sent,
        ...ofAws(before),
        // The only setting that stays when it is left out.
        ...((sent.ApplicationConfig ?? before.ApplicationConfig)
          ? { ApplicationConfig: sent.ApplicationConfig ?? before.ApplicationConfig }
          : {}),
      };
      const webAcls = (account.wafv2?.webAcls ?? []).map((acl) => (acl === before ? after : acl));
      return { account: withWaf(account, { webAcls }), output: { NextLockToken: lockTokenOf(after) } };
    },
  },

  UpdateIPSet: {
    needs(account, { Name, Id }) {
      const own = account.wafv2?.ipSets?.find((set) => set.Name === Name && set.Id === Id)?.ARN ?? '';
      return { 'wafv2:UpdateIPSet': [own] };
    },
    make(account, input, context: AnswerContext) {
      const before = ipSet(account, input, context);
      refuseStale(before, input.LockToken);
      const odd = input.Addresses?.find((cidr) => !/^[0-9a-f.:]+\/\d{1,3}$/i.test(cidr));
      if (odd !== undefined) throw invalid('IP_ADDRESS', odd);
      const { Description: _, ...rest } = before;
      const after = {
        ...rest,
        ...(input.Description !== undefined && { Description: input.Description }),
        Addresses: [...new Set(input.Addresses)],
      };
      const ipSets = (account.wafv2?.ipSets ?? []).map((set) => (set === before ? after : set));
      return { account: withWaf(account, { ipSets }), output: { NextLockToken: lockTokenOf(after) } };
    },
  },
};

/** What nobody but AWS and Firewall Manager changes. */
function ofAws(acl: WebACL): Pick<WebACL, 'ARN'> & Partial<WebACL> {
  const { ARN, Capacity, LabelNamespace, ManagedByFirewallManager, RetrofittedByFirewallManager } = acl;
  const { PreProcessFirewallManagerRuleGroups, PostProcessFirewallManagerRuleGroups } = acl;
  const members = {
    Capacity,
    LabelNamespace,
    ManagedByFirewallManager,
    RetrofittedByFirewallManager,
    PreProcessFirewallManagerRuleGroups,
    PostProcessFirewallManagerRuleGroups,
  };
  return { ARN, ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) };
}

/** ARNs of groups and sets in the statements of rules, at any depth; of the groups of vendors, too. */
function referredTo(value: unknown, vendors: string): readonly string[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const { ARN: arn, VendorName: vendor, Name: name } = value as { ARN?: unknown; VendorName?: unknown; Name?: unknown };
  const deeper = Object.values(value).flatMap((each) => referredTo(each, vendors));
  if (typeof vendor === 'string') return [`${vendors}/${vendor}/${String(name)}`, ...deeper];
  return typeof arn === 'string' ? [arn, ...deeper] : deeper;
}

function refuseStale(state: object, token: string | undefined): void {
  if (token === lockTokenOf(state)) return;
  throw new AwsError(
    'WAFOptimisticLockException',
    'AWS WAF couldn’t save your changes because someone changed the resource after you started to edit it. Reapply your changes.',
  );
}

function invalid(field: string, parameter: string): AwsError {
  return new AwsError(
    'WAFInvalidParameterException',
    `Error reason: The parameter contains formatting that is not valid., field: ${field}, parameter: ${parameter}`,
  );
}

function withWaf(account: Account, part: Partial<Wafv2>): Account {
  return { ...account, wafv2: { webAcls: [], ...account.wafv2, ...part } };
}
