import { planOf } from '#app';
import type { Playbook } from '#playbook';
import { generatedNote, plain, table } from './page.ts';

/** `docs/playbooks.md`: what there is to diagnose. */
export function playbooksPage(playbooks: readonly Playbook[]): string {
  const rows = playbooks.map((playbook) => [
    `[${playbook.id}](../playbooks/${playbook.id}/README.md)`,
    plain(playbook.title),
    plain(playbook.summary),
    playbook.kind.title,
    String(playbook.causes.length),
    String(planOf(playbook).actions.length),
  ]);
  return [
    '# Playbooks',
    generatedNote,
    'A playbook considers the causes of one kind of symptom. Its page says how each cause is recognised and what to do about it, what it reads, and what it cannot see.',
    table(['Playbook', 'Symptom', 'When to reach for it', 'Asked about a', 'Causes', 'IAM actions'], rows),
    [
      'In Slack and on the terminal:',
      '```',
      '/diagnose <playbook> [subject]        npm run --silent opsmedic -- diagnose <playbook> [subject]',
      '/opsmedic playbooks <playbook>        npm run --silent opsmedic -- playbooks <playbook>',
      '```',
    ].join('\n'),
    'One is missing? [Writing a playbook](writing-a-playbook.md) begins with `npm run new:playbook`.',
  ].join('\n\n');
}
