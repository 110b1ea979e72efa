import { span } from '#app';
import type { FieldChange } from '#playbook';
import type { Remedy } from '#changes';
import type { Change } from '#store';
import { clock, shortName } from '../../src/changes/words.ts';
import { standingText } from './standing-text.ts';
import { block, harmless, quoted } from './voice.ts';
import type { Voice } from './voice.ts';

/** How many fields of a change a list shows. */
const fewest = 3;

/** One change in a list: what, where it stands, by whom, and how it is undone. */
export function entry(change: Change, remedies: ReadonlyMap<string, Remedy>, voice: Voice): readonly string[] {
  const { proposal, standing } = change;
  const { changes } = proposal.preview;
  const more = changes.length > fewest ? [`and ${changes.length - fewest} more`] : [];
  const fields = [...changes.slice(0, fewest).map(fieldText), ...more].join('; ');
  return [
    `- **${titleOf(change, remedies)}**: ${fields}`,
    `  - ${[where(change, voice), standingText(change, voice)].join(': ')}`,
    `  - ${whoAndWhy(change, voice)}`,
    `  - \`${proposal.id}\`${undoable.has(standing.state) ? `; to undo it now: ${voice.command(`changes undo ${proposal.id}`)}` : ''}`,
  ];
}

const undoable: ReadonlySet<string> = new Set(['applied', 'revert-stopped']);

/** All of one change: what was asked for, who said yes, what was sent and what came of it. */
export function whole(change: Change, remedies: ReadonlyMap<string, Remedy>, voice: Voice): readonly string[] {
  const { proposal, askedAt, votes, verified, review } = change;
  const { preview } = proposal;
  const facts = [
    ['Where', where(change, voice)],
    ['Asked for', `by ${voice.person(proposal.requester)} at ${clock(askedAt, voice.now)}: ${quoted(proposal.reason)}`],
    ['Risk', proposal.risk],
    ['Lasts', span(proposal.lastsMs)],
    ['Touches', harmless(preview.blastRadius)],
    ['Undo', harmless(preview.undo)],
    ...(preview.managedBy === null ? [] : [['Managed by', harmless(preview.managedBy)]]),
    ...votes.map(({ by, at }) => ['Approved', `by ${voice.person(by)} at ${clock(at, voice.now)}`]),
    ...(proposal.breakGlass ? [['Without approval', 'the glass was broken']] : []),
    ...(proposal.extends === null ? [] : [['Puts off the end of', `\`${proposal.extends}\``]]),
    ...(proposal.investigation === null ? [] : [['From', `\`${proposal.investigation}\``]]),
    ['Digest', `\`${proposal.digest.slice(0, 8)}\``],
  ];
  return [
    `**${titleOf(change, remedies)}**: ${standingText(change, voice)}`,
    '',
    ...preview.changes.map((field) => `- ${fieldText(field)}`),
    '',
    ...facts.map(([name, says]) => `- ${name}: ${says}`),
    ...block(preview.call),
    ...executionLines(change, voice),
    ...verified.map(
      ({ minutes, says }) => `- ${minutes === 0 ? 'At once' : `After ${minutes} min`}: ${harmless(says)}`,
    ),
    ...(review === null ? [] : [`- Review: ${reviewText(review, voice)}`]),
  ];
}

function executionLines({ executions }: Change, voice: Voice): readonly string[] {
  return executions.flatMap(({ kind, attempts }) =>
    attempts.map(({ intentAt, outcome, says, awsRequestId }) => {
      const came = outcome === null ? 'no answer is known yet' : (says ?? outcome);
      const id = awsRequestId === null ? '' : ` (AWS request ${awsRequestId})`;
      return `- ${kind === 'do' ? 'Call' : 'Undo'} at ${clock(intentAt, voice.now)}: ${harmless(came)}${id}`;
    }),
  );
}

function reviewText(review: NonNullable<Change['review']>, voice: Voice): string {
  if (review.state === 'open') return 'open';
  return `closed by ${voice.person(review.by)} at ${clock(review.at, voice.now)}: ${quoted(review.note)}`;
}

/** “checkout: reserved concurrency, not set → 5”. */
export function fieldText({ resource, field, before, after }: FieldChange): string {
  return `${harmless(shortName(resource))}: ${harmless(field)}, ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: FieldChange['before']): string {
  return value === null ? 'not set' : harmless(String(value));
}

function titleOf({ proposal }: Change, remedies: ReadonlyMap<string, Remedy>): string {
  return remedies.get(proposal.action)?.title ?? proposal.action;
}

function where({ proposal }: Change, voice: Voice): string {
  return `${harmless(voice.account(proposal.account))}, ${proposal.region}`;
}

function whoAndWhy({ proposal, votes }: Change, voice: Voice): string {
  const yes = votes.map(({ by }) => voice.person(by));
  const approved = proposal.breakGlass
    ? ', without approval'
    : yes.length > 0
      ? `, approved by ${yes.join(' and ')}`
      : '';
  return `asked for by ${voice.person(proposal.requester)}${approved}: ${quoted(proposal.reason)}`;
}
