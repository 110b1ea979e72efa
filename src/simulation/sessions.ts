import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import type { Account } from './account.ts';
import { fitsGlob } from './globs.ts';

/** A role that somebody assumed. */
export interface Session {
  readonly role: string;
  readonly name: string;
  /** The session policy; null: whatever the role may. */
  readonly policy: SessionPolicy | null;
  readonly expiresAt: Date;
  readonly sourceIdentity: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** As much of the policy language as session policies of ours use; any other is not understood and allows nothing. */
export interface SessionPolicy {
  readonly Statement: readonly SessionStatement[];
}

interface SessionStatement {
  readonly Effect?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const usualChangeRole = 'OpsMedicChange';
const usualSeconds = 3_600;

/** Whether a role may change anything at all. */
export function isChangeRole({ changeRole = usualChangeRole }: Account, role: string): boolean {
  return role === changeRole;
}

/** The session that AssumeRole asks for. */
export function sessionOf(asked: AssumeRoleRequest, role: string, now: Date): Session {
  const policy = asked.Policy === undefined ? null : (JSON.parse(asked.Policy) as SessionPolicy);
  return {
    role,
    name: asked.RoleSessionName ?? '',
    policy,
    expiresAt: new Date(now.getTime() + (asked.DurationSeconds ?? usualSeconds) * 1000),
    sourceIdentity: asked.SourceIdentity ?? null,
    tags: Object.fromEntries((asked.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  };
}

/**
 * Whether the trust policy lets somebody in: `opsmedic iam --changes --trust` prints the one that the change role has
 * here. Only the bot's own credentials may assume it, never a role that was assumed; it must be said who approved of
 * what.
 */
export function isTrusted(account: Account, session: Session, byRole: boolean): boolean {
  if (!isChangeRole(account, session.role)) return true;
  const named = /^[\w=,.@-]{2,64}$/.test(session.sourceIdentity ?? '');
  return !byRole && named && Boolean(session.tags['opsmedic:approval'] && session.tags['opsmedic:plan']);
}

/** Whether a session policy allows an action on a resource at a time. */
export function sessionAllows(policy: SessionPolicy, action: string, resource: string, now: Date): boolean {
  return policy.Statement.some(
    (statement) =>
      statement.Effect === 'Allow' &&
      list(statement.Action).some((pattern) => fitsGlob(pattern, action)) &&
      list(statement.Resource).some((pattern) => fitsGlob(pattern, resource)) &&
      isMet(statement.Condition ?? {}, now),
  );
}

function isMet(condition: NonNullable<SessionStatement['Condition']>, now: Date): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(
      ([key, value]) =>
        operator === 'DateLessThan' && key === 'aws:CurrentTime' && now.getTime() < Date.parse(String(value)),
    ),
  );
}

function list(value: string | readonly string[] = []): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
