import { fact, ReadFailure } from '#playbook';
import type { BlindSpot, Fact, FactContext } from '#playbook';
import * as iam from '#aws/iam';
import type { Role, Simulated } from '#aws/iam';

export type { Role, Simulated, TrustStatement } from '#aws/iam';

/** `checkout-execution` of `arn:aws:iam::123456789012:role/service/checkout-execution`; null for anything else. */
export function roleName(arn: string): string | null {
  return /^arn:[^:]+:iam::\d*:role\/(?:.+\/)?([^/]+)$/.exec(arn)?.[1] ?? null;
}

/** Roles by ARN: as they are, or null for one that does not exist. One that could not be read is missing. */
export interface Roles {
  readonly byArn: Readonly<Record<string, Role | null>>;
  readonly unread: Readonly<Record<string, BlindSpot>>;
}

/** The roles that something uses, with whom they trust. */
export function rolesOf({ arns, id }: { readonly arns: Fact<readonly string[]>; readonly id: string }) {
  return fact({
    id,
    title: 'Roles and whom they trust',
    step: 'Permissions',
    from: { arns },
    reads: [iam.role],
    learn: async ({ arns }, context): Promise<Roles> => {
      const byArn: Record<string, Role | null> = {};
      const unread: Record<string, BlindSpot> = {};
      await Promise.all(
        [...new Set(arns)].map(async (arn) => {
          const name = roleName(arn);
          if (name === null) return;
          const found = await orBlind(context.read(iam.role, { name }), id, context);
          if ('blind' in found) unread[arn] = found.blind;
          // A role of that name under another path is another role.
          else byArn[arn] = found.value?.arn === arn ? found.value : null;
        }),
      );
      return { byArn, unread };
    },
  });
}

/**
 * Whether a service may assume a role. `conditionally` where the trust policy has conditions, which are not judged
 * here, and `unknown` where the policy could not be understood.
 *
 * @param service `ecs-tasks.amazonaws.com`
 */
export function trusts({ trust }: Role, service: string): 'yes' | 'no' | 'conditionally' | 'unknown' {
  if (trust === null) return 'unknown';
  const about = trust.filter(
    ({ services, actions }) =>
      services.some((one) => one === '*' || one.toLowerCase() === service) &&
      actions.some((one) => /^(\*|sts:(\*|assume(role|\*)))$/i.test(one)),
  );
  const plain = about.filter(({ conditions }) => conditions.length === 0);
  if (plain.some(({ allows }) => !allows)) return 'no';
  const conditional = about.length > plain.length;
  if (plain.length > 0) return conditional && about.some(({ allows }) => !allows) ? 'conditionally' : 'yes';
  return conditional && about.some(({ allows }) => allows) ? 'conditionally' : 'no';
}

/** What a role is to be asked about: may it do these on those? */
export interface PermissionAsk {
  /** ARN of the role. */
  readonly role: string;
  readonly actions: readonly string[];
  /** ARNs; none for all resources. */
  readonly resources: readonly string[];
}

/** Whether a role's own policies allow something. `uncertain` where a denial hangs on conditions nobody can fill in. */
export interface Permission {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly verdict: 'allowed' | 'denied' | 'uncertain';
  readonly result: Simulated;
}

export interface Permissions {
  readonly known: readonly Permission[];
  readonly unread: readonly { readonly ask: PermissionAsk; readonly blind: BlindSpot }[];
}

/**
 * What IAM's simulator says of roles. It looks at the role's own policies, its boundary and the organization's; not at
 * policies of resources, keys or VPC endpoints.
 */
export function permissionsOf({ asks, id }: { readonly asks: Fact<readonly PermissionAsk[]>; readonly id: string }) {
  return fact({
    id,
    title: 'What the roles may do',
    step: 'Permissions',
    from: { asks },
    reads: [iam.simulatedPolicy],
    learn: async ({ asks }, context): Promise<Permissions> => {
      const answers = await Promise.all(
        asks.map(async (ask) => {
          const { role: principal, actions, resources } = ask;
          const read = context.read(iam.simulatedPolicy, { principal, actions, resources });
          return { ask, found: await orBlind(read, id, context) };
        }),
      );
      return {
        known: answers.flatMap(({ ask, found }) =>
          'blind' in found ? [] : found.value.map((result) => permissionOf(ask.role, result)),
        ),
        unread: answers.flatMap(({ ask, found }) => ('blind' in found ? [{ ask, blind: found.blind }] : [])),
      };
    },
  });
}

function permissionOf(role: string, result: Simulated): Permission {
  const { action, resource, decision, missingContext } = result;
  const hangs = decision === 'implicit-deny' && missingContext.length > 0;
  const verdict = decision === 'allowed' ? 'allowed' : hangs ? 'uncertain' : 'denied';
  return { role, action, resource, verdict, result };
}

type Found<T> = { readonly value: T } | { readonly blind: BlindSpot };

async function orBlind<T>(answer: Promise<T>, fact: string, { unseen }: FactContext): Promise<Found<T>> {
  try {
    return { value: await answer };
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    unseen(error);
    const { why, message, action } = error;
    return { blind: { fact, why, detail: message, ...(action && { action }) } };
  }
}
