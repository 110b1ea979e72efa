import { createLogUpdate } from 'log-update';
import type { Progress, Step } from '#engine';
import { paintFor } from './terminal.ts';
import type { Paint, Terminal } from './terminal.ts';
import { visible } from './visible.ts';

/** The step list while an investigation runs. It goes to stderr, so that results can be piped meanwhile. */
export interface LiveSteps {
  readonly show: (progress: Progress) => void;
  /** Takes the list away again; the result stands in its place. */
  readonly clear: () => void;
}

/** On a terminal, a list that is redrawn in place; elsewhere nothing, since there it would be noise among the logs. */
export function liveSteps({ stderr, env }: Terminal): LiveSteps {
  if (stderr.isTTY !== true || env['TERM'] === 'dumb') return { show: () => {}, clear: () => {} };
  const update = createLogUpdate(stderr);
  const paint = paintFor(stderr, env);
  return {
    show: (progress) => update(stepsText(progress, paint)),
    clear: () => {
      update.clear();
      update.done();
    },
  };
}

/** One line per step, and how much of all is known. */
export function stepsText({ steps, done, of }: Progress, paint: Paint): string {
  const lines = steps.map((step) => `  ${sign(step, paint)} ${visible(step.title)}${count(step)}`);
  return [`Looking: ${done} of ${of}`, ...lines].join('\n');
}

function sign({ state }: Step, paint: Paint): string {
  switch (state) {
    case 'complete':
      return paint('green', '✔');
    case 'error':
      return paint('yellow', '!');
    case 'in-progress':
      return paint('cyan', '…');
    case 'pending':
      return paint('dim', '·');
  }
}

function count({ done, of, state }: Step): string {
  return state === 'in-progress' ? ` (${done} of ${of})` : '';
}
