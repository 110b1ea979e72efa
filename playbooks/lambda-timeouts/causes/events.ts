import { cause, maybe } from '#playbook';
import { episode, troubleOf } from '#facts/lambda/episode';
import { eventSources } from '#facts/lambda/event-sources';
import type { EventSource } from '#facts/lambda/event-sources';
import { failures } from '#facts/lambda/failures';
import type { ErrorText } from '#facts/lambda/failures';
import { standstills } from '#facts/lambda/standstill';
import { clock, count, list } from '#facts/words';
import { iteratorLag } from './aftermath.ts';

function nameOf({ source, id }: EventSource): string {
  return source?.split(':').at(-1) ?? id;
}

export const esmDisabled = cause({
  id: 'esm-disabled',
  title: 'An event source of the function is switched off',
  recognised: 'An event source mapping is disabled, and was so within the last day: its events wait.',
  fix: 'Enable it again if nobody needs it off: aws lambda update-event-source-mapping --enabled. What waited may come as a burst.',
  layer: 'config',
  leadsTo: [iteratorLag],
  from: { standstills, eventSources },
  judge: ({ standstills: { disabled }, eventSources }, say) => {
    const [first] = disabled;
    if (!first) {
      const old = eventSources.filter(({ state }) => /^disabl/i.test(state)).length;
      return say.ruledOut({
        eventSources:
          old > 0 ? `${count(old, 'event source')} off since more than a day` : 'no event source is switched off',
      });
    }
    const byLambda = first.stateReason !== null && !/user/i.test(first.stateReason);
    return say.confirmed(
      `${list(disabled.map(nameOf))} ${disabled.length === 1 ? 'is' : 'are'} switched off${first.lastModified ? ` since ${clock(first.lastModified)}` : ''}${byLambda ? ', by Lambda itself' : ''}.`,
      {
        eventSources: {
          says: 'what Lambda says of it',
          quotes: [first.state, ...(first.stateReason ? [first.stateReason] : [])],
        },
      },
      { since: first.lastModified ?? undefined, resources: disabled.flatMap(({ id, source }) => [id, source ?? '']) },
    );
  },
});

export const esmError = cause({
  id: 'esm-error',
  title: 'Lambda cannot read an event source of the function',
  recognised:
    'The last result of an event source mapping begins with PROBLEM and is no ordinary failure of the function, or its filter cannot be used.',
  fix: "Mend what the quotation says. For Kafka it is the cluster's subnets and security groups that must reach Lambda and STS, not the function's; for queues and streams mostly the role.",
  layer: 'config',
  leadsTo: [iteratorLag],
  from: { standstills, eventSources },
  judge: ({ standstills: { broken }, eventSources }, say) => {
    const [first] = broken;
    if (!first) {
      return say.ruledOut({
        eventSources: eventSources.length === 0 ? 'nothing feeds it by event source' : 'Lambda reads its event sources',
      });
    }
    return say.confirmed(
      `Lambda cannot work with ${list(broken.map(nameOf))}.`,
      {
        eventSources: {
          says: 'the last result',
          quotes: [first.lastResult, first.filterError]
            .filter((text) => text !== null && !/^OK$/i.test(text))
            .map(String),
        },
      },
      { resources: broken.flatMap(({ id, source }) => [id, source ?? '']) },
    );
  },
});

/** What no event is to blame for. */
const OUTER: ReadonlySet<ErrorText['kind']> = new Set([
  'timeout',
  'refused',
  'unreachable',
  'dns',
  'no-answer',
  'tls',
  'denied',
  'throttled',
]);
/** Errors that come in the same number again and again. */
const STEADY = 0.75;

export const poisonBatch = cause({
  id: 'poison-batch',
  title: 'One batch is tried over and over and holds up its stream',
  recognised:
    'The function falls behind its stream while errors come at a steady beat; failed batches are retried for ever, are not divided, and go nowhere.',
  fix: 'Set BisectBatchOnFunctionError, a limit of retries and a failure destination on the event source mapping; then look at the event that fails.',
  layer: 'config',
  leadsTo: [iteratorLag],
  from: { episode, eventSources: maybe(eventSources), failures: maybe(failures) },
  judge: ({ episode, eventSources, failures }, say) => {
    const lag = troubleOf(episode, 'lag');
    const errors = troubleOf(episode, 'errors');
    if (!lag || !errors)
      return say.ruledOut({ episode: lag ? 'invocations do not fail' : 'it does not fall behind a stream' });
    if (!eventSources.known) return say.unanswered(eventSources.blind);
    const held = eventSources.value.find(
      ({ source, retries, bisects, failureDestination }) =>
        /:(?:kinesis|dynamodb):/.test(source ?? '') &&
        (retries === null || retries === -1) &&
        !bisects &&
        failureDestination === null,
    );
    if (!held) return say.ruledOut({ eventSources: 'failed batches are divided, given up or put aside' });
    const failing = episode.minutes.filter((minute) => minute.errors > 0).map((minute) => minute.errors);
    const usual = failing.toSorted((a, b) => a - b)[Math.floor(failing.length / 2)] ?? 0;
    const steady = failing.filter((n) => Math.abs(n - usual) <= Math.max(1, 0.3 * usual)).length;
    if (failing.length < 3 || steady < STEADY * failing.length)
      return say.ruledOut({ episode: 'errors come in no steady beat' });
    const log = failures.known ? failures.value : null;
    const outer = log?.groups.find(({ count: n, error: { kind } }) => OUTER.has(kind) && n >= log.all.length / 2);
    if (outer)
      return say.ruledOut({
        failures: { says: 'they fail for something else than their events', quotes: outer.quotes.slice(0, 1) },
      });
    return say.likely(
      `One batch of ${nameOf(held)} fails again and again, about ${usual} times a minute, and all behind it waits.`,
      {
        episode: `the oldest event waits ${Math.round(lag.count / 60_000)} min`,
        eventSources: 'retries without end, no bisecting, no failure destination',
      },
      { since: errors.since, resources: [held.id, held.source ?? ''] },
    );
  },
});
