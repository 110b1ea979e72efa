import { byHand } from '#playbook';
import { awsCli } from '../aws-cli.ts';
import { form, optional, text } from '../form.ts';
import { clusterField, clusterName } from './cluster.ts';

/** There is no way back: another failover is another interruption. */
export const failOver = byHand<{ readonly cluster: string; readonly to: string | null }>({
  id: 'aurora.fail-over',
  title: 'Fail an Aurora cluster over to a reader',
  summary: 'A reader becomes the writer. For a writer that is impaired.',
  parameters: [
    clusterField,
    { name: 'to', label: 'Instance that becomes the writer', kind: 'text', hint: 'Empty: AWS chooses' },
  ],
  parse: (given) =>
    form({
      cluster: clusterName(given['cluster']),
      to: optional(given['to'], (typed) => text(typed, /^[a-z][a-z0-9-]{0,62}$/i, 'Say the name of an instance.')),
    }),
  why: 'All connections to the writer break, and going back breaks them once more: that is no undo.',
  command: ({ cluster, to }, place) =>
    awsCli(
      'rds failover-db-cluster',
      { 'db-cluster-identifier': cluster.split(':').at(-1) ?? '', 'target-db-instance-identifier': to },
      place,
    ),
});

/** A secret that is to be deleted still holds what clients need. */
export const restoreSecret = byHand<{ readonly secret: string }>({
  id: 'secrets.restore',
  title: 'Take back the deletion of a secret',
  summary: 'For a secret that is scheduled for deletion while it is needed.',
  parameters: [{ name: 'secret', label: 'Secret', kind: 'text', hint: 'Name or ARN' }],
  parse: (given) =>
    form({ secret: text(given['secret'], /^[\w/+=.@:-]{1,600}$/, 'Say the name or the ARN of a secret.') }),
  why: 'Undone, it would delete a secret: OpsMedic touches none.',
  command: ({ secret }, place) => awsCli('secretsmanager restore-secret', { 'secret-id': secret }, place),
});

/** Some parameters take effect when the database starts, and not before. */
export const rebootInstance = byHand<{ readonly instance: string }>({
  id: 'aurora.reboot-instance',
  title: 'Reboot an instance of Aurora',
  summary: 'So that it takes on parameters that wait for it, the limit of connections among them.',
  parameters: [{ name: 'instance', label: 'Instance', kind: 'text', hint: 'Name' }],
  parse: (given) =>
    form({ instance: text(given['instance'], /^[a-z][a-z0-9-]{0,62}$/i, 'Say the name of an instance.') }),
  why: 'All connections to it break, and nothing brings them back: that cannot be undone.',
  command: ({ instance }, place) => awsCli('rds reboot-db-instance', { 'db-instance-identifier': instance }, place),
});
