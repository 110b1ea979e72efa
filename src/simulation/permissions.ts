import type { Account } from './account.ts';
import { isDenied } from './denials.ts';
import { isChangeRole, sessionAllows } from './sessions.ts';
import type { Session } from './sessions.ts';

/** A call for which AWS asks permission. */
export interface Wish {
  readonly effect: 'read' | 'write';
  /** ARNs by IAM action; all of them must be allowed. */
  readonly needs: { readonly [action: string]: readonly string[] };
}

/** Why AWS says no: which kind of policy does not allow which action. */
export interface Refusal {
  readonly action: string;
  readonly kind: 'identity-based' | 'session';
}

/** GetCallerIdentity needs no permission (STS API Reference). */
const free = 'sts:GetCallerIdentity';

/**
 * What stands against a call, or null. A key that nobody assumed is the bot's own and may read. Writing is for the
 * change role alone.
 */
export function refusalOf(account: Account, session: Session | null, wish: Wish, now: Date): Refusal | null {
  for (const [action, resources] of Object.entries(wish.needs)) {
    if (action === free) continue;
    const writes = wish.effect === 'write';
    if (isDenied(account, action) || (writes && !(session && isChangeRole(account, session.role))))
      return { action, kind: 'identity-based' };
    const policy = session?.policy;
    if (policy && !resources.every((resource) => sessionAllows(policy, action, resource, now)))
      return { action, kind: 'session' };
  }
  return null;
}
