import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import { pages } from './pages.ts';
import { read } from './service.ts';

/** How events of a queue or stream come to a function. */
export interface EventSource {
  readonly id: string;
  /** ARN of the queue or stream; null for Kafka of one's own. */
  readonly source: string | null;
  /** The function, with its version or alias where one is set. */
  readonly function: string;
  /** `Enabled`, `Disabled`, `Creating`, … */
  readonly state: string;
  /** `USER_INITIATED`, or what Lambda says of a change that it made itself. */
  readonly stateReason: string | null;
  /** `OK`, `No records processed`, or what went wrong: `PROBLEM: …`. */
  readonly lastResult: string | null;
  readonly lastModified: Date | null;
  readonly batchSize: number | null;
  readonly parallelization: number | null;
  readonly bisects: boolean;
  /** -1: until the event expires. Null for queues, which retry by themselves. */
  readonly retries: number | null;
  /** Seconds; -1: as long as the stream keeps it. */
  readonly maximumAge: number | null;
  /** Where events go that failed for good. */
  readonly failureDestination: string | null;
  /** Whether the function may tell which items of a batch failed. */
  readonly reportsItems: boolean;
  /** Executions at the same time for this source. */
  readonly maximumConcurrency: number | null;
  /** The filter could not be used: code and message. */
  readonly filterError: string | null;
}

/** By function (name or ARN, with an alias for that of the alias alone) or by source. */
export type EventSourceAsk = { readonly function: string } | { readonly source: string };

export const eventSources = read(
  'lambda',
  'ListEventSourceMappings',
  async (send, ask: EventSourceAsk): Promise<readonly EventSource[]> => {
    const which = 'function' in ask ? { FunctionName: ask.function } : { EventSourceArn: ask.source };
    const found = await pages(
      (Marker) => send({ ...which, Marker }),
      ({ NextMarker }) => NextMarker,
      ({ EventSourceMappings }) => EventSourceMappings,
    );
    return found.map(eventSourceOf);
  },
);

/** One mapping by its UUID. One that does not exist is a `ReadFailure` `absent`. */
export const eventSource = read(
  'lambda',
  'GetEventSourceMapping',
  async (send, { id }: { readonly id: string }): Promise<EventSource> => eventSourceOf(await send({ UUID: id })),
);

function eventSourceOf(wire: EventSourceMappingConfiguration): EventSource {
  const { FilterCriteriaError: filterError } = wire;
  return {
    id: wire.UUID ?? '',
    source: wire.EventSourceArn ?? null,
    function: wire.FunctionArn ?? '',
    state: wire.State ?? 'unknown',
    stateReason: wire.StateTransitionReason || null,
    lastResult: wire.LastProcessingResult || null,
    lastModified: wire.LastModified ?? null,
    batchSize: wire.BatchSize ?? null,
    parallelization: wire.ParallelizationFactor ?? null,
    bisects: wire.BisectBatchOnFunctionError ?? false,
    retries: wire.MaximumRetryAttempts ?? null,
    maximumAge: wire.MaximumRecordAgeInSeconds ?? null,
    failureDestination: wire.DestinationConfig?.OnFailure?.Destination || null,
    reportsItems: wire.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    maximumConcurrency: wire.ScalingConfig?.MaximumConcurrency ?? null,
    filterError: filterError ? `${filterError.ErrorCode ?? ''}: ${filterError.Message ?? ''}` : null,
  };
}

/** What becomes of asynchronous events. Null members are at AWS's defaults: two retries within six hours. */
export interface AsyncSettings {
  readonly retries: number | null;
  /** Seconds. */
  readonly maximumAge: number | null;
  readonly failureDestination: string | null;
  readonly successDestination: string | null;
}

/** A function without settings of its own is a `ReadFailure` `absent`, as one that does not exist. */
export const asyncSettings = read(
  'lambda',
  'GetFunctionEventInvokeConfig',
  async (send, { name, qualifier }: { readonly name: string; readonly qualifier?: string }): Promise<AsyncSettings> => {
    const wire = await send({ FunctionName: name, Qualifier: qualifier });
    return {
      retries: wire.MaximumRetryAttempts ?? null,
      maximumAge: wire.MaximumEventAgeInSeconds ?? null,
      failureDestination: wire.DestinationConfig?.OnFailure?.Destination || null,
      successDestination: wire.DestinationConfig?.OnSuccess?.Destination || null,
    };
  },
);
