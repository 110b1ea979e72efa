import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import type { Account } from './account.ts';
import type { IssuedCredentials } from './answers/answers.ts';
import { isTrusted, sessionOf } from './sessions.ts';
import type { Session } from './sessions.ts';

/** An account's data, or how they are made for a given present. */
export type AccountSource = Account | ((now: Date) => Account) | LiveAccount;

/** An account in which a change is felt. */
export interface LiveAccount {
  readonly account: (now: Date) => Account;
  /** What is seen of the account once it was changed: metrics, health and logs follow what was written. */
  readonly remedied: (changed: Account, now: Date) => Account;
}

/** An account as it stands between two resets. */
export interface World {
  /** As it is written. */
  readonly account: Account;
  /** As it is seen: symptoms included. */
  readonly seen: Account;
  readonly builtAt: Date;
  /** What was written since the last reset, in order: done again when the data are made anew. */
  readonly changes: readonly ((account: Account) => Account)[];
}

/** Who calls, and what that key leads to. */
export interface Caller {
  readonly world: World;
  /** ARN of who holds the key. */
  readonly caller: string;
  /** Null for a key that nobody assumed: the bot's own. */
  readonly session: Session | null;
}

const REST_MS = 60_000;
const READ_ROLE = { role: 'OpsMedicRead', name: 'opsmedic' };

/**
 * The accounts of a simulation and the credentials that lead to them. An access key made here names its account; any
 * other key is ambient and leads to the default account, as a machine's own credentials would.
 */
export class Accounts {
  readonly #sources: Map<string, AccountSource>;
  readonly #worlds = new Map<string, World>();
  /** When each account was last asked about. */
  readonly #asked = new Map<string, Date>();
  /** Who assumed which role, by access key. */
  readonly #sessions = new Map<string, Session>();
  readonly #defaultId: string;
  readonly #clock: () => Date;
  readonly #renewAfterMs: number;

  /** Data older than `renewAfterMs` are made anew when they are asked for after a minute's rest. */
  constructor(
    sources: { readonly [id: string]: AccountSource },
    defaultId: string | undefined,
    clock: () => Date,
    renewAfterMs = Infinity,
  ) {
    this.#sources = new Map(Object.entries(sources));
    this.#clock = clock;
    this.#renewAfterMs = renewAfterMs;
    const [first] = this.#sources.keys();
    if (first === undefined) throw new TypeError('a simulation needs at least one account');
    this.#defaultId = defaultId ?? first;
    if (!this.#sources.has(this.#defaultId)) throw new TypeError(`no account ${this.#defaultId} in this simulation`);
    this.rebuild();
  }

  /** Makes every account anew for the present moment, as if nobody had changed any. */
  rebuild(): void {
    for (const [id, source] of this.#sources) this.#worlds.set(id, this.build(id, source));
  }

  /** Makes an account for the present moment, with all `changes`, without letting anybody see it yet. */
  build(id: string, source: AccountSource, changes: World['changes'] = []): World {
    const builtAt = this.#clock();
    const made =
      typeof source === 'function' ? source(builtAt) : 'remedied' in source ? source.account(builtAt) : source;
    if (made.id !== id) throw new TypeError(`the account listed as ${id} says that it is ${made.id}`);
    const account = changes.reduce((before, change) => change(before), made);
    return { account, seen: this.#seen(source, account, changes), builtAt, changes };
  }

  /** Puts an account in place of the one with its id, or adds it. */
  put(id: string, source: AccountSource, world: World): void {
    this.#worlds.set(id, world);
    this.#sources.set(id, source);
  }

  all(): readonly Account[] {
    return [...this.#worlds.values()].map(({ account }) => account);
  }

  /** An account as it is written just now. */
  now(id: string): Account {
    return this.#world(id).account;
  }

  /** Changes an account, all at once: whoever asks next sees it. */
  change(id: string, change: (account: Account) => Account): void {
    const world = this.#world(id);
    const account = change(world.account);
    const changes = [...world.changes, change];
    this.#worlds.set(id, { ...world, account, seen: this.#seen(this.#sources.get(id), account, changes), changes });
  }

  behind(accessKeyId: string): Caller {
    const id = /^ASIA(\d{12})/.exec(accessKeyId)?.[1];
    const known = id !== undefined && this.#worlds.has(id) ? id : this.#defaultId;
    this.#renew(known);
    const world = this.#world(known);
    const session = this.#sessions.get(accessKeyId) ?? null;
    const { role, name } = session ?? READ_ROLE;
    return { world, session, caller: sessionArn(world.account, role, name) };
  }

  credentialsFor(id: string): IssuedCredentials {
    const { account } = this.#world(id);
    return credentials(account, 'ROLE', READ_ROLE, new Date(this.#clock().getTime() + 3_600_000));
  }

  /**
   * Credentials for a role, or null when its account is not here, wants another external id, or does not trust the
   * caller to assume it. `by`: the session that asks; `now` is by AWS's clock.
   */
  assume(asked: AssumeRoleRequest, by: Session | null, now: Date): IssuedCredentials | null {
    const [, id = '', path = ''] = /^arn:[^:]+:iam::(\d{12}):role\/(.+)$/.exec(asked.RoleArn ?? '') ?? [];
    const account = this.#worlds.get(id)?.account;
    if (!account || (account.externalId !== undefined && account.externalId !== asked.ExternalId)) return null;
    const session = sessionOf(asked, path.split('/').at(-1) ?? path, now);
    if (!isTrusted(account, session, by !== null)) return null;
    const number = this.#sessions.size.toString(36).toUpperCase().padStart(4, '0');
    const issued = credentials(account, number, session, session.expiresAt);
    this.#sessions.set(issued.accessKeyId, session);
    return issued;
  }

  #seen(source: AccountSource | undefined, account: Account, changes: World['changes']): Account {
    const felt = source && 'remedied' in source && changes.length > 0;
    return felt ? source.remedied(account, this.#clock()) : account;
  }

  /** Not while somebody is looking: an investigation sees one present. */
  #renew(id: string): void {
    const now = this.#clock();
    const last = this.#asked.get(id) ?? now;
    this.#asked.set(id, now);
    const source = this.#sources.get(id);
    const { builtAt, changes } = this.#world(id);
    const age = now.getTime() - builtAt.getTime();
    if (!source || age <= this.#renewAfterMs || now.getTime() - last.getTime() < REST_MS) return;
    this.#worlds.set(id, this.build(id, source, changes));
  }

  #world(id: string): World {
    const world = this.#worlds.get(id);
    if (!world) throw new TypeError(`no account ${id} in this simulation`);
    return world;
  }
}

type Holder = Pick<Session, 'role' | 'name'>;

function credentials(account: Account, suffix: string, { role, name }: Holder, expiresAt: Date): IssuedCredentials {
  return {
    accessKeyId: `ASIA${account.id}${suffix}`,
    secretAccessKey: 'simulated',
    sessionToken: 'simulated',
    caller: sessionArn(account, role, name),
    expiresAt,
  };
}

function sessionArn({ partition = 'aws', id }: Account, role: string, session: string): string {
  return `arn:${partition}:sts::${id}:assumed-role/${role}/${session}`;
}

/** What an account has in a region that is not its own: what is said of it, and the same role and troubles. */
export function seenFrom(account: Account, region: string): Account {
  if (region === account.region) return account;
  const { id, partition, denies, faults, iam, s3, cloudfront, pageSize, elsewhere } = account;
  return {
    id,
    region: account.region,
    ...(partition && { partition }),
    ...(denies && { denies }),
    ...(faults && { faults }),
    // IAM is in no region.
    ...(iam && { iam }),
    ...(pageSize !== undefined && { pageSize }),
    // CloudFront is in no region.
    ...(cloudfront && { cloudfront }),
    ...elsewhere?.[region],
    // Bucket names are global: S3 itself says where the bucket is.
    ...(s3 && { s3 }),
  };
}

/** Puts what was changed in a region back into the account that it belongs to. */
export function seenBack(account: Account, region: string, there: Account): Account {
  if (region === account.region) return there;
  const { wafv2, metrics, cloudtrail, logs } = there;
  const own = {
    ...(wafv2 && { wafv2 }),
    ...(metrics && { metrics }),
    ...(cloudtrail && { cloudtrail }),
    ...(logs && { logs }),
  };
  return { ...account, elsewhere: { ...account.elsewhere, [region]: own } };
}
