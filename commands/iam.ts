import { readPolicy } from '#aws/policy';
import { UsageError, meant, planOf, sortWords } from '#app';
import type { App, Command } from '#app';

/** Prints what a role must be allowed, and nothing beside it, so that it can be piped into a file. */
export const iamCommand: Command = {
  name: 'iam',
  usage: 'iam --reads | --changes [--playbook P]',
  summary: 'Print the least IAM policy that OpsMedic needs.',
  run: async ({ words }, app) => {
    const { positionals, options } = sortWords(words, { reads: 'flag', changes: 'flag', playbook: 'value' });
    if (positionals.length > 0)
      throw new UsageError(`“${positionals[0]}” is not understood: iam --reads or iam --changes.`);
    if (options.has('changes') === options.has('reads'))
      throw new UsageError('Say either iam --reads or iam --changes.');
    const actions = actionsOf(options.get('playbook'), app);
    if (options.has('changes'))
      return { kind: 'text', markdown: 'OpsMedic changes nothing yet, so it needs no permission to.', data: null };
    const policy = readPolicy(actions);
    return { kind: 'text', markdown: ['```json', JSON.stringify(policy, null, 2), '```'].join('\n'), data: policy };
  },
};

/** Null stands for all of them. */
function actionsOf(id: string | undefined, app: App) {
  if (id === undefined) return [...new Set([...app.playbooks.values()].flatMap((each) => planOf(each).actions))];
  const playbook = app.playbooks.get(id);
  if (playbook) return planOf(playbook).actions;
  const near = meant(id, app.playbooks.keys());
  const known = [...app.playbooks.keys()].join(', ');
  throw new UsageError(`There is no playbook “${id}”: ${near ? `did you mean “${near}”?` : `there is ${known}.`}`);
}
