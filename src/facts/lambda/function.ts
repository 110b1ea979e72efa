import { fact, given, maybe, ReadFailure } from '#playbook';
import type { Read, Sighting, Subject } from '#playbook';
import * as lambda from '#aws/lambda';
import type { FunctionConfiguration } from '#aws/lambda';
import * as published from '#aws/lambda-versions';
import type { NetworkPlace } from '../network/place.ts';

export type { AccountLimit, FunctionConfiguration } from '#aws/lambda';
export type { Alias } from '#aws/lambda-versions';

export const subject = given<Subject>('lambda.subject', 'Function asked about');

/** What the function is called, for metrics, logs and calls. */
export interface FunctionIdentity {
  readonly name: string;
  /** Alias or version, where one was asked about. */
  readonly qualifier: string | null;
  /** Without alias or version; null when only the name is known. */
  readonly arn: string | null;
  /** What calls are made with: the ARN where it is known. */
  readonly callee: string;
}

export const identity = fact({
  id: 'lambda.identity',
  title: 'Identity of the function',
  step: 'Function',
  from: { subject },
  learn: ({ subject: { name, arn } }): FunctionIdentity => {
    const [bare = name, qualifier = null] = (arn === null ? name : arn.split(':').slice(6).join(':')).split(':');
    const own = arn === null ? null : arn.split(':').slice(0, 7).join(':');
    return { name: bare, qualifier, arn: own, callee: own ?? bare };
  },
});

export const configuration = fact({
  id: 'lambda.configuration',
  title: 'Configuration of the function',
  step: 'Function',
  from: { identity },
  reads: [lambda.functionConfiguration],
  learn: ({ identity: { callee, qualifier } }, { read }): Promise<FunctionConfiguration> =>
    read(lambda.functionConfiguration, { name: qualifier === null ? callee : `${callee}:${qualifier}` }),
});

/** Executions set aside for the function; null where none are. */
export const reserved = fact({
  id: 'lambda.reserved-concurrency',
  title: 'Reserved concurrency',
  step: 'Function',
  from: { identity },
  reads: [lambda.reservedConcurrency],
  learn: async ({ identity }, { read }): Promise<{ readonly reserved: number | null }> =>
    read(lambda.reservedConcurrency, { name: identity.callee }),
});

export const accountLimit = fact({
  id: 'lambda.account-limit',
  title: 'Concurrency limit of the account',
  step: 'Function',
  reads: [lambda.accountLimit],
  learn: (_, { read }) => read(lambda.accountLimit, {}),
});

export const aliases = fact({
  id: 'lambda.aliases',
  title: 'Aliases',
  step: 'Function',
  from: { identity },
  reads: [published.aliases],
  learn: ({ identity }, { read }) => read(published.aliases, { name: identity.callee }),
});

/** The newest first. */
export const versions = fact({
  id: 'lambda.versions',
  title: 'Published versions',
  step: 'Function',
  from: { identity },
  reads: [published.versions],
  learn: ({ identity }, { read }) => read(published.versions, { name: identity.callee }),
});

export const provisioned = fact({
  id: 'lambda.provisioned-concurrency',
  title: 'Provisioned concurrency',
  step: 'Function',
  from: { identity },
  reads: [published.provisioned],
  learn: ({ identity }, { read }) => read(published.provisioned, { name: identity.callee }),
});

/** Services that the resource policy lets invoke the function: `apigateway.amazonaws.com`, `sns.amazonaws.com`, … */
export interface Invokers {
  readonly services: readonly string[];
  /** ARNs of the APIs, topics and rules it names. */
  readonly sources: readonly string[];
}

export const invokers = fact({
  id: 'lambda.invokers',
  title: 'Who may invoke the function',
  step: 'Function',
  from: { identity },
  reads: [lambda.policy],
  learn: async ({ identity: { callee, qualifier } }, { read }): Promise<Invokers> => {
    const names = qualifier === null ? [callee] : [callee, `${callee}:${qualifier}`];
    const policies = await Promise.all(names.map((name) => policyOf(name, read)));
    const text = policies.join('\n');
    return {
      services: [
        ...new Set([...text.matchAll(/"([a-z-]+\.amazonaws\.com(?:\.cn)?)"/g)].map(([, found = '']) => found)),
      ],
      sources: [...new Set([...text.matchAll(/"(arn:[^"]+)"/g)].map(([, found = '']) => found))].filter(
        (arn) => !arn.includes(':lambda:'),
      ),
    };
  },
});

/** Empty where there is none. */
async function policyOf(name: string, read: Read): Promise<string> {
  try {
    return await read(lambda.policy, { name });
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent') return '';
    throw error;
  }
}

/**
 * The configurations that invocations run with: that of the version asked about, or those that aliases point to, since
 * callers of an alias know nothing of `$LATEST`.
 */
export const running = fact({
  id: 'lambda.running',
  title: 'Versions that callers reach',
  step: 'Function',
  from: { identity, configuration, aliases: maybe(aliases), versions: maybe(versions) },
  learn: ({ identity, configuration, aliases, versions }): readonly FunctionConfiguration[] => {
    if (identity.qualifier !== null) return [configuration];
    const wanted = new Set(valueOr(aliases, []).flatMap(({ version, others }) => [version, ...Object.keys(others)]));
    const found = valueOr(versions, []).filter(({ version }) => version !== '$LATEST' && wanted.has(version));
    return [configuration, ...found];
  },
});

/** The timeout in milliseconds; of several versions the shortest, since it is reached first. */
export const timeout = fact({
  id: 'lambda.timeout',
  title: 'Timeout of the function',
  step: 'Function',
  from: { running },
  learn: ({ running }): { readonly ms: number } => {
    const all = running.map(({ timeoutSeconds }) => timeoutSeconds ?? 3);
    return { ms: Math.min(...all) * 1000 };
  },
});

/** Where the function stands in a network; null outside of any VPC. */
export const place = fact({
  id: 'lambda.place',
  title: 'Network of the function',
  step: 'Network path',
  from: { configuration },
  learn: ({ configuration: { network } }): NetworkPlace | null =>
    network === null ? null : { ...network, publicIp: false },
});

function valueOr<T>(sighting: Sighting<T>, otherwise: T): T {
  return sighting.known ? sighting.value : otherwise;
}
