import type { FunctionConfiguration, Runtime } from '@aws-sdk/client-lambda';
import { hex } from '../shop/dice.ts';
import { addSecurityGroup } from '../shop/network.ts';
import { arn } from '../shop/place.ts';
import { ago } from '../shop/time.ts';
import type { Fleet, Func, Language } from './model.ts';

export interface FunctionOptions {
  readonly name: string;
  readonly perMinute: number;
  readonly language?: Language;
  /** Seconds it may take, and megabytes it may use. */
  readonly timeout?: number;
  readonly memory?: number;
  /** What it usually takes and uses. */
  readonly seconds?: number;
  readonly spread?: number;
  readonly uses?: number;
  readonly invoked?: Func['invoked'];
  /** In the private subnets of the VPC, with a security group of its own. */
  readonly vpc?: boolean;
  readonly format?: 'Text' | 'JSON';
  readonly logGroup?: string;
  readonly cold?: number;
  readonly initMs?: number;
  readonly says?: Func['says'];
  /** Minutes since its code or settings were last changed; default six days. */
  readonly changedAgo?: number;
  readonly change?: Partial<FunctionConfiguration>;
}

const RUNTIMES: Readonly<Record<Language, { readonly runtime: Runtime; readonly handler: string }>> = {
  python: { runtime: 'python3.12', handler: 'app.handler' },
  node: { runtime: 'nodejs22.x', handler: 'index.handler' },
  java: { runtime: 'java21', handler: 'com.example.Handler::handleRequest' },
  go: { runtime: 'provided.al2023', handler: 'bootstrap' },
  dotnet: { runtime: 'dotnet8', handler: 'Orders::Orders.Function::Handle' },
};

/** Adds a function that works. */
export function addFunction(fleet: Fleet, options: FunctionOptions): Func {
  const { place, seed, network } = fleet;
  const { name, language = 'python', memory = 256 } = options;
  const { runtime, handler } = RUNTIMES[language];
  const functionArn = arn(place, 'lambda', `function:${name}`);
  const format = options.format ?? 'Text';
  const func: Func = {
    name,
    arn: functionArn,
    language,
    configuration: {
      FunctionName: name,
      FunctionArn: functionArn,
      Runtime: runtime,
      Role: `arn:${place.partition}:iam::${place.account}:role/${name}-role`,
      Handler: handler,
      CodeSize: 4_182_113,
      CodeSha256: `${hex(`${seed}/${name}/code`, 43)}=`,
      Description: '',
      Timeout: options.timeout ?? 15,
      MemorySize: memory,
      LastModified: lastModified(fleet, options.changedAgo ?? 8_640),
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: hex(`${seed}/${name}/revision`, 32),
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      Architectures: ['arm64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: {
        LogFormat: format,
        LogGroup: options.logGroup ?? `/aws/lambda/${name}`,
        ...(format === 'JSON' ? { ApplicationLogLevel: 'INFO' as const, SystemLogLevel: 'INFO' as const } : {}),
      },
      Environment: { Variables: { STAGE: 'prod', LOG_LEVEL: 'info' } },
      ...(options.vpc
        ? {
            VpcConfig: {
              VpcId: network.vpcId,
              SubnetIds: network.zones.map((zone) => zone.private.id),
              SecurityGroupIds: [
                addSecurityGroup(network, place, seed, `${name}-function`, `Function ${name}`).GroupId,
              ],
              Ipv6AllowedForDualStack: false,
            },
          }
        : {}),
      ...options.change,
    },
    versions: [],
    live: undefined,
    perMinute: options.perMinute,
    invoked: options.invoked ?? 'sync',
    seconds: options.seconds ?? 0.4,
    spread: options.spread ?? 0.5,
    memory: options.uses ?? Math.round(memory * 0.45),
    cold: options.cold ?? 0.01,
    initMs: options.initMs ?? 420,
    says: options.says ?? [
      { at: 0.05, level: 'INFO', text: 'got event' },
      { at: 0.9, level: 'INFO', text: 'done' },
    ],
    burst: undefined,
    troubles: [],
    waves: [],
    throttles: () => 0,
  };
  fleet.functions.push(func);
  return func;
}

/** As Lambda writes it: `2026-11-22T10:58:03.000+0000`. */
export function lastModified(fleet: Fleet, minutesAgo: number): string {
  return ago(fleet, minutesAgo).toISOString().replace('Z', '+0000');
}
