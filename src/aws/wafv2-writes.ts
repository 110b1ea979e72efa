import { updateOf } from './wafv2-whole.ts';
import type { WebACL, WholeWebAcl } from './wafv2-whole.ts';
import type { WholeIpSet } from './wafv2-ip-set.ts';
import { writeCall } from './write-call.ts';

/** Puts a web ACL back as a whole, with what was changed of it. Refused when anybody has changed it since it was read. */
export const updateWebAcl = writeCall(
  'wafv2',
  'UpdateWebACL',
  ({ whole }: { readonly whole: WholeWebAcl; readonly acl: WebACL }) => [whole.arn],
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
