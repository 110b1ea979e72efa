import { parentPort, workerData } from 'node:worker_threads';
import { CalendarProblem, eventsOf } from './calendar.ts';
import type { CalendarEvent, Expansion } from './calendar.ts';

/** What a worker is started with. */
export interface CalendarTask extends Expansion {
  readonly text: string;
}

export type CalendarAnswer =
  | { readonly ok: true; readonly events: readonly CalendarEvent[] }
  | { readonly ok: false; readonly says: string };

function answer({ text, ...expansion }: CalendarTask): CalendarAnswer {
  try {
    return { ok: true, events: eventsOf(text, expansion) };
  } catch (error) {
    if (error instanceof CalendarProblem) return { ok: false, says: error.message };
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, says: `It cannot be understood: ${detail.slice(0, 200)}.` };
  }
}

const task: CalendarTask = workerData;
parentPort?.postMessage(answer(task));
