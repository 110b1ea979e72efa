import { Worker } from 'node:worker_threads';
import { CalendarProblem } from './calendar.ts';
import type { CalendarEvent, Expansion } from './calendar.ts';
import type { CalendarAnswer, CalendarTask } from './calendar-worker.ts';

/**
 * `eventsOf`, where it can harm nobody: in a thread with little memory, which is ended after some seconds. A rule that
 * never matches keeps the library busy for ever. Rejects with a `CalendarProblem`.
 */
export async function readCalendar(
  text: string,
  expansion: Expansion,
  withinMs = 10_000,
): Promise<readonly CalendarEvent[]> {
  const task: CalendarTask = { ...expansion, text };
  const worker = new Worker(new URL('calendar-worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    env: {},
    execArgv: [],
  });
  const { promise, resolve, reject } = Promise.withResolvers<CalendarAnswer>();
  const timer = setTimeout(
    () => reject(new CalendarProblem(`It takes more than ${withinMs / 1000} seconds to understand.`)),
    withinMs,
  );
  worker.once('message', resolve);
  worker.once('error', (error) => {
    const tooLarge = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    reject(new CalendarProblem(tooLarge ? 'It takes too much memory to understand.' : 'It cannot be understood.'));
  });
  worker.once('exit', () => reject(new CalendarProblem('It cannot be understood.')));
  try {
    const answer = await promise;
    if (!answer.ok) throw new CalendarProblem(answer.says);
    return answer.events;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
