import { cause, maybe } from '#playbook';
import { episode, troubleOf } from '#facts/lambda/episode';
import { asyncSettings, eventSources, queues } from '#facts/lambda/event-sources';
import { configuration, identity, invokers, timeout } from '#facts/lambda/function';
import { standstills } from '#facts/lambda/standstill';
import { clock, count, list } from '#facts/words';

/** What slow or failing invocations bring about downstream of the function. */

export const iteratorLag = cause({
  id: 'iterator-lag',
  title: 'The function falls behind its stream',
  recognised: 'The age of the oldest event grows through three five-minute stretches in a row.',
  fix: 'Mend what makes invocations slow or fail; then it catches up. More shards or a higher ParallelizationFactor help only if nothing fails.',
  layer: 'symptom',
  consequence: true,
  from: { episode, eventSources: maybe(eventSources), identity },
  judge: ({ episode, eventSources, identity }, say) => {
    const lag = troubleOf(episode, 'lag');
    if (!lag) return say.ruledOut({ episode: 'the age of stream events does not grow' });
    const sources = eventSources.known ? eventSources.value.flatMap(({ source }) => source ?? []) : [];
    const says = `Its oldest event waited ${Math.round(lag.count / 60_000)} min, and that grows since ${clock(lag.since)}.`;
    const bearing = { since: lag.since, resources: [identity.callee, ...sources] };
    return say.confirmed(says, { episode: 'IteratorAge rises in each stretch of five minutes' }, bearing);
  },
});

export const dlqFailing = cause({
  id: 'dlq-failing',
  title: 'Failed events cannot be put aside',
  recognised: 'DeadLetterErrors or DestinationDeliveryFailures were counted: events that failed for good are lost.',
  fix: "Give the function's role sqs:SendMessage (or sns:Publish) on the target and kms:GenerateDataKey on its key, and check that the target exists.",
  layer: 'config',
  from: {
    episode,
    configuration: maybe(configuration),
    asyncSettings: maybe(asyncSettings),
    queues: maybe(queues),
  },
  judge: ({ episode, configuration, asyncSettings, queues }, say) => {
    const lost = troubleOf(episode, 'undelivered');
    if (!lost) return say.ruledOut({ episode: 'no failed event was lost on its way to a dead-letter target' });
    const targets = [
      configuration.known ? configuration.value.deadLetterTarget : null,
      asyncSettings.known ? asyncSettings.value.failureDestination : null,
    ].filter((target) => target !== null);
    const waiting = targets.flatMap((target) => (queues.known ? (queues.value[target] ?? []) : []));
    return say.confirmed(
      `${count(lost.count, 'failed event')} could not be delivered to ${list(targets.length > 0 ? targets : ['the dead-letter target'])}.`,
      {
        episode: `DeadLetterErrors or DestinationDeliveryFailures: ${Math.round(lost.count)} since ${clock(lost.since)}`,
        configuration: targets[0] ? { says: 'this is where failed events go', quotes: targets } : undefined,
        queues: waiting[0] ? `${count(waiting[0].waiting, 'message')} wait there` : undefined,
      },
      { since: lost.since, resources: targets, share: episode.failed === 0 ? 1 : undefined },
    );
  },
});

/** Lambda's advice for the visibility timeout of a queue, as a multiple of the function's. */
const ADVISED = 6;

export const sqsVisibilityTooShort = cause({
  id: 'sqs-visibility-too-short',
  title: 'Messages come back while they are worked on',
  recognised:
    'Invocations take longer than the visibility timeout of the queue that feeds the function, so SQS hands the same messages out again.',
  fix: 'Raise the visibility timeout of the queue to six times the timeout of the function.',
  layer: 'config',
  aliases: ['visibility-too-short'],
  from: { standstills, queues: maybe(queues), timeout: maybe(timeout) },
  judge: ({ standstills, queues, timeout }, say) => {
    const [found] = standstills.redelivering;
    if (!found) {
      const short = Object.values(queues.known ? queues.value : {}).find(
        ({ visibilityTimeout }) => timeout.known && visibilityTimeout * 1000 < ADVISED * timeout.value.ms,
      );
      if (!queues.known) return say.unanswered(queues.blind);
      return say.ruledOut({
        queues: short
          ? `${queueName(short.arn)} hides messages for ${short.visibilityTimeout} s, less than advised, and no invocation took that long`
          : 'no queue that feeds it hides messages for too short a time',
      });
    }
    const { queue, longestMs } = found;
    const seconds = `${queue.visibilityTimeout} s`;
    return say.confirmed(
      `${queueName(queue.arn)} hides a message for ${seconds} only; invocations take up to ${(longestMs / 1000).toFixed(0)} s, and the message is handed out again meanwhile.`,
      {
        standstills: `the longest invocation took ${(longestMs / 1000).toFixed(1)} s`,
        queues: {
          says: `VisibilityTimeout is ${seconds}${queue.deadLetter ? `, and after ${queue.deadLetter.maxReceives} times a message is dead` : ''}`,
          quotes: [String(queue.visibilityTimeout)],
        },
        timeout: timeout.known ? `the function may run for ${timeout.value.ms / 1000} s` : undefined,
      },
      { resources: [queue.arn] },
    );
  },
});

export const api29s = cause({
  id: 'api-29s',
  title: 'API Gateway gives up after 29 seconds',
  recognised:
    'API Gateway may invoke the function, whose own timeout is longer, and invocations take more than 29 s: callers get 504 although nothing fails.',
  fix: 'Answer within 29 s: do the work after answering (queue, Step Functions), or ask AWS to raise the integration timeout of a regional API.',
  layer: 'config',
  from: { standstills, invokers, timeout: maybe(timeout) },
  judge: ({ standstills: { beyondApi }, invokers, timeout }, say) => {
    if (!invokers.services.some((service) => service.startsWith('apigateway.')))
      return say.ruledOut({ invokers: 'API Gateway may not invoke it' });
    if (!beyondApi) return say.ruledOut({ standstills: 'no invocation took longer than 29 s' });
    return say.confirmed(
      `Invocations take up to ${(beyondApi.longestMs / 1000).toFixed(0)} s; API Gateway waits 29 s and then answers 504 by itself.`,
      {
        standstills: `longer than 29 s since ${clock(beyondApi.since)}`,
        invokers: {
          says: 'API Gateway may invoke it',
          quotes: invokers.services.filter((service) => service.startsWith('apigateway.')),
        },
        timeout: timeout.known ? `its own timeout is ${timeout.value.ms / 1000} s` : undefined,
      },
      { since: beyondApi.since, resources: invokers.sources.filter((arn) => arn.includes('execute-api')) },
    );
  },
});

function queueName(arn: string): string {
  return arn.split(':').at(-1) ?? arn;
}
