import { logPlaceholder, readPolicy } from '#aws/policy';
import { callerIdentity } from '#aws/sts';
import { UsageError, meant, readsOf, sortWords } from '#app';
import type { App, Command } from '#app';
import { handoffReads } from '../src/handoff/index.ts';

/** Prints what a role must be allowed, and nothing beside it, so that it can be piped into a file. */
export const iamCommand: Command = {
  name: 'iam',
  usage: 'iam --reads | --changes [--playbook P] [--log-bucket B] [--log-prefix P/] [--partition aws-cn]',
  summary: 'Print the least IAM policy that OpsMedic needs; the bucket is that of the access logs.',
  run: async ({ words }, app) => {
    const { positionals, options } = sortWords(words, {
      reads: 'flag',
      changes: 'flag',
      playbook: 'value',
      'log-bucket': 'value',
      'log-prefix': 'value',
      partition: 'value',
    });
    if (positionals.length > 0)
      throw new UsageError(`“${positionals[0]}” is not understood: say iam --reads or iam --changes.`);
    if (options.has('changes') === options.has('reads'))
      throw new UsageError('Say either iam --reads or iam --changes.');
    const playbooks = playbooksOf(options.get('playbook'), app);
    if (options.has('changes')) {
      const Statement: readonly never[] = [];
      return {
        kind: 'text',
        markdown: 'OpsMedic offers no changes yet, so it needs no permission to make any.',
        data: { Version: '2012-10-17', Statement },
      };
    }
    const handoff = options.has('playbook') ? [] : handoffReads;
    const calls = [callerIdentity, ...playbooks.flatMap(readsOf), ...handoff];
    const bucket = options.get('log-bucket') ?? logPlaceholder.bucket;
    const prefix = options.has('log-bucket') ? withSlash(options.get('log-prefix') ?? '') : logPlaceholder.prefix;
    const policy = readPolicy(calls, { bucket, prefix, partition: partitionOf(options.get('partition')) });
    return { kind: 'text', markdown: ['```json', JSON.stringify(policy, null, 2), '```'].join('\n'), data: policy };
  },
};

function playbooksOf(id: string | undefined, { playbooks }: App) {
  if (id === undefined) return [...playbooks.values()];
  const playbook = playbooks.get(id);
  if (playbook) return [playbook];
  const near = meant(id, playbooks.keys());
  const known = [...playbooks.keys()].join(', ');
  throw new UsageError(`There is no playbook “${id}”: ${near ? `did you mean “${near}”?` : `there is ${known}.`}`);
}

/** `aws`, `aws-cn`, `aws-us-gov`, …: it begins every ARN. */
function partitionOf(said = logPlaceholder.partition): string {
  if (/^aws(-[a-z]+)*$/.test(said)) return said;
  throw new UsageError(`“${said}” is no partition: say aws, aws-cn or aws-us-gov.`);
}

function withSlash(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}
