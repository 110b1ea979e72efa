import type { Role } from '@aws-sdk/client-iam';

/** Roles and what they may do. Policies are JSON texts, as people write them. */
export interface Iam {
  readonly roles: readonly SimulatedRole[];
  /** Customer managed policies by ARN. Those of AWS that this simulation knows need not be here. */
  readonly policies?: { readonly [arn: string]: string };
  /** Service control policies that apply to the account. */
  readonly serviceControlPolicies?: readonly string[];
}

/** A role; its trust policy goes out URL-encoded, as AWS sends it. */
export interface SimulatedRole extends Role {
  /** Inline policies by name. */
  readonly inline?: { readonly [name: string]: string };
  /** ARNs of attached policies. */
  readonly attached?: readonly string[];
}
