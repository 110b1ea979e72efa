import type { AnyRemediation, IamAction } from '#playbook';
import { arnOf, awsWrite } from './write-call.ts';
import type { ArnTemplate } from './writes.ts';

/** A policy of the change role, as the console and every tool takes it. */
export interface ChangePolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly ChangeStatement[];
}

interface ChangeStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: { readonly AWS: string };
  readonly Action: readonly string[] | '*';
  readonly Resource?: readonly string[] | '*';
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Where the changes are made. */
export interface ChangePlace {
  readonly partition: string;
  /** Twelve digits; null: whichever account the role is in. */
  readonly account: string | null;
}

/** Tags of a session: which change, which plan, and whose. AssumeRole is sent with all of them. */
export const sessionTags = ['opsmedic:approval', 'opsmedic:plan', 'opsmedic:requester', 'opsmedic:approvers'] as const;

/**
 * What the change role must be allowed for these changes. One statement for each; two that forbid, whatever else the
 * role is given: nothing without an approved change (the session's tag), and nothing that is tagged as protected.
 */
export function changePolicy(remediations: readonly AnyRemediation[], place: ChangePlace): ChangePolicyDocument {
  const allowed = remediations.flatMap((remediation) => statementsOf(remediation, place));
  return { Version: '2012-10-17', Statement: [...withoutRepeats(allowed), ...fences] };
}

const fences: readonly ChangeStatement[] = [
  {
    Sid: 'NothingWithoutApproval',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { Null: { 'aws:PrincipalTag/opsmedic:approval': 'true' } },
  },
  {
    Sid: 'NothingThatIsProtected',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { 'aws:ResourceTag/opsmedic:protected': 'true' } },
  },
];

/** A statement for each set of resources that a change's calls have in common. */
function statementsOf({ id, writes }: AnyRemediation, { partition, account }: ChangePlace): readonly ChangeStatement[] {
  const byResources = new Map<string, { readonly resources: readonly string[]; readonly actions: Set<IamAction> }>();
  for (const write of writes) {
    for (const [action, templates] of Object.entries(awsWrite(write).needs) as [IamAction, readonly ArnTemplate[]][]) {
      const resources = templates.map((template) => arnOf(template, { partition, account }));
      const key = JSON.stringify(resources);
      const same = byResources.get(key) ?? { resources, actions: new Set() };
      byResources.set(key, same);
      same.actions.add(action);
    }
  }
  return [...byResources.values()].map(({ resources, actions }, index) => ({
    Sid: `${sidOf(id)}${index === 0 ? '' : index + 1}`,
    Effect: 'Allow',
    Action: [...actions].toSorted(),
    Resource: resources.includes('*') ? '*' : resources,
  }));
}

/** Two changes may need the very same: said once, a policy stays within what AWS takes. */
function withoutRepeats(statements: readonly ChangeStatement[]): readonly ChangeStatement[] {
  const key = ({ Action, Resource }: ChangeStatement) => JSON.stringify([Action, Resource]);
  return statements.filter((one, index) => statements.findIndex((other) => key(other) === key(one)) === index);
}

/** Who may assume the change role, and how. */
export interface ChangeTrust {
  /** ARN of the role or user that the bot runs as. */
  readonly principal: string;
  /** Id of the Slack workspace whose people approve; null: any. */
  readonly team: string | null;
  readonly externalId: string | null;
}

export const trustPlaceholder = 'arn:aws:iam::111122223333:role/YOUR-BOT-ROLE';

/**
 * The trust policy of the change role: only the bot, only in somebody's name, only with the change and its plan as tags.
 * A statement for each of the three actions, since each knows other condition keys.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export function trustPolicy({ principal, team, externalId }: ChangeTrust): ChangePolicyDocument {
  const sourceIdentity = { 'sts:SourceIdentity': team === null ? '?*' : `${team}.?*` };
  const tagged = {
    'aws:RequestTag/opsmedic:approval': 'false',
    'aws:RequestTag/opsmedic:plan': 'false',
  };
  const statement = (Sid: string, action: IamAction, Condition: NonNullable<ChangeStatement['Condition']>) =>
    ({ Sid, Effect: 'Allow', Principal: { AWS: principal }, Action: [action], Condition }) as const;
  return {
    Version: '2012-10-17',
    Statement: [
      statement('AssumeForAnApprovedChange', 'sts:AssumeRole', {
        StringLike: { ...sourceIdentity, 'sts:RoleSessionName': 'opsmedic-?*' },
        Null: tagged,
        ...(externalId === null ? {} : { StringEquals: { 'sts:ExternalId': externalId } }),
      }),
      statement('NameWhoApproved', 'sts:SetSourceIdentity', { StringLike: sourceIdentity }),
      statement('TagWithTheChange', 'sts:TagSession', {
        Null: tagged,
        'ForAllValues:StringEquals': { 'aws:TagKeys': [...sessionTags] },
      }),
    ],
  };
}

/** Statement ids are letters and digits only: `LambdaLimitConcurrency`. */
function sidOf(id: string): string {
  return id.replace(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
