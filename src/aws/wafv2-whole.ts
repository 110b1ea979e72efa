import { createHash } from 'node:crypto';
import type { UpdateWebACLRequest, WebACL } from '@aws-sdk/client-wafv2';
import { inputKey } from './sharing.ts';
import { read } from './service.ts';
import { unknownMembersOf } from './unknown-members.ts';
import { placeOf } from './wafv2.ts';
import type { WafScope } from './wafv2.ts';

export type { WebACL } from '@aws-sdk/client-wafv2';

/** A web ACL with everything it has, to be put back with one thing changed. */
export interface WholeWebAcl {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly scope: WafScope;
  /** Of this state: with it AWS refuses to overwrite what somebody has changed since. */
  readonly lockToken: string;
  readonly acl: WebACL;
  /** Members that this version of the SDK does not know, and would take away. */
  readonly unknown: readonly string[];
}

export const wholeWebAcl = read(
  'wafv2',
  'GetWebACL',
  async (send, { arn }: { readonly arn: string }): Promise<WholeWebAcl> => {
    const { region, scope } = placeOf(arn);
    const answer = await send({ ARN: arn }, region);
    const { WebACL: acl, LockToken = '' } = answer;
    if (!acl) throw new TypeError('AWS answered without a web ACL');
    return {
      arn,
      name: acl.Name ?? '',
      id: acl.Id ?? '',
      scope,
      lockToken: LockToken,
      acl,
      unknown: unknownMembersOf(answer),
    };
  },
);

/**
 * What of a web ACL goes into UpdateWebACL: what is left out there is taken away. Every member must be decided about
 * here, and those that the operation takes must be sent: otherwise this does not compile.
 * https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateWebACL.html
 */
const sent = {
  Name: true,
  Id: true,
  DefaultAction: true,
  Description: true,
  Rules: true,
  VisibilityConfig: true,
  DataProtectionConfig: true,
  CustomResponseBodies: true,
  CaptchaConfig: true,
  ChallengeConfig: true,
  TokenDomains: true,
  AssociationConfig: true,
  OnSourceDDoSProtectionConfig: true,
  ApplicationConfig: true,
  MonetizationConfig: true,
  // Made by AWS, or by Firewall Manager.
  ARN: false,
  Capacity: false,
  LabelNamespace: false,
  ManagedByFirewallManager: false,
  PreProcessFirewallManagerRuleGroups: false,
  PostProcessFirewallManagerRuleGroups: false,
  RetrofittedByFirewallManager: false,
} as const satisfies { readonly [M in keyof Required<WebACL>]: M extends keyof UpdateWebACLRequest ? true : false };

/** Members of a web ACL that UpdateWebACL does not take. */
export const notSent: readonly string[] = Object.entries(sent).flatMap(([name, goes]) => (goes ? [] : [name]));

/** The whole web ACL as UpdateWebACL takes it. */
export function updateOf({ scope, lockToken }: WholeWebAcl, acl: WebACL): UpdateWebACLRequest {
  const { Name, Id, DefaultAction, VisibilityConfig } = acl;
  const members = Object.entries(acl).filter(([name, value]) => goes(name, value));
  const rest: Partial<WebACL> = Object.fromEntries(members);
  return { ...rest, Name, Id, DefaultAction, VisibilityConfig, Scope: scope, LockToken: lockToken };
}

/** AWS gives a description as an empty text where there is none, and refuses to take it back. */
function goes(name: string, value: unknown): boolean {
  return !notSent.includes(name) && !(name === 'Description' && value === '');
}

/** Tells states of a web ACL apart: the same for the same settings, whenever they were read. */
export function fingerprintOf(whole: WholeWebAcl): string {
  const { LockToken: _, ...settings } = updateOf(whole, whole.acl);
  return createHash('sha256').update(inputKey(settings)).digest('hex');
}
