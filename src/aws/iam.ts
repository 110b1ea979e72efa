import type { EvaluationResult, ResourceSpecificResult, Role as WireRole } from '@aws-sdk/client-iam';
import { ReadFailure } from '#playbook';
import { pages } from './pages.ts';
import { read } from './service.ts';

/** Who may assume a role, by one statement of its trust policy. */
export interface TrustStatement {
  readonly allows: boolean;
  /** `sts:AssumeRole` and the like; `*` allowed. */
  readonly actions: readonly string[];
  /** `ecs-tasks.amazonaws.com`; `*` for anybody. */
  readonly services: readonly string[];
  /** Accounts, roles and users: ARNs, account ids or `*`. */
  readonly principals: readonly string[];
  /** Keys of the conditions that must hold besides: `aws:SourceAccount`. */
  readonly conditions: readonly string[];
}

export interface Role {
  readonly name: string;
  readonly arn: string;
  /** Changes when a role is deleted and made anew under its old name. */
  readonly id: string;
  readonly createdAt: Date | null;
  /** Null when the policy could not be understood. */
  readonly trust: readonly TrustStatement[] | null;
  /** ARN of the permissions boundary. */
  readonly boundary: string | null;
}

/** A role by name; null when there is none. IAM belongs to no region. */
export const role = read('iam', 'GetRole', async (send, { name }: { readonly name: string }): Promise<Role | null> => {
  try {
    const answer = await send({ RoleName: name });
    return answer.Role ? roleOf(answer.Role) : null;
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent') return null;
    throw error;
  }
});

/** What may be asked of IAM's simulator. `resources` are ARNs; without any, all resources are meant. */
export interface SimulationAsk {
  /** ARN of a role or user, not of a session. */
  readonly principal: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Whether policies of the principal allow one action on one resource. */
export interface Simulated {
  readonly action: string;
  /** `*` where no resource was asked about. */
  readonly resource: string;
  readonly decision: 'allowed' | 'explicit-deny' | 'implicit-deny';
  /** Whether a policy of the organization, or the permissions boundary, is what stands in the way. */
  readonly deniedBy: 'organization' | 'boundary' | null;
  /** Names of the policies whose statements matched. */
  readonly matched: readonly string[];
  /** Condition keys that decide and that were not given: a denial with some of them is not certain. */
  readonly missingContext: readonly string[];
}

/**
 * What a principal's own policies allow, with its boundary and the organization's. Policies of resources, of keys and of
 * VPC endpoints are not looked at. A principal that does not exist is a `ReadFailure` `absent`.
 */
export const simulatedPolicy = read(
  'iam',
  'SimulatePrincipalPolicy',
  async (send, { principal, actions, resources }: SimulationAsk): Promise<readonly Simulated[]> =>
    pages(
      (Marker) =>
        send({
          PolicySourceArn: principal,
          ActionNames: [...actions],
          ...(resources.length > 0 && { ResourceArns: [...resources] }),
          Marker,
        }),
      (page) => (page.IsTruncated ? page.Marker : undefined),
      (page) => page.EvaluationResults?.flatMap(simulatedOf),
    ),
);

function roleOf(wire: WireRole): Role {
  return {
    name: wire.RoleName ?? '',
    arn: wire.Arn ?? '',
    id: wire.RoleId ?? '',
    createdAt: wire.CreateDate ?? null,
    trust: trustOf(wire.AssumeRolePolicyDocument),
    boundary: wire.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
  };
}

/** The document comes URL-encoded (RFC 3986), as JSON text. */
function trustOf(encoded: string | undefined): readonly TrustStatement[] | null {
  try {
    const document: unknown = JSON.parse(decodeURIComponent(encoded ?? ''));
    return listOf(fieldOf(document, 'Statement')).map(trustStatementOf);
  } catch {
    return null;
  }
}

function trustStatementOf(statement: unknown): TrustStatement {
  const principal = fieldOf(statement, 'Principal');
  const anybody = principal === '*' ? ['*'] : [];
  return {
    allows: fieldOf(statement, 'Effect') === 'Allow',
    actions: textsOf(fieldOf(statement, 'Action')),
    services: [...anybody, ...textsOf(fieldOf(principal, 'Service'))],
    principals: [...anybody, ...textsOf(fieldOf(principal, 'AWS'))],
    conditions: Object.values(Object(fieldOf(statement, 'Condition'))).flatMap((keys) => Object.keys(Object(keys))),
  };
}

/** Results come for each action, and those of single resources within; either may be missing. */
function simulatedOf(result: EvaluationResult): Simulated[] {
  const action = result.EvalActionName ?? '';
  const organization = result.OrganizationsDecisionDetail?.AllowedByOrganizations === false;
  const boundary = result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false;
  const one = (resource: string, decision: string | undefined, from: EvaluationResult | ResourceSpecificResult) => ({
    action,
    resource,
    decision: decisionOf(decision),
    deniedBy: deniedBy(organization, boundary || isBounded(from)),
    matched: (from.MatchedStatements ?? []).flatMap(({ SourcePolicyId }) => SourcePolicyId ?? []),
    missingContext: from.MissingContextValues ?? [],
  });
  const single = result.ResourceSpecificResults ?? [];
  if (single.length === 0) return [one(result.EvalResourceName ?? '*', result.EvalDecision, result)];
  return single.map((each) => one(each.EvalResourceName ?? '*', each.EvalResourceDecision, each));
}

function isBounded(from: EvaluationResult | ResourceSpecificResult): boolean {
  return from.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false;
}

function deniedBy(organization: boolean, boundary: boolean): Simulated['deniedBy'] {
  if (organization) return 'organization';
  return boundary ? 'boundary' : null;
}

function decisionOf(wire: string | undefined): Simulated['decision'] {
  if (wire === 'allowed') return 'allowed';
  return wire === 'explicitDeny' ? 'explicit-deny' : 'implicit-deny';
}

function textsOf(value: unknown): string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
