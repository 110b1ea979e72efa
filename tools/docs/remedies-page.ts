import type { AnyRemediation, ByHand, Parameter } from '#playbook';
import { code, generatedNote, plain, table } from './page.ts';

type Remedy = AnyRemediation | ByHand<never>;

/** `docs/remedies.md`: what can be done about what was found. */
export function remediesPage(remedies: readonly Remedy[]): string {
  const guarded = remedies.filter((remedy) => remedy.kind === 'guarded');
  const byHand = remedies.filter((remedy) => remedy.kind === 'by-hand');
  return [
    '# Remedies',
    generatedNote,
    'What can be done about what was found. OpsMedic makes guarded changes itself, once somebody else has approved them: each shows the exact call, what it will change and how that is undone before anybody says yes, and each has an end. What cannot be undone it never runs: that is a command to copy.',
    [
      '```',
      '/opsmedic propose <remedy> field=value … reason="why"        asks for one; findings have buttons for theirs',
      '/opsmedic approvals who <remedy>                            who may approve it',
      '```',
    ].join('\n'),
    '## Guarded changes',
    table(['Remedy', 'What it does', 'For', 'At its end'], guarded.map(row)),
    ...guarded.flatMap(section),
    '## Commands to copy',
    ...byHand.flatMap(commandSection),
  ].join('\n\n');
}

function row(remedy: AnyRemediation): readonly string[] {
  const { id, title, lasts, ends } = remedy;
  const end = ends === 'nothing-left' ? '' : `${span(lasts.usualMs)}, ${span(lasts.mostMs)} at most`;
  return [`[${id}](#${anchor(id)})`, plain(title), end, endText(remedy)];
}

function endText({ ends, objection }: AnyRemediation): string {
  if (ends === 'by-itself') return 'AWS ends it by itself';
  if (ends === 'nothing-left') return 'nothing is left to undo';
  return objection ? 'undone, unless something speaks against it: then it waits for a person' : 'undone';
}

function section({ id, title, summary, parameters, writes, reads }: AnyRemediation): readonly string[] {
  return [
    `### ${id}`,
    `${plain(title)}. ${plain(summary)}`,
    fields(parameters),
    `Changes by ${actions(writes)}; looks by ${actions(reads)}.`,
  ];
}

function commandSection({ id, title, summary, why, parameters }: ByHand<never>): readonly string[] {
  return [`### ${id}`, `${plain(title)}. ${plain(summary)} ${plain(why)}`, fields(parameters)];
}

function fields(parameters: readonly Parameter[]): string {
  const rows = parameters.map(({ name, label, hint = '', options }) => [
    code(name),
    plain(label),
    [...(options ? [options.map(code).join(' or ')] : []), ...(hint === '' ? [] : [plain(hint)])].join('; '),
  ]);
  return table(['Field', 'Meaning', 'Value'], rows);
}

function actions(calls: readonly { readonly action: string }[]): string {
  return [...new Set(calls.map(({ action }) => action))].toSorted().map(code).join(', ');
}

/** As GitHub makes it of a heading. */
function anchor(id: string): string {
  return id.replaceAll('.', '');
}

const MINUTE = 60_000;

function span(ms: number): string {
  const hours = ms / (60 * MINUTE);
  if (hours < 1) return `${ms / MINUTE} min`;
  return hours >= 48 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`;
}
