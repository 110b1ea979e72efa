import type { Account } from './account.ts';
import type { IssuedCredentials } from './answers/answers.ts';

/** An account's data, or how they are made for a given present. */
export type AccountSource = Account | ((now: Date) => Account);

/** An account as it stands between two resets. */
export interface World {
  readonly account: Account;
  readonly builtAt: Date;
}

const REST_MS = 60_000;
const READ_ROLE = { role: 'OpsMedicRead', session: 'opsmedic' };

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
  readonly #sessions = new Map<string, { readonly role: string; readonly session: string }>();
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

  /** Makes every account anew for the present moment. */
  rebuild(): void {
    for (const [id, source] of this.#sources) this.#worlds.set(id, this.build(id, source));
  }

  /** Makes an account for the present moment without letting anybody see it yet. */
  build(id: string, source: AccountSource): World {
    const builtAt = this.#clock();
    const account = typeof source === 'function' ? source(builtAt) : source;
    if (account.id !== id) throw new TypeError(`the account listed as ${id} says that it is ${account.id}`);
    return { account, builtAt };
  }

  /** Puts an account in place of the one with its id, or adds it. */
  put(id: string, source: AccountSource, world: World): void {
    this.#worlds.set(id, world);
    this.#sources.set(id, source);
  }

  all(): readonly Account[] {
    return [...this.#worlds.values()].map(({ account }) => account);
  }

  /** The account behind an access key, and the ARN of who holds the key. */
  behind(accessKeyId: string): { readonly world: World; readonly caller: string } {
    const id = /^ASIA(\d{12})/.exec(accessKeyId)?.[1];
    const known = id !== undefined && this.#worlds.has(id) ? id : this.#defaultId;
    this.#renew(known);
    const world = this.#world(known);
    const { role, session } = this.#sessions.get(accessKeyId) ?? READ_ROLE;
    return { world, caller: sessionArn(world.account, role, session) };
  }

  credentialsFor(id: string): IssuedCredentials {
    return credentials(this.#world(id).account, 'ROLE', READ_ROLE);
  }

  /** Credentials for a role, or null when its account is not here or wants another external id. */
  assume(roleArn: string, session: string, externalId: string | undefined): IssuedCredentials | null {
    const [, id = '', path = ''] = /^arn:[^:]+:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
    const world = this.#worlds.get(id);
    if (!world || (world.account.externalId !== undefined && world.account.externalId !== externalId)) return null;
    const role = path.split('/').at(-1) ?? path;
    const number = this.#sessions.size.toString(36).toUpperCase().padStart(4, '0');
    const issued = credentials(world.account, number, { role, session });
    this.#sessions.set(issued.accessKeyId, { role, session });
    return issued;
  }

  /** Not while somebody is looking: an investigation sees one present. */
  #renew(id: string): void {
    const now = this.#clock();
    const last = this.#asked.get(id) ?? now;
    this.#asked.set(id, now);
    const source = this.#sources.get(id);
    const age = now.getTime() - this.#world(id).builtAt.getTime();
    if (!source || age <= this.#renewAfterMs || now.getTime() - last.getTime() < REST_MS) return;
    this.#worlds.set(id, this.build(id, source));
  }

  #world(id: string): World {
    const world = this.#worlds.get(id);
    if (!world) throw new TypeError(`no account ${id} in this simulation`);
    return world;
  }
}

function credentials(account: Account, suffix: string, holder: { role: string; session: string }): IssuedCredentials {
  return {
    accessKeyId: `ASIA${account.id}${suffix}`,
    secretAccessKey: 'simulated',
    sessionToken: 'simulated',
    caller: sessionArn(account, holder.role, holder.session),
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
