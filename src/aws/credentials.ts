import { memoize } from '@smithy/core/config';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { CannotInvestigate } from '#playbook';
import { providerProblem } from './credential-problems.ts';
import { endpointOf } from './endpoints.ts';
import type { Env } from './endpoints.ts';
import { failureOf } from './failures.ts';

/** Gives credentials when they are needed, renewed before they expire. Rejects with `CannotInvestigate`. */
export type Credentials = Extract<NonNullable<STSClientConfig['credentials']>, (...given: never) => unknown>;

/** Where credentials come from. */
export interface CredentialSource {
  readonly env: Env;
  /** Profile that was asked for; null: that of the environment, or none. */
  readonly profile: string | null;
  readonly region: string;
  readonly requestHandler: NonNullable<STSClientConfig['requestHandler']>;
}

/** A role of another account, assumed with the credentials of a source. */
export interface ReadRole {
  readonly arn: string;
  readonly externalId: string | null;
}

/** The SDK writes its warnings to the console unless it is given somewhere else to write. */
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Credentials of the environment: keys, profile, single sign-on, container or instance role. */
export function ambientCredentials({ env, profile, region, requestHandler }: CredentialSource): Credentials {
  const named = profile ?? (env['AWS_PROFILE'] || null);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (named === null && accessKeyId && secretAccessKey) {
    const sessionToken = env['AWS_SESSION_TOKEN'];
    return async () => ({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) });
  }
  const settings = { ...sharedFiles(env), clientConfig: { region, requestHandler }, logger: silent };
  const provider = lazily(async (): Promise<Credentials> => {
    const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    // A profile that was asked for is used or nothing is: never, say, the role of the machine in its place.
    if (profile !== null) return fromIni({ ...settings, profile });
    // Off AWS nothing answers for an instance's role: find that out soon.
    return fromNodeProviderChain({ ...settings, ...(named ? { profile: named } : {}), timeout: 1000, maxRetries: 0 });
  });
  return kept(async () => {
    try {
      const provide = await provider();
      return await provide();
    } catch (error) {
      if (error instanceof Error && error.name.endsWith('ProviderError')) {
        throw new CannotInvestigate(providerProblem(error.message, named));
      }
      throw noCredentials(error, region, 'AWS gave no credentials');
    }
  });
}

/** Credentials of a read role. */
export function roleCredentials(role: ReadRole, source: CredentialSource): Credentials {
  const master = ambientCredentials(source);
  const endpoint = endpointOf('sts', source.env);
  const assume = lazily(async () => {
    const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    return fromTemporaryCredentials({
      masterCredentials: master,
      params: {
        RoleArn: role.arn,
        RoleSessionName: 'opsmedic',
        ...(role.externalId === null ? {} : { ExternalId: role.externalId }),
      },
      clientConfig: {
        region: source.region,
        requestHandler: source.requestHandler,
        ...(endpoint === null ? {} : { endpoint }),
      },
      logger: silent,
    });
  });
  return kept(async () => {
    try {
      const provide = await assume();
      return await provide();
    } catch (error) {
      throw noCredentials(error, source.region, `The role ${role.arn} could not be assumed`);
    }
  });
}

/** Keeps credentials until shortly before they expire, for all clients that use them. */
function kept(provider: Credentials): Credentials {
  const minutesLeft = (expiration: Date) => (expiration.getTime() - Date.now()) / 60_000;
  return memoize(
    provider,
    ({ expiration }) => expiration !== undefined && minutesLeft(expiration) < 5,
    ({ expiration }) => expiration !== undefined,
  );
}

/** Where the shared files lie, when it is not in the home directory. */
export function sharedFiles(env: Env): { readonly filepath?: string; readonly configFilepath?: string } {
  const { AWS_SHARED_CREDENTIALS_FILE: filepath, AWS_CONFIG_FILE: configFilepath } = env;
  return { ...(filepath ? { filepath } : {}), ...(configFilepath ? { configFilepath } : {}) };
}

function noCredentials(error: unknown, region: string, what: string): Error {
  const failure = failureOf(error, { action: 'sts:AssumeRole', region });
  if (failure instanceof CannotInvestigate) return failure;
  const refused = 'why' in failure && failure.why === 'denied';
  const advice = ' Allow sts:AssumeRole on it, and check the trust policy and the external id.';
  return new CannotInvestigate(`${what}: ${failure.message.replace(/\.$/, '')}.${refused ? advice : ''}`);
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function nothing(): void {}
