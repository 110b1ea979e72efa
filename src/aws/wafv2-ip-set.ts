import { read } from './service.ts';
import { unknownMembersOf } from './unknown-members.ts';
import { nameAndId, placeOf } from './wafv2.ts';
import type { WafScope } from './wafv2.ts';

/** An IP set with everything it has, to be put back with one address more or less. */
export interface WholeIpSet {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly scope: WafScope;
  /** Of this state: with it AWS refuses to overwrite what somebody has changed since. */
  readonly lockToken: string;
  readonly description: string;
  /** `IPV4` or `IPV6`. */
  readonly version: string;
  /** CIDR blocks. */
  readonly addresses: readonly string[];
  /** Members that this version of the SDK does not know, and would take away. */
  readonly unknown: readonly string[];
}

export const wholeIpSet = read(
  'wafv2',
  'GetIPSet',
  async (send, { arn }: { readonly arn: string }): Promise<WholeIpSet> => {
    const { region, scope } = placeOf(arn);
    const { Name, Id } = nameAndId(arn);
    const answer = await send({ Name, Id, Scope: scope }, region);
    const { IPSet, LockToken = '' } = answer;
    return {
      arn,
      name: Name,
      id: Id,
      scope,
      lockToken: LockToken,
      description: IPSet?.Description ?? '',
      version: IPSet?.IPAddressVersion ?? 'IPV4',
      addresses: IPSet?.Addresses ?? [],
      unknown: unknownMembersOf(answer),
    };
  },
);
