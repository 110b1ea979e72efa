import { byHand } from '#playbook';
import { awsCli } from '../aws-cli.ts';
import { form, text } from '../form.ts';

/** Tasks do not start while the group that they log to is missing. */
export const createLogGroup = byHand<{ readonly group: string }>({
  id: 'logs.create-group',
  title: 'Create the log group that tasks log to',
  summary: 'Tasks with the awslogs driver do not start without it.',
  parameters: [{ name: 'group', label: 'Log group', kind: 'text', hint: 'Name' }],
  parse: (given) =>
    form({
      group: text(given['group'], /^[\w./#-]{1,512}$/, 'Say the name of a log group, as the task definition has it.'),
    }),
  why: 'It is there to stay. Undone, it would take with it what was logged meanwhile.',
  command: ({ group }, place) => awsCli('logs create-log-group', { 'log-group-name': group }, place),
});
