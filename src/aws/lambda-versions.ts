import type { AliasConfiguration } from '@aws-sdk/client-lambda';
import { configurationOf } from './lambda.ts';
import type { FunctionConfiguration } from './lambda.ts';
import { pages } from './pages.ts';
import { read } from './service.ts';

/** A name for a version, by which callers are kept apart from what is published. */
export interface Alias {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  /** Parts (0 to 1) of the invocations that go to other versions, as during a canary deployment. */
  readonly others: Readonly<Record<string, number>>;
}

export const aliases = read(
  'lambda',
  'ListAliases',
  async (send, { name }: { readonly name: string }): Promise<readonly Alias[]> => {
    const found = await pages(
      (Marker) => send({ FunctionName: name, Marker }),
      ({ NextMarker }) => NextMarker,
      ({ Aliases }) => Aliases,
    );
    return found.map(aliasOf);
  },
);

/** An alias as it was written last. */
export interface WrittenAlias extends Alias {
  /** Another one after each update: what an update may be bound to. */
  readonly revision: string | null;
}

/** One alias. One that does not exist is a `ReadFailure` `absent`. */
export const alias = read(
  'lambda',
  'GetAlias',
  async (send, ask: { readonly function: string; readonly alias: string }): Promise<WrittenAlias> => {
    const wire = await send({ FunctionName: ask.function, Name: ask.alias });
    return { ...aliasOf(wire), revision: wire.RevisionId ?? null };
  },
);

function aliasOf(wire: AliasConfiguration): Alias {
  return {
    name: wire.Name ?? '',
    arn: wire.AliasArn ?? '',
    version: wire.FunctionVersion ?? '',
    others: wire.RoutingConfig?.AdditionalVersionWeights ?? {},
  };
}

/** Pages of fifty: functions that are deployed often have thousands of versions. */
const mostVersions = 500;

/** Published versions and `$LATEST`, the newest first. Of very many, some of the oldest come instead of the newest. */
export const versions = read(
  'lambda',
  'ListVersionsByFunction',
  async (send, { name }: { readonly name: string }): Promise<readonly FunctionConfiguration[]> => {
    const found = await pages(
      (Marker) => send({ FunctionName: name, Marker }),
      ({ NextMarker }) => NextMarker,
      ({ Versions }) => Versions,
      mostVersions,
    );
    return found
      .map((wire) => configurationOf(wire, name))
      .toSorted((a, b) => (b.lastModified?.getTime() ?? 0) - (a.lastModified?.getTime() ?? 0));
  },
);

/** A function in a list of all. */
export interface ListedFunction {
  readonly name: string;
  readonly arn: string;
}

const mostFunctions = 5_000;

export const functions = read('lambda', 'ListFunctions', async (send): Promise<readonly ListedFunction[]> => {
  const found = await pages(
    (Marker) => send({ Marker }),
    ({ NextMarker }) => NextMarker,
    ({ Functions }) => Functions,
    mostFunctions,
  );
  return found.flatMap(({ FunctionName: name, FunctionArn: arn }) => (name && arn ? [{ name, arn }] : []));
});

/** Environments kept ready for a version or alias. */
export interface Provisioned {
  /** ARN with the version or alias. */
  readonly arn: string;
  readonly requested: number;
  readonly available: number;
  /** `READY`, `IN_PROGRESS` or `FAILED`. */
  readonly status: string;
  readonly reason: string | null;
}

export const provisioned = read(
  'lambda',
  'ListProvisionedConcurrencyConfigs',
  async (send, { name }: { readonly name: string }): Promise<readonly Provisioned[]> => {
    const found = await pages(
      (Marker) => send({ FunctionName: name, Marker }),
      ({ NextMarker }) => NextMarker,
      ({ ProvisionedConcurrencyConfigs }) => ProvisionedConcurrencyConfigs,
    );
    return found.map((wire) => ({
      arn: wire.FunctionArn ?? '',
      requested: wire.RequestedProvisionedConcurrentExecutions ?? 0,
      available: wire.AvailableProvisionedConcurrentExecutions ?? 0,
      status: wire.Status ?? 'unknown',
      reason: wire.StatusReason || null,
    }));
  },
);
