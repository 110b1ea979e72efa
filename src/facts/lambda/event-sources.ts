import { fact, maybe, ReadFailure } from '#playbook';
import * as events from '#aws/lambda-events';
import type { AsyncSettings, EventSource } from '#aws/lambda-events';
import * as sqs from '#aws/sqs';
import type { Queue } from '#aws/sqs';
import { configuration, identity } from './function.ts';

export type { AsyncSettings, EventSource } from '#aws/lambda-events';
export type { Queue } from '#aws/sqs';

/** Queues and streams whose events come to the function, and to its alias where one was asked about. */
export const eventSources = fact({
  id: 'lambda.event-sources',
  title: 'Event sources',
  step: 'Event sources',
  from: { identity },
  reads: [events.eventSources],
  learn: async ({ identity: { callee } }, { read }): Promise<readonly EventSource[]> => {
    return read(events.eventSources, { function: callee });
  },
});

const DEFAULTS: AsyncSettings = { retries: null, maximumAge: null, failureDestination: null, successDestination: null };

/** What becomes of asynchronous events; AWS's defaults where nothing is set. */
export const asyncSettings = fact({
  id: 'lambda.async-settings',
  title: 'Retries and destinations',
  step: 'Event sources',
  from: { identity },
  reads: [events.asyncSettings],
  learn: async ({ identity: { callee, qualifier } }, { read }): Promise<AsyncSettings> => {
    try {
      return await read(events.asyncSettings, { name: callee, ...(qualifier === null ? {} : { qualifier }) });
    } catch (error) {
      if (error instanceof ReadFailure && error.why === 'absent') return DEFAULTS;
      throw error;
    }
  },
});

/** Queues by ARN; those that could not be read are missing, and said to be unseen. */
export type Queues = Readonly<Record<string, Queue>>;

/** The queues that feed the function, and those in which it leaves what it could not process. */
export const queues = fact({
  id: 'lambda.queues',
  title: 'Queues',
  step: 'Event sources',
  from: { eventSources: maybe(eventSources), asyncSettings: maybe(asyncSettings), configuration: maybe(configuration) },
  reads: [sqs.queue],
  learn: async ({ eventSources, asyncSettings, configuration }, { read, unseen }): Promise<Queues> => {
    const wanted = new Set(
      [
        ...(eventSources.known ? eventSources.value.flatMap((one) => [one.source, one.failureDestination]) : []),
        ...(asyncSettings.known
          ? [asyncSettings.value.failureDestination, asyncSettings.value.successDestination]
          : []),
        ...(configuration.known ? [configuration.value.deadLetterTarget] : []),
      ].filter((arn) => arn !== null && /^arn:[^:]+:sqs:/.test(arn)),
    );
    const found: Record<string, Queue> = {};
    await Promise.all(
      [...wanted].map(async (arn) => {
        if (arn === null) return;
        try {
          found[arn] = await read(sqs.queue, { arn });
        } catch (error) {
          if (!(error instanceof ReadFailure)) throw error;
          unseen(error);
        }
      }),
    );
    return found;
  },
});

/** Function and queue call each other: what the function sends comes back as its own event. */
export function selfTriggers(
  sources: readonly EventSource[],
  { successDestination }: AsyncSettings,
): readonly string[] {
  return sources.flatMap(({ source, state }) =>
    source !== null && state === 'Enabled' && source === successDestination ? [source] : [],
  );
}
