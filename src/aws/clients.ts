import type { STSClientConfig } from '@aws-sdk/client-sts';
import type { Client } from '@smithy/core/client';
import { endpointOf } from './endpoints.ts';
import type { Env } from './endpoints.ts';
import { checkAnswers } from './answers.ts';
import { wasThrottled } from './failures.ts';
import { guard } from './guard.ts';
import type { Stack } from './guard.ts';
import { patience } from './patience.ts';
import type { ServiceName } from './reads.ts';
import { sdks } from './sdks.ts';
import { noteUnknownMembers } from './unknown-members.ts';
import type { Attempted } from './work.ts';

/** What every client of one account and region is made of. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: NonNullable<STSClientConfig['credentials']>;
  /** Keep-alive connections, shared by all clients. */
  readonly requestHandler: NonNullable<STSClientConfig['requestHandler']>;
  /** `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>` and `AWS_MAX_ATTEMPTS` are heeded. */
  readonly env: Env;
  /** 0 to 1: spreads retries. */
  readonly random: () => number;
}

/** The SDK clients of one account and region, each loaded when first needed, built once and read-only. */
export interface Clients {
  readonly send: (
    service: ServiceName,
    operation: string,
    input: object,
    signal: AbortSignal,
    attempted: Attempted,
    /** Default is the region of these clients. */
    region?: string,
  ) => Promise<object>;
  readonly client: (service: ServiceName) => Promise<AnyClient>;
}

interface AnyCommand {
  readonly middlewareStack: Stack;
}

/** A client, whichever its service. */
export type AnyClient = Client<object, object, { $metadata: object }, never>;

/** What the client of any service may be told. */
export type ClientConfig = Pick<
  STSClientConfig,
  | 'region'
  | 'credentials'
  | 'requestHandler'
  | 'endpoint'
  | 'retryStrategy'
  | 'maxAttempts'
  | 'userAgentAppId'
  | 'systemClockOffset'
>;

/** How the client of each service is built. */
const builders: { readonly [S in ServiceName]: (config: ClientConfig) => Promise<unknown> } = {
  sts: async (config) => new (await sdks.sts()).STSClient(config),
  elbv2: async (config) => new (await sdks.elbv2()).ElasticLoadBalancingV2Client(config),
  cloudwatch: async (config) => new (await sdks.cloudwatch()).CloudWatchClient(config),
  ec2: async (config) => new (await sdks.ec2()).EC2Client(config),
  ecs: async (config) => new (await sdks.ecs()).ECSClient(config),
  lambda: async (config) => new (await sdks.lambda()).LambdaClient(config),
  cloudtrail: async (config) => new (await sdks.cloudtrail()).CloudTrailClient(config),
  s3: async (config) =>
    new (await sdks.s3()).S3Client({
      ...config,
      // Servers at an address of their own know no bucket host names.
      forcePathStyle: config.endpoint !== undefined,
      followRegionRedirects: true,
      // The checksum of gzip and TLS will do: in JavaScript a third one is dear for megabytes of log.
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  rds: async (config) => new (await sdks.rds()).RDSClient(config),
  wafv2: async (config) => new (await sdks.wafv2()).WAFV2Client(config),
  logs: async (config) => new (await sdks.logs()).CloudWatchLogsClient(config),
  ecr: async (config) => new (await sdks.ecr()).ECRClient(config),
  iam: async (config) => new (await sdks.iam()).IAMClient(config),
  secretsmanager: async (config) => new (await sdks.secretsmanager()).SecretsManagerClient(config),
  ssm: async (config) => new (await sdks.ssm()).SSMClient(config),
  sqs: async (config) => new (await sdks.sqs()).SQSClient(config),
  kms: async (config) => new (await sdks.kms()).KMSClient(config),
  cloudfront: async (config) => new (await sdks.cloudfront()).CloudFrontClient(config),
  'application-autoscaling': async (config) =>
    new (await sdks['application-autoscaling']()).ApplicationAutoScalingClient(config),
  'arc-zonal-shift': async (config) => (await sdks['arc-zonal-shift']()).createARCZonalShiftClient(config),
};

/** A client as the SDK makes it: whoever makes one has to guard it. */
export async function unguardedClient(service: ServiceName, config: ClientConfig): Promise<AnyClient> {
  return (await builders[service](config)) as AnyClient;
}

/** A command of an operation, with its input. Throws when the SDK has none. */
export async function commandOf(service: ServiceName, operation: string, input: object): Promise<AnyCommand> {
  const sdk = (await sdks[service]()) as unknown as Record<string, new (input: object) => AnyCommand>;
  const Command = sdk[`${operation}Command`];
  if (!Command) throw new TypeError(`the SDK has no ${service}.${operation}`);
  return new Command(input);
}

export function createClients({ env, random, ...settings }: ClientSettings): Clients {
  const built = new Map<string, Promise<AnyClient>>();
  const build = async (service: ServiceName, region: string): Promise<AnyClient> => {
    const endpoint = endpointOf(service, env);
    const client = await unguardedClient(service, {
      ...settings,
      region,
      ...patience(Number(env['AWS_MAX_ATTEMPTS']) || null, random),
      ...(endpoint === null ? {} : { endpoint }),
      userAgentAppId: 'opsmedic',
    });
    const stack = client.middlewareStack as unknown as Stack;
    // Outside of `checkAnswers`: what that takes out counts as unknown, too.
    noteUnknownMembers(stack, service);
    checkAnswers(stack);
    guard(stack, service);
    return client;
  };
  const clientOf = (service: ServiceName, region = settings.region): Promise<AnyClient> => {
    const key = `${service} ${region}`;
    const known = built.get(key) ?? build(service, region);
    built.set(key, known);
    return known;
  };
  return {
    client: clientOf,
    send: async (service, operation, input, signal, attempted, region) => {
      const [client, command] = await Promise.all([clientOf(service, region), commandOf(service, operation, input)]);
      reportAttempts(command.middlewareStack, attempted);
      return client.send(command as never, { abortSignal: signal } as never) as Promise<object>;
    },
  };
}

/** Sits within the retries, where each attempt passes. */
function reportAttempts(stack: Stack, attempted: Attempted): void {
  stack.add(
    (next) => async (args) => {
      try {
        const answer = await next(args);
        attempted(false);
        return answer;
      } catch (error) {
        attempted(wasThrottled(error));
        throw error;
      }
    },
    { name: 'opsmedicAttempts', step: 'finalizeRequest', priority: 'low' },
  );
}
