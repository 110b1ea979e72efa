import { updateOf } from './wafv2-whole.ts';
import type { WebACL, WholeWebAcl } from './wafv2-whole.ts';
import type { WholeIpSet } from './wafv2-ip-set.ts';
import { writeCall } from './write-call.ts';

/** Puts a web ACL back as a whole, with what was changed of it. Refused when anybody has changed it since it was read. */
export const updateWebAcl = writeCall(
  'wafv2',
  'UpdateWebACL',
  ({ whole }: { readonly whole: WholeWebAcl; readonly acl: WebACL }) => [whole.arn, ...usedBy(whole.arn)],
  async (send, { whole, acl }) => {
    await send(updateOf(whole, acl));
  },
);

/** Replaces the addresses of an IP set. Refused when anybody has changed it since it was read. */
export const updateIpSet = writeCall(
  'wafv2',
  'UpdateIPSet',
  ({ whole }: { readonly whole: WholeIpSet; readonly addresses: readonly string[] }) => [whole.arn],
  async (send, { whole: { name, id, scope, description, lockToken }, addresses }) => {
    await send({
      Name: name,
      Id: id,
      Scope: scope,
      ...(description !== '' && { Description: description }),
      Addresses: [...addresses],
      LockToken: lockToken,
    });
  },
);

/**
 * What a web ACL may use, for all of which AWS asks permission again when it is put back: rule groups and sets, also
 * those that other accounts share, and the groups of vendors.
 */
export function usedBy(webAclArn: string): readonly string[] {
  const [, partition, , region, account, resource = ''] = webAclArn.split(':');
  const [scope] = resource.split('/');
  const of = (owner: string | undefined, kind: string) =>
    `arn:${partition}:wafv2:${region}:${owner}:${scope}/${kind}/*`;
  return [of(account, 'managedruleset'), of('*', 'rulegroup'), of('*', 'ipset'), of('*', 'regexpatternset')];
}
