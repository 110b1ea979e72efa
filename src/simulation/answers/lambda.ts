import { createHash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-lambda';
import type {
  AliasConfiguration,
  EventSourceMappingConfiguration,
  FunctionConfiguration,
} from '@aws-sdk/client-lambda';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { page } from './page.ts';

const CONCURRENCY_LIMIT = 1_000;
/** However many items are asked for. */
const PAGE = 50;

export const lambda: Answers<typeof sdk> = {
  GetAccountSettings(account) {
    const { functions = [], reservedConcurrency = {}, concurrencyLimit = CONCURRENCY_LIMIT } = account.lambda ?? {};
    const reserved = Object.values(reservedConcurrency).reduce((sum, each) => sum + each, 0);
    return {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: concurrencyLimit,
        UnreservedConcurrentExecutions: concurrencyLimit - reserved,
      },
      AccountUsage: {
        TotalCodeSize: functions.reduce((sum, { CodeSize = 0 }) => sum + CodeSize, 0),
        FunctionCount: new Set(functions.map(({ FunctionName }) => FunctionName)).size,
      },
    };
  },

  GetAlias: (account, { FunctionName, Name }) => aliasNamed(account, FunctionName, Name),

  GetEventSourceMapping: (account, { UUID }) => eventSource(account, UUID),

  GetFunctionConcurrency(account, { FunctionName }) {
    const { FunctionName: name = '' } = lambdaFunction(account, FunctionName);
    return { ReservedConcurrentExecutions: account.lambda?.reservedConcurrency?.[name] };
  },

  GetFunctionConfiguration: (account, { FunctionName, Qualifier }) => lambdaFunction(account, FunctionName, Qualifier),

  GetFunctionEventInvokeConfig(account, { FunctionName, Qualifier }) {
    const { FunctionArn: arn = '' } = lambdaFunction(account, FunctionName, Qualifier);
    const full = (each: string) => (isQualified(each) ? each : `${each}:$LATEST`);
    const found = account.lambda?.invokeConfigs?.find((each) => full(each.FunctionArn ?? '') === full(arn));
    if (!found) throw absent(`The function ${full(arn)} doesn't have an EventInvokeConfig`);
    return found;
  },

  GetPolicy(account, { FunctionName, Qualifier }) {
    const { FunctionName: name = '' } = lambdaFunction(account, FunctionName, Qualifier);
    const policy = account.lambda?.policies?.[name];
    if (policy === undefined) throw absent('The resource you requested does not exist.');
    return { Policy: policy, RevisionId: '00000000-0000-4000-8000-000000000000' };
  },

  ListAliases(account, { FunctionName, FunctionVersion, Marker, MaxItems }) {
    const { FunctionName: name = '' } = lambdaFunction(account, FunctionName);
    const found = aliasesOf(account, name).filter(
      (alias) => FunctionVersion === undefined || alias.FunctionVersion === FunctionVersion,
    );
    const { items, next } = page(account, found, paging(Marker, MaxItems));
    return { Aliases: items, NextMarker: next };
  },

  ListEventSourceMappings(account, { FunctionName, EventSourceArn, Marker, MaxItems }) {
    const asked = FunctionName === undefined ? undefined : taken(account, FunctionName);
    if (asked) lambdaFunction(account, FunctionName);
    const found = (account.lambda?.eventSources ?? []).filter((each) => {
      if (EventSourceArn !== undefined && each.EventSourceArn !== EventSourceArn) return false;
      if (!asked) return true;
      const own = taken(account, each.FunctionArn);
      return own.name === asked.name && own.qualifier === asked.qualifier;
    });
    const { items, next } = page(account, found, { ...paging(Marker, MaxItems), usual: 100 });
    return { EventSourceMappings: items, NextMarker: next };
  },

  ListFunctions(account, { FunctionVersion, Marker, MaxItems }) {
    const all = account.lambda?.functions ?? [];
    const found = FunctionVersion === 'ALL' ? all : all.filter(isLatest);
    const { items, next } = page(account, found, paging(Marker, MaxItems));
    return { Functions: items.map(listed), NextMarker: next };
  },

  ListProvisionedConcurrencyConfigs(account, { FunctionName, Marker, MaxItems }) {
    const { FunctionName: name } = lambdaFunction(account, FunctionName);
    const found = (account.lambda?.provisioned ?? []).filter((each) => taken(account, each.FunctionArn).name === name);
    const { items, next } = page(account, found, paging(Marker, MaxItems));
    return { ProvisionedConcurrencyConfigs: items, NextMarker: next };
  },

  ListTags(account, { Resource = '' }) {
    const { FunctionArn: arn = '' } = lambdaFunction(account, Resource);
    return { Tags: account.lambda?.tags?.[unqualified(arn)] ?? {} };
  },

  ListVersionsByFunction(account, { FunctionName, Marker, MaxItems }) {
    const { FunctionName: name } = lambdaFunction(account, FunctionName);
    const found = (account.lambda?.functions ?? [])
      .filter((each) => each.FunctionName === name)
      .toSorted((a, b) => age(a) - age(b))
      .map((each) => ({ ...each, FunctionArn: `${unqualified(each.FunctionArn)}:${each.Version ?? '$LATEST'}` }));
    const { items, next } = page(account, found, paging(Marker, MaxItems));
    return { Versions: items, NextMarker: next };
  },
};

/** `$LATEST` first, then the versions as they were published. */
function age({ Version }: FunctionConfiguration): number {
  return Version === undefined || Version === '$LATEST' ? 0 : Number(Version);
}

function isLatest({ Version }: FunctionConfiguration): boolean {
  return Version === undefined || Version === '$LATEST';
}

/** Members that lists leave out (Lambda API reference, ListFunctions). */
function listed(configuration: FunctionConfiguration): FunctionConfiguration {
  const {
    State: _,
    StateReason: _1,
    StateReasonCode: _2,
    LastUpdateStatus: _3,
    LastUpdateStatusReason: _4,
    LastUpdateStatusReasonCode: _5,
    RuntimeVersionConfig: _6,
    ...rest
  } = configuration;
  return rest;
}

function paging(token: string | undefined, asked: number | undefined) {
  return {
    token,
    asked,
    usual: PAGE,
    badToken: () => new AwsError('InvalidParameterValueException', 'Invalid pagination token'),
  };
}

/** Takes a name, an ARN or `<account>:function:<name>`, with or without a version or an alias at its end. */
function taken({ partition = 'aws', region, id }: Account, asked = '') {
  const [, name = '', qualifier] = /^(?:.*:?function:)?([^:]+)(?::([^:]+))?$/.exec(asked) ?? [];
  return { name, qualifier, arn: `arn:${partition}:lambda:${region}:${id}:function:${name}` };
}

export function lambdaFunction(account: Account, asked = '', given?: string): FunctionConfiguration {
  const { name, qualifier: own, arn } = taken(account, asked);
  const wanted = given ?? own;
  const named = (account.lambda?.functions ?? []).filter((each) => each.FunctionName === name);
  const alias = aliasesOf(account, name).find(({ Name }) => Name === wanted);
  const version = alias?.FunctionVersion ?? wanted ?? '$LATEST';
  const found = named.find((each) => (each.Version ?? '$LATEST') === version);
  if (!found) throw absent(`Function not found: ${wanted === undefined ? arn : `${arn}:${wanted}`}`);
  // It comes back under the name it was asked for by.
  return wanted === undefined ? found : { ...found, FunctionArn: `${unqualified(found.FunctionArn ?? arn)}:${wanted}` };
}

function aliasesOf(account: Account, name: string) {
  return (account.lambda?.aliases ?? []).filter(({ AliasArn }) => AliasArn?.split(':').at(-2) === name);
}

function isQualified(arn: string): boolean {
  return arn.split(':').length > 7;
}

export function unqualified(arn = ''): string {
  return arn.split(':').slice(0, 7).join(':');
}

function absent(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}

export function aliasNamed(
  account: Account,
  asked: string | undefined,
  wanted: string | undefined,
): AliasConfiguration {
  const { FunctionName: name = '', FunctionArn: arn = '' } = lambdaFunction(account, asked);
  const found = aliasesOf(account, name).find(({ Name }) => Name === wanted);
  if (!found) throw absent(`Cannot find alias arn: ${unqualified(arn)}:${wanted}`);
  return { RevisionId: revisionOf(found), ...found };
}

/** AWS's are random; these are of what stands in the alias, so that what is put back is what was there. */
export function revisionOf({ FunctionVersion, RoutingConfig }: AliasConfiguration): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([FunctionVersion, RoutingConfig ?? {}]))
    .digest('hex');
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

export function eventSource(account: Account, id: string | undefined): EventSourceMappingConfiguration {
  const found = (account.lambda?.eventSources ?? []).find(({ UUID }) => UUID === id);
  if (!found) throw absent('The resource you requested does not exist.');
  return found;
}
