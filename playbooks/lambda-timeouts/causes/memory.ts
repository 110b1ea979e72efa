import { cause, maybe } from '#playbook';
import { episode } from '#facts/lambda/episode';
import { failures } from '#facts/lambda/failures';
import type { Failure } from '#facts/lambda/failures';
import { configuration, identity } from '#facts/lambda/function';
import { invocations } from '#facts/lambda/invocations';
import { count, percent, quantile } from '#facts/words';
import { beginOf, ended, isFew, quotesOf, shareOf } from '../reading.ts';
import { api29s, iteratorLag, sqsVisibilityTooShort } from './aftermath.ts';
import { timeoutTooLow } from './time.ts';

/** As good as all of the memory. */
const FULL = 0.95;

function isFull({ memory, errorType }: Failure): boolean {
  return errorType === 'Runtime.OutOfMemory' || (memory !== null && memory >= FULL);
}

export const memoryExhausted = cause({
  id: 'memory-exhausted',
  title: 'The function runs out of memory',
  recognised: 'Its process is killed, or ends, with at least 95 % of its memory in use.',
  fix: 'Raise the memory of the function. If usage grows from invocation to invocation, look for what is kept in globals.',
  layer: 'capacity',
  leadsTo: [iteratorLag, timeoutTooLow],
  from: { failures, episode: maybe(episode), configuration: maybe(configuration), identity },
  judge: ({ failures, episode, configuration, identity }, say) => {
    if (!failures) return say.ruledOut({ failures: 'nothing failed that the log could explain' });
    const died = ended(failures, 'killed', 'exit', 'heap');
    const full = died.filter(isFull);
    if (full.length > 0 && isFew(full, failures))
      return say.ruledOut({
        failures: `only ${full.length} of ${failures.all.length} failures found: no more than a part of another trouble`,
      });
    if (full.length === 0) {
      if (!failures.platformRead && failures.unread[0]) return say.unanswered(failures.unread[0]);
      return say.ruledOut({
        failures:
          died.length > 0
            ? `${count(died.length, 'process', 'processes')} ended with memory to spare`
            : 'no process was killed',
      });
    }
    const memoryMb = configuration.known ? configuration.value.memoryMb : null;
    return say.confirmed(
      `${count(full.length, 'invocation')} ${full.length === 1 ? 'was' : 'were'} killed with all memory in use${memoryMb === null ? '' : `: it has ${memoryMb} MB`}.`,
      {
        failures: { says: 'what Lambda logged of them', quotes: quotesOf(full) },
        configuration:
          memoryMb === null ? undefined : { says: `MemorySize is ${memoryMb}`, quotes: [String(memoryMb)] },
      },
      { share: shareOf(full.length, failures, episode), since: beginOf(full, failures), resources: [identity.callee] },
    );
  },
});

export const heapOom = cause({
  id: 'heap-oom',
  title: "The language's own heap is full",
  recognised: 'The runtime says that its heap is full although the function has memory to spare.',
  fix: 'Raise the limit of the heap: NODE_OPTIONS=--max-old-space-size for Node.js, -Xmx in JAVA_TOOL_OPTIONS for Java.',
  layer: 'config',
  leadsTo: [iteratorLag],
  from: { failures, episode: maybe(episode), identity },
  judge: ({ failures, episode, identity }, say) => {
    if (!failures) return say.ruledOut({ failures: 'nothing failed that the log could explain' });
    const heap = ended(failures, 'heap').filter((failure) => !isFull(failure));
    if (heap.length > 0 && isFew(heap, failures))
      return say.ruledOut({ failures: `only ${heap.length} of ${failures.all.length} failures found` });
    if (heap.length === 0) {
      if (!failures.platformRead && failures.unread[0]) return say.unanswered(failures.unread[0]);
      return say.ruledOut({ failures: 'no runtime ran out of heap with memory to spare' });
    }
    const measured = heap.flatMap(({ memory }) => memory ?? []);
    const used = measured.length > 0 ? percent(Math.max(...measured), 1) : null;
    const says = `The heap was full in ${count(heap.length, 'invocation')}${used === null ? '' : `, with ${used} of the memory in use`}.`;
    const because = { failures: { says: 'what the runtime said', quotes: quotesOf(heap) } };
    const bearing = {
      share: shareOf(heap.length, failures, episode),
      since: beginOf(heap, failures),
      resources: [identity.callee],
    };
    return used === null ? say.likely(says, because, bearing) : say.confirmed(says, because, bearing);
  },
});

const HIGH = 0.9;
const LEAST_RUNS = 10;
const CLIMB = 1.5;

export const memoryPressure = cause({
  id: 'memory-pressure',
  title: 'Memory runs short',
  recognised: 'Invocations use 90 % of the memory or more all the time, and take longer and longer.',
  fix: 'Raise the memory of the function: it gets more CPU with it too.',
  layer: 'capacity',
  leadsTo: [timeoutTooLow, memoryExhausted, iteratorLag, api29s, sqsVisibilityTooShort],
  from: { invocations, identity },
  judge: ({ invocations, identity }, say) => {
    const ran = invocations?.ran.filter(({ memory }) => memory !== null) ?? [];
    if (ran.length < LEAST_RUNS) return say.ruledOut({ invocations: 'too few reports to tell' });
    const usual = quantile(
      ran.map(({ memory }) => memory ?? 0),
      0.5,
    );
    const half = Math.floor(ran.length / 2);
    const middle = (part: typeof ran) =>
      quantile(
        part.map(({ durationMs }) => durationMs),
        0.5,
      );
    const [early, late] = [middle(ran.slice(0, half)), middle(ran.slice(half))];
    if (usual < HIGH || late < CLIMB * early)
      return say.ruledOut({
        invocations: `half of the invocations use less than ${percent(usual, 1)} of the memory, or take no longer than before`,
      });
    return say.likely(
      `Half of the invocations use ${percent(usual, 1)} of the memory or more, and they take ${(late / early).toFixed(1)} times as long as before.`,
      { invocations: { says: 'the last of them', quotes: ran.slice(-1).map(({ quote }) => quote) } },
      { resources: [identity.callee] },
    );
  },
});
