import type * as sdk from '@aws-sdk/client-iam';
import type { Account } from '../account.ts';
import type { SimulatedRole } from '../account/iam.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { decide, managedPolicies } from './iam-policies.ts';
import type { NamedPolicy } from './iam-policies.ts';
import { page } from './page.ts';

export const iam: Answers<typeof sdk> = {
  GetRole(account, { RoleName = '' }) {
    const found = account.iam?.roles.find((role) => role.RoleName === RoleName);
    if (!found) throw absent(`The role with name ${RoleName} cannot be found.`);
    const { inline: _inline, attached: _attached, AssumeRolePolicyDocument: trust, ...role } = found;
    return { Role: { ...role, AssumeRolePolicyDocument: trust === undefined ? undefined : rfc3986(trust) } };
  },

  SimulatePrincipalPolicy(account, { PolicySourceArn: arn = '', ActionNames: actions = [], ResourceArns, ...input }) {
    const role = account.iam?.roles.find((each) => each.Arn === arn);
    if (!role) throw absent(`The entity with ARN ${arn} cannot be found.`);
    const results = actions.flatMap((action) =>
      (ResourceArns ?? ['*']).map((resource) => simulate(account, role, action, resource)),
    );
    const { items, next } = page(account, results, {
      token: input.Marker,
      asked: input.MaxItems ?? 100,
      usual: 100,
      most: 1000,
      badToken: () => new AwsError('InvalidInput', 'Invalid Marker.', { status: 400 }),
    });
    return { EvaluationResults: items, IsTruncated: next !== undefined, Marker: next };
  },
};

/** The role's own policies decide, where the organization and the boundary let them. */
function simulate(account: Account, role: SimulatedRole, action: string, resource: string) {
  const own = decide(policiesOf(account, role), action, resource);
  const control = account.iam?.serviceControlPolicies;
  const byOrganization =
    control === undefined ||
    control.every((document) => decide([{ name: 'scp', document }], action, resource).decision === 'allowed');
  const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
  const byBoundary =
    boundary === undefined ||
    decide([{ name: nameOf(boundary), document: documentOf(account, boundary) }], action, resource).decision ===
      'allowed';
  const stopped = own.decision === 'allowed' && !(byOrganization && byBoundary);
  const decision = stopped ? ('implicitDeny' as const) : own.decision;
  const MatchedStatements = own.matched.map((SourcePolicyId) => ({ SourcePolicyId }));
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decision,
    MatchedStatements,
    MissingContextValues: resource === '*' ? [...own.missingContext] : [],
    ...(control && { OrganizationsDecisionDetail: { AllowedByOrganizations: byOrganization } }),
    ...(boundary && { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: byBoundary } }),
    // For resources that were asked about, missing keys stand with each of them.
    ...(resource !== '*' && {
      ResourceSpecificResults: [
        {
          EvalResourceName: resource,
          EvalResourceDecision: decision,
          MatchedStatements,
          MissingContextValues: [...own.missingContext],
        },
      ],
    }),
  };
}

function policiesOf(account: Account, { inline = {}, attached = [] }: SimulatedRole): NamedPolicy[] {
  return [
    ...Object.entries(inline).map(([name, document]) => ({ name, document })),
    ...attached.map((arn) => ({ name: nameOf(arn), document: documentOf(account, arn) })),
  ];
}

function documentOf(account: Account, arn: string): string {
  const usual = arn.replace(/^arn:[^:]+:/, 'arn:aws:');
  const document = account.iam?.policies?.[arn] ?? managedPolicies[usual];
  if (document === undefined)
    throw new TypeError(`the account has no policy ${arn}, and it is none that is known here`);
  return document;
}

function nameOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** As AWS encodes policy documents: also what encodeURIComponent leaves alone. */
function rfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function absent(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, { status: 404 });
}
