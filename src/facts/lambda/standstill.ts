import { fact, maybe } from '#playbook';
import { window } from '../window.ts';
import { minutesAfter } from '../words.ts';
import { eventSources, queues } from './event-sources.ts';
import type { EventSource, Queue } from './event-sources.ts';
import { configuration, invokers, timeout } from './function.ts';
import { traffic } from './traffic.ts';

/** Ways in which events do not come to the function or come too often, which its own metrics do not count as errors. */
export interface Standstills {
  /** States in which the function cannot be invoked; null where it can. */
  readonly state: { readonly name: string; readonly code: string | null; readonly reason: string | null } | null;
  /** Event sources that were switched off within the last day. */
  readonly disabled: readonly EventSource[];
  /** Event sources that Lambda cannot read, or whose filter it cannot use. */
  readonly broken: readonly EventSource[];
  /** Queues whose messages come back while the function still works on them. Milliseconds. */
  readonly redelivering: readonly { readonly queue: Queue; readonly source: EventSource; readonly longestMs: number }[];
  /** The longest invocation in the window, where API Gateway waits less than that; null otherwise. Milliseconds. */
  readonly beyondApi: { readonly longestMs: number; readonly since: Date } | null;
}

const RECENT_HOURS = 24;
/** A failed invocation is an ordinary failure, which the function's metrics count. */
const ORDINARY = /^PROBLEM: Function call failed/i;
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const API_MS = 29_000;

export const standstills = fact({
  id: 'lambda.standstills',
  title: 'Events that do not come through',
  step: 'Event sources',
  from: {
    window,
    configuration: maybe(configuration),
    eventSources: maybe(eventSources),
    queues: maybe(queues),
    timeout: maybe(timeout),
    traffic: maybe(traffic),
    invokers: maybe(invokers),
  },
  learn: ({ window, configuration, eventSources, queues, timeout, traffic, invokers }): Standstills => {
    const sources = eventSources.known ? eventSources.value : [];
    const minutes = traffic.known ? traffic.value.minutes.filter(({ at }) => at >= window.from && at <= window.to) : [];
    const longestMs = Math.max(0, ...minutes.map(({ durationMax }) => durationMax ?? 0));
    const recent = minutesAfter(window.to, -60 * RECENT_HOURS);
    const redelivering = sources.flatMap((source) => {
      const queue = queues.known && source.source !== null ? queues.value[source.source] : undefined;
      if (queue === undefined || source.state !== 'Enabled') return [];
      return longestMs > queue.visibilityTimeout * 1000 ? [{ queue, source, longestMs }] : [];
    });
    // What others invoke may take its time: which of them a long invocation was for is not known.
    const behindApi =
      invokers.known &&
      invokers.value.services.length > 0 &&
      invokers.value.services.every((service) => service.startsWith('apigateway.')) &&
      eventSources.known &&
      sources.length === 0;
    const slow = minutes.filter(({ durationMax }) => (durationMax ?? 0) > API_MS);
    const beyond = behindApi && slow[0] && (!timeout.known || timeout.value.ms > API_MS);
    return {
      state: configuration.known ? stateOf(configuration.value) : null,
      disabled: sources.filter(
        ({ state, lastModified }) =>
          /^disabl/i.test(state) && lastModified !== null && lastModified >= recent && lastModified <= window.to,
      ),
      broken: sources.filter(
        ({ lastResult, filterError }) =>
          filterError !== null || (/^PROBLEM:/i.test(lastResult ?? '') && !ORDINARY.test(lastResult ?? '')),
      ),
      redelivering,
      beyondApi: beyond && slow[0] ? { longestMs, since: slow[0].at } : null,
    };
  },
});

/** An idle function is inactive until it is invoked again, which is no fault. */
function stateOf({
  state,
  stateReason,
  stateReasonCode,
}: {
  readonly state: string | null;
  readonly stateReason: string | null;
  readonly stateReasonCode: string | null;
}): Standstills['state'] {
  const bad =
    state === 'Failed' || (state === 'Inactive' && stateReasonCode !== null && !/^Idle$/i.test(stateReasonCode));
  return bad ? { name: state, code: stateReasonCode, reason: stateReason } : null;
}
