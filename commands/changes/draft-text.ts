import { span } from '#app';
import type { TextReply } from '#app';
import type { Draft, Remedy, Wanted } from '#changes';
import { approversText } from './approvers-text.ts';
import { fieldText } from './change-text.ts';
import { draftData } from './data.ts';
import { reply } from './listing.ts';
import { block, harmless, ours, whenAndHowFar } from './voice.ts';
import type { Voice } from './voice.ts';

/** What would be asked for, and what stands in its way. */
export function draftReply(draft: Draft, wanted: Wanted, voice: Voice): TextReply {
  const problem = draft.kind === 'wrong' || draft.kind === 'refused';
  return { ...reply(draftLines(draft, wanted, voice), draftData(draft)), ...(problem && { problem }) };
}

function draftLines(draft: Draft, wanted: Wanted, voice: Voice): readonly string[] {
  switch (draft.kind) {
    case 'by-hand':
      return [
        `**${draft.remedy.title}** is not done by OpsMedic: ${harmless(draft.why)}`,
        'To do it yourself:',
        ...block(draft.command),
      ];
    case 'wrong':
      return wrongLines(draft, wanted, voice);
    case 'refused':
      return [
        `✗ ${ours(draft.says, voice)}`,
        ...(draft.pending === null ? [] : [`It is ${voice.command(`changes ${draft.pending.proposal.id}`)}.`]),
      ];
    case 'ready':
      return readyLines(draft, wanted, voice);
  }
}

function wrongLines(
  { remedy, wrong }: Extract<Draft, { kind: 'wrong' }>,
  wanted: Wanted,
  voice: Voice,
): readonly string[] {
  const labels = new Map(remedy.parameters.map(({ name, label }) => [name, label]));
  const missing = [
    ...remedy.parameters.filter(({ name }) => wrong[name] !== undefined).map(({ name }) => `${name}=…`),
    ...(wrong['reason'] === undefined ? [] : ['reason="…"']),
    ...(wrong['lasts'] === undefined ? [] : ['lasts=45m']),
  ];
  return [
    `**${remedy.title}** needs more:`,
    ...Object.entries(wrong).map(([name, says]) => `- ${labels.get(name) ?? name}: ${ours(says, voice)}`),
    '',
    voice.command(['propose', remedy.id, ...givenWords(wanted, wrong), ...missing].join(' ')),
  ];
}

function readyLines(
  { remedy, where, accountName, preview, risk, until, approvers, warnings, digest }: Extract<Draft, { kind: 'ready' }>,
  wanted: Wanted,
  voice: Voice,
): readonly string[] {
  const lasts = span(until.getTime() - voice.now.getTime());
  return [
    `**${remedy.title}**, in ${harmless(accountName ?? where.account)}, ${where.region}, until ${whenAndHowFar(until, voice.now)}`,
    '',
    ...preview.changes.map((field) => `- ${fieldText(field)}`),
    '',
    `- Risk: ${risk}`,
    `- Touches: ${harmless(preview.blastRadius)}`,
    `- Undo${remedy.ends === 'nothing-left' ? '' : `, after ${lasts}`}: ${harmless(preview.undo)}`,
    `- May approve: ${approversText(approvers, voice)}`,
    `- Reason: ${wanted.reason === '' ? 'none yet' : harmless(wanted.reason)}`,
    ...warnings.map((warning) => `- Mind: ${ours(warning, voice)}`),
    `- Digest: \`${digest.slice(0, 8)}\``,
    ...block(preview.call),
  ];
}

/** What can be proposed, and what each asks for. */
export function remedyLines(remedies: Iterable<Remedy>, voice: Voice): readonly string[] {
  return [
    `To ask for one: ${voice.command('propose <id> <name>=… reason="…" lasts=45m')}`,
    '',
    ...[...remedies]
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, title, kind, parameters }) => {
        const names = parameters.map(({ name }) => name).join(', ');
        return `- \`${id}\`: ${title}${names === '' ? '' : ` (${names})`}${kind === 'by-hand' ? ', as a command to copy' : ''}`;
      }),
  ];
}

function givenWords({ given }: Wanted, wrong: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(given)
    .filter(([name]) => wrong[name] === undefined)
    .map(([name, value]) => `${name}=${/\s/u.test(value) ? `"${harmless(value)}"` : harmless(value)}`);
}
