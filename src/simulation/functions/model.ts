import type {
  AliasConfiguration,
  EventSourceMappingConfiguration,
  FunctionConfiguration,
  FunctionEventInvokeConfig,
  ProvisionedConcurrencyConfigListItem,
} from '@aws-sdk/client-lambda';
import type { ManagedPrefixList, PrefixListEntry } from '@aws-sdk/client-ec2';
import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Fault, MetricSeries, TrailEvent } from '../account.ts';
import type { Insights, LogLines } from '../account/logs.ts';
import type { Queue } from '../account/sqs.ts';
import type { Network } from '../shop/model.ts';
import type { Place } from '../shop/place.ts';

/**
 * The Lambda functions of an account, as a model of what happens there rather than of what AWS answers about it.
 * Incidents change the model; logs and metrics follow from the same invocations, so that they agree with each other.
 * Times are in minutes before `now`, so larger is earlier.
 */
export interface Fleet {
  readonly now: Date;
  readonly seed: string;
  readonly place: Place;
  readonly network: Network;
  readonly functions: Func[];
  readonly queues: Queue[];
  readonly sources: EventSourceMappingConfiguration[];
  readonly aliases: AliasConfiguration[];
  readonly invokeConfigs: FunctionEventInvokeConfig[];
  readonly provisioned: ProvisionedConcurrencyConfigListItem[];
  readonly reserved: Record<string, number>;
  /** Who may invoke a function: its resource policy, as JSON text. */
  readonly policies: Record<string, string>;
  /** Lists of addresses that AWS keeps of its services, for routes to gateway endpoints. */
  readonly prefixLists: (ManagedPrefixList & { readonly entries: readonly PrefixListEntry[] })[];
  readonly trail: TrailEvent[];
  /** Series of other namespaces, and such as replace derived ones of the same name and dimensions. */
  readonly series: MetricSeries[];
  /** Log groups and streams beside those of the functions. */
  readonly groups: LogGroup[];
  readonly streams: LogLines[];
  /** Names of log groups that are not there, and of those that nobody can decrypt. */
  readonly withoutGroup: string[];
  readonly sealed: string[];
  /** Functions whose roles may write logs and nothing else. */
  readonly unpermitted: string[];
  readonly denies: string[];
  readonly faults: Fault[];
  readonly history: { minutes: number; metricLag: number; pageSize: number | undefined };
  insights: Insights;
  concurrencyLimit: number;
}

export type Language = 'python' | 'node' | 'java' | 'go' | 'dotnet';

/** A function and how it is used. */
export interface Func {
  readonly name: string;
  readonly arn: string;
  readonly language: Language;
  /** `$LATEST`, as it is now. */
  readonly configuration: FunctionConfiguration;
  /** Published versions. */
  readonly versions: FunctionConfiguration[];
  /** The alias that callers use, and from when on it leads to which version; the first that has begun counts. */
  live: { readonly alias: string; readonly turns: readonly VersionTurn[] } | undefined;
  perMinute: number;
  /** Failed events of asynchronous callers are tried twice more, under the same request id. */
  invoked: 'sync' | 'async';
  /** Typical seconds of an invocation, and how far it strays: 0.3 is a third. */
  seconds: number;
  spread: number;
  /** Megabytes in use. */
  memory: number;
  /** Part of the invocations that begin with a cold start, and how long that takes in milliseconds. */
  cold: number;
  initMs: number;
  /** What it writes in an ordinary invocation, at which part of its duration. */
  says: readonly Said[];
  /** Several invocations that begin within a second: every so many minutes, so many. */
  burst: { readonly every: number; readonly count: number } | undefined;
  readonly troubles: Trouble[];
  /** Periods with more or fewer invocations. */
  readonly waves: (Span & { readonly factor: number })[];
  /** Refused invocations a minute. */
  throttles: (minute: number) => number;
}

interface VersionTurn {
  readonly since: number;
  readonly version: string;
  /** Part of the invocations that go there; the rest goes on to the turn before. */
  readonly part: number;
}

/** From so many minutes ago until so many. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** One run of a function. */
export interface Invocation {
  readonly id: string;
  readonly func: Func;
  /** Milliseconds since 1970. */
  readonly start: number;
  /** Minutes before now. */
  readonly minute: number;
  readonly version: string;
  /** How many of its burst began before it. */
  readonly place: number;
  /** Subnet it runs in. */
  readonly subnet: string | undefined;
  readonly cold: boolean;
  /** 0 for the first, 1 and 2 for the retries of an asynchronous event. */
  readonly attempt: number;
}

/** What becomes of an invocation. */
export interface Outcome {
  readonly kind: 'ok' | 'error' | 'timeout' | 'killed';
  readonly seconds: number;
  /** Megabytes at the most. */
  readonly memory?: number;
  readonly initMs?: number;
  /** The type that newer reports state with an error. */
  readonly errorType?: string;
  /** Application lines in place of the usual ones. */
  readonly says?: readonly Said[];
  /** Lines of the platform before START. */
  readonly before?: readonly string[];
  /** Lines of the platform after the application's. */
  readonly after?: readonly string[];
}

/** Something that the function writes. */
export interface Said {
  /** Seconds after the start; of a function's usual lines the part of its duration. */
  readonly at: number;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly text: string;
  /** Printed as it is, without time, level and request id. */
  readonly plain?: true;
  /** An exception that nobody caught, or that was logged with its trace. */
  readonly thrown?: Thrown;
}

/** An exception as every language can show it. */
export interface Thrown {
  readonly type: string;
  readonly message: string;
  /** Frames, the outermost first, as `file:line in function`. */
  readonly frames: readonly Frame[];
  /** What it was caused by, where the language tells. */
  readonly cause?: { readonly type: string; readonly message: string };
  /** Members that Node.js adds: `code`, `address`, … */
  readonly members?: Readonly<Record<string, string | number>>;
}

export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly in: string;
}

export interface Trouble extends Span {
  /** Part of the invocations concerned that suffer, 0 to 1. */
  readonly share: number;
  readonly hits: (invocation: Invocation) => boolean;
  readonly outcome: (chance: () => number, invocation: Invocation) => Outcome;
}

/** Something that happens in a fleet. It changes the model, from which everything that AWS shows is derived. */
export type Happening = (fleet: Fleet) => void;
