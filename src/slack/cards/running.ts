import type { PlanBlock, TaskCardBlock } from '@slack/types';
import type { Investigation } from '#app';
import type { Progress, Step } from '#engine';
import { plain } from '../escape.ts';
import { limits } from '../limits.ts';
import type { Card, CardBlock } from './card.ts';
import { context, header, sentence } from './elements.ts';
import { line, lines, rich } from './rich-text.ts';

/** `plan`: Slack's own step list. `plain`: the same in lines, for workspaces that refuse the newer blocks. */
export type ProgressStyle = 'plan' | 'plain';

/** What the card of a running investigation is made from. */
export interface Running {
  readonly investigation: Pick<Investigation, 'ask' | 'askedBy'>;
  /** What people call the thing that is looked at, or null when it was not typed. */
  readonly subject: string | null;
  readonly assumed: string | null;
  /** Null until the first answer is in. */
  readonly progress: Progress | null;
}

/** The card while an investigation runs. */
export function running(from: Running, style: ProgressStyle): Card {
  const { investigation, subject, assumed, progress } = from;
  const title = subject === null ? investigation.ask.playbook : `${investigation.ask.playbook} · ${subject}`;
  const asker = { mrkdwn: `asked by <@${investigation.askedBy.replaceAll(/\W/gu, '')}>` };
  return {
    text: sentence(`Looking into ${subject ?? investigation.ask.playbook}`, progress ? count(progress) : null),
    blocks: [
      ...(style === 'plan' ? [plan(title, progress)] : list(title, progress)),
      context(progress ? count(progress) : 'Starting', assumed, asker),
    ],
  };
}

function count({ done, of }: Progress): string {
  return `${done} of ${of} read`;
}

function plan(title: string, progress: Progress | null): PlanBlock {
  const steps = progress?.steps ?? [];
  const tasks = steps.slice(0, limits.tasks).map((step, index): TaskCardBlock => ({
    type: 'task_card',
    task_id: `step-${index}`,
    title: plain(stepLine(step), limits.taskTitle) || 'Step',
    status: statuses[step.state],
  }));
  const waiting: TaskCardBlock = { type: 'task_card', task_id: 'start', title: 'Getting ready', status: 'in_progress' };
  return {
    type: 'plan',
    title: plain(`Looking: ${title}`, limits.planTitle),
    tasks: tasks.length > 0 ? tasks : [waiting],
  };
}

function list(title: string, progress: Progress | null): readonly CardBlock[] {
  const steps = (progress?.steps ?? []).slice(0, limits.tasks);
  const rows = steps.map((step): readonly string[] => [`${ticks[step.state]} ${stepLine(step)}`]);
  return [header(`Looking: ${title}`), rich(steps.length > 0 ? lines(...rows) : line('Getting ready …'))];
}

function stepLine({ title, done, of, state }: Step): string {
  return state === 'in-progress' && of > 1 ? `${title} (${done} of ${of})` : title;
}

const statuses: Readonly<Record<Step['state'], TaskCardBlock['status']>> = {
  pending: 'pending',
  'in-progress': 'in_progress',
  complete: 'complete',
  error: 'error',
};

const ticks: Readonly<Record<Step['state'], string>> = {
  pending: '○',
  'in-progress': '◐',
  complete: '✓',
  error: '✗',
};
