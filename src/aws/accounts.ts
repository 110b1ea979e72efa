import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CannotInvestigate, ReadFailure } from '#playbook';
import type { Place, Reader } from '#playbook';
import { createTurns } from './caps.ts';
import { createClients } from './clients.ts';
import { ambientCredentials, roleCredentials } from './credentials.ts';
import type { Credentials } from './credentials.ts';
import { badEndpoints } from './endpoints.ts';
import type { Env } from './endpoints.ts';
import { createReader } from './reader.ts';
import { ambientRegion, checked, partitionOf } from './regions.ts';
import type { Pause } from './service.ts';
import { callerIdentity } from './sts.ts';
import type { CallerIdentity } from './sts.ts';

/** An account as the configuration names it. */
export interface AccountSettings {
  readonly id: string;
  readonly name: string;
  /** The first is the usual one. */
  readonly regions: readonly string[];
  /** Role to assume for reading; without it the ambient credentials are used. */
  readonly readRole?: string;
  /** Role to assume for one approved change at a time; without it nothing is changed in the account. */
  readonly changeRole?: string;
  readonly externalId?: string;
}

export interface AccountsOptions {
  readonly accounts: readonly AccountSettings[];
  readonly env: Env;
  readonly now: () => Date;
  /** 0 to 1; spreads retries. */
  readonly random?: () => number;
  /** Milliseconds for which a finished answer serves other investigations too. */
  readonly shareForMs?: number;
  /** How jobs of AWS are waited for; default by the clock. */
  readonly pause?: Pause;
  /** Whoever opens an account gets a reader of their own, which never hands out what was read before. */
  readonly afresh?: boolean;
}

/** Which account and region to open; what is null is taken from the configuration or the environment. */
export interface WhichAccount {
  /** Id or configured name. */
  readonly account: string | null;
  readonly region: string | null;
  readonly profile: string | null;
  /** As it is now: nothing that was read for others before is handed out. */
  readonly afresh?: boolean;
}

/** An account and region, ready to be read. */
export interface OpenedAccount {
  readonly place: Place;
  /** What the configuration calls it, if it does. */
  readonly name: string | null;
  readonly read: Reader;
}

/** How long we wait to learn whose credentials they are: the card can do without. */
const identityMs = 3_000;
/** How long a failure to learn it is remembered, so that not every investigation waits anew. */
const identityRetryMs = 300_000;
const connectionTimeoutMs = 2_000;
const requestTimeoutMs = 5_000;

/**
 * Opens accounts. Clients and credentials are kept per account and region for the life of the process, so that rate
 * limits, connections and reads are shared by all investigations. Rejects with `CannotInvestigate` when there are no
 * usable credentials, no region, or the credentials are for another account than the one asked about.
 */
export function openAccounts(
  options: AccountsOptions,
): (which: WhichAccount, signal: AbortSignal) => Promise<OpenedAccount> {
  const { accounts, env, now } = options;
  const connect = connections(options);
  return async (which, signal) => {
    refuseBadSettings(env);
    const settings = settingsOf(which, accounts);
    const region = which.region ?? settings?.regions[0] ?? (await ambientRegion(env, which.profile));
    const connection = connect(settings, which.profile, checked(region));
    const identity = await identify(connection, now, signal);
    const wanted = settings?.id ?? which.account;
    if (identity !== null && wanted !== null && identity.account !== wanted)
      throw otherAccount(identity, wanted, settings);
    // Without an answer of AWS only the role's own ARN tells for certain whose account it is.
    const account = identity?.account ?? settings?.readRole?.split(':')[4] ?? null;
    const partition = identity?.arn.split(':')[1] ?? partitionOf(region);
    return {
      place: { account, region, partition },
      name: settings?.name ?? accounts.find(({ id }) => id === account)?.name ?? null,
      read: options.afresh ? connection.afresh(0) : which.afresh ? connection.afresh() : connection.read,
    };
  };
}

interface Connection {
  readonly read: Reader;
  /** A reader that knows nothing yet, and shares its own answers for so many milliseconds. */
  readonly afresh: (shareForMs?: number) => Reader;
  /** Null when AWS would not tell; until then it is asked. */
  identity: { readonly value: CallerIdentity | null; readonly until: number } | undefined;
}

function connections({ env, now, random = Math.random, shareForMs, pause }: AccountsOptions) {
  const requestHandler = connectionsOf(env);
  const credentials = new Map<string, Credentials>();
  const opened = new Map<string, Connection>();

  const credentialsOf = (settings: AccountSettings | null, profile: string | null, region: string): Credentials => {
    const source = { env, profile, region, requestHandler };
    const { readRole: arn, externalId = null } = settings ?? {};
    return arn === undefined ? ambientCredentials(source) : roleCredentials({ arn, externalId }, source);
  };

  return (settings: AccountSettings | null, profile: string | null, region: string): Connection => {
    const whose = JSON.stringify([settings?.readRole ?? null, settings?.externalId ?? null, profile]);
    const own = credentials.get(whose) ?? credentialsOf(settings, profile, region);
    credentials.set(whose, own);
    const key = `${whose} ${region}`;
    const known = opened.get(key);
    if (known) return known;
    const clients = createClients({ region, credentials: own, requestHandler, env, random });
    const turns = createTurns();
    const access = { region, clients, now, turns, ...(pause === undefined ? {} : { pause }) };
    const afresh = (forMs = shareForMs): Reader =>
      createReader({ ...access, ...(forMs === undefined ? {} : { shareForMs: forMs }) });
    const connection: Connection = {
      read: afresh(),
      afresh,
      identity: undefined,
    };
    opened.set(key, connection);
    return connection;
  };
}

/** Whose credentials they are, or null when STS will not say. This is also where missing credentials come out. */
async function identify(connection: Connection, now: () => Date, signal: AbortSignal): Promise<CallerIdentity | null> {
  const { identity } = connection;
  if (identity && (identity.value !== null || now().getTime() < identity.until)) return identity.value;
  const until = now().getTime() + identityRetryMs;
  const soon = AbortSignal.any([signal, AbortSignal.timeout(identityMs)]);
  try {
    const { value } = await connection.read(callerIdentity, {}, soon);
    connection.identity = { value, until };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ReadFailure)) throw error;
    connection.identity = { value: null, until };
  }
  return connection.identity.value;
}

/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, which neither Node nor the SDK heeds of its own accord, are heeded. */
export function connectionsOf(env: Env, requestTimeout = requestTimeoutMs): NodeHttpHandler {
  const agent = { proxyEnv: { ...env } };
  return new NodeHttpHandler({
    httpAgent: agent,
    httpsAgent: agent,
    connectionTimeout: connectionTimeoutMs,
    requestTimeout,
    throwOnRequestTimeout: true,
  });
}

function settingsOf({ account, profile }: WhichAccount, accounts: readonly AccountSettings[]): AccountSettings | null {
  if (account === null) return (profile === null && accounts.length === 1 && accounts[0]) || null;
  const found = accounts.find(({ id, name }) => id === account || name.toLowerCase() === account.toLowerCase());
  if (found) return found;
  if (/^\d{12}$/.test(account)) return null;
  const names = accounts.map(({ name }) => name).join(', ') || 'none';
  throw new CannotInvestigate(`No account “${account}” is configured; configured are: ${names}.`);
}

function otherAccount(
  { account }: CallerIdentity,
  wanted: string,
  settings: AccountSettings | null,
): CannotInvestigate {
  const asked = settings ? `${settings.name} (${wanted})` : wanted;
  const advice = settings?.readRole
    ? `Its readRole in opsmedic.yaml belongs to another account.`
    : `Give the account a readRole in opsmedic.yaml, or use credentials of its own.`;
  return new CannotInvestigate(`These AWS credentials are for account ${account}, not for ${asked}. ${advice}`);
}

function refuseBadSettings(env: Env): void {
  const [endpoint] = badEndpoints(env);
  if (endpoint) throw new CannotInvestigate(`${endpoint} must be an address that begins with https:// or http://.`);
  const attempts = env['AWS_MAX_ATTEMPTS'];
  if (attempts && !/^[1-9]\d?$/.test(attempts)) {
    throw new CannotInvestigate('AWS_MAX_ATTEMPTS must be a whole number from 1 to 99.');
  }
}
