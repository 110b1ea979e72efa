import { changePolicy, trustPlaceholder, trustPolicy } from '#aws/change-policy';
import { logPlaceholder, readPolicy } from '#aws/policy';
import { callerIdentity } from '#aws/sts';
import { UsageError, meant, readsOf, sortWords } from '#app';
import type { App, Command, Reply } from '#app';
import type { AnyReadCall, AnyRemediation } from '#playbook';
import { remedies } from '#remediations';
import { seekers, whoMade } from '#remediations/unowned/index';
import { handoffReads } from '../src/handoff/index.ts';

type Options = ReadonlyMap<string, string>;

/** Prints what a role must be allowed, and nothing beside it, so that it can be piped into a file. */
export const iamCommand: Command = {
  name: 'iam',
  usage:
    'iam --reads [--playbook P] [--log-bucket B] [--log-prefix P/] | --changes [--remedy R] [--account A] | --trust [--principal ARN] [--team T] [--external-id X]',
  summary:
    'Print the least IAM policy that OpsMedic needs: to read, of the role for changes, or whom that role trusts.',
  run: async ({ words }, app) => {
    const { positionals, options } = sortWords(words, {
      reads: 'flag',
      changes: 'flag',
      trust: 'flag',
      playbook: 'value',
      remedy: 'value',
      account: 'value',
      principal: 'value',
      team: 'value',
      'external-id': 'value',
      'log-bucket': 'value',
      'log-prefix': 'value',
      partition: 'value',
    });
    if (positionals.length > 0)
      throw new UsageError(`“${positionals[0]}” is not understood: say iam --reads or iam --changes.`);
    const changes = options.has('changes') || options.has('trust');
    if (changes === options.has('reads')) throw new UsageError('Say either iam --reads or iam --changes.');
    if (options.has('trust')) return printed(trust(options));
    if (changes) {
      const account = accountOf(options.get('account'));
      return printed(changePolicy(changesOf(options.get('remedy')), { partition: partitionOf(options), account }));
    }
    const bucket = options.get('log-bucket') ?? logPlaceholder.bucket;
    const prefix = options.has('log-bucket') ? withSlash(options.get('log-prefix') ?? '') : logPlaceholder.prefix;
    return printed(
      readPolicy(readsFor(options.get('playbook'), app), { bucket, prefix, partition: partitionOf(options) }),
    );
  },
};

function printed(policy: object): Reply {
  return { kind: 'text', markdown: ['```json', JSON.stringify(policy, null, 2), '```'].join('\n'), data: policy };
}

/** What a playbook reads; without one what everything reads. */
function readsFor(playbook: string | undefined, app: App): readonly AnyReadCall[] {
  const calls = [callerIdentity, ...playbooksOf(playbook, app).flatMap(readsOf)];
  return playbook === undefined ? [...calls, ...readsBesidePlaybooks()] : calls;
}

/** What is read for changes, for what is looked for beside them, and for handoffs. */
export function readsBesidePlaybooks(): readonly AnyReadCall[] {
  return [...[...allChanges(), ...seekers, whoMade].flatMap(({ reads }) => reads), ...handoffReads];
}

function playbooksOf(id: string | undefined, { playbooks }: App) {
  if (id === undefined) return [...playbooks.values()];
  const playbook = playbooks.get(id);
  if (playbook) return [playbook];
  throw unknown('playbook', id, playbooks.keys());
}

function allChanges(): readonly AnyRemediation[] {
  return [...remedies.values()].filter((remedy) => remedy.kind === 'guarded');
}

function changesOf(id: string | undefined): readonly AnyRemediation[] {
  if (id === undefined) return allChanges();
  const found = allChanges().find((remedy) => remedy.id === id);
  if (found) return [found];
  throw unknown(
    'change',
    id,
    allChanges().map((remedy) => remedy.id),
  );
}

function unknown(what: string, id: string, all: Iterable<string>): UsageError {
  const known = [...all];
  const near = meant(id, known);
  return new UsageError(
    `There is no ${what} “${id}”: ${near ? `did you mean “${near}”?` : `there is ${known.join(', ')}.`}`,
  );
}

function trust(options: Options): object {
  const principal = options.get('principal') ?? trustPlaceholder;
  if (!/^arn:aws(?:-[a-z]+)*:iam::\d{12}:(?:role|user)\/.+$/.test(principal))
    throw new UsageError(`“${principal}” is no role or user: say --principal arn:aws:iam::111122223333:role/opsmedic.`);
  const team = options.get('team') ?? null;
  if (team !== null && !/^T[A-Z0-9]+$/.test(team))
    throw new UsageError(`“${team}” is no id of a Slack workspace: it begins with T.`);
  return trustPolicy({ principal, team, externalId: options.get('external-id') ?? null });
}

function accountOf(said: string | undefined): string | null {
  if (said === undefined || /^\d{12}$/.test(said)) return said ?? null;
  throw new UsageError(`“${said}” is no account id: it has 12 digits.`);
}

/** `aws`, `aws-cn`, `aws-us-gov`, …: it begins every ARN. */
function partitionOf(options: Options): string {
  const said = options.get('partition') ?? logPlaceholder.partition;
  if (/^aws(-[a-z]+)*$/.test(said)) return said;
  throw new UsageError(`“${said}” is no partition: say aws, aws-cn or aws-us-gov.`);
}

function withSlash(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}
