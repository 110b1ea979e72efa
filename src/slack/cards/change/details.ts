import type { Card } from '../card.ts';
import { context, ended, sentence } from '../elements.ts';
import { bullets, line, lines, quote, rich } from '../rich-text.ts';
import type { Part } from '../rich-text.ts';
import { headOf } from './card.ts';
import type { ShownChange } from './shown.ts';
import { standingLines } from './standing.ts';
import { fieldChange, mayApprove, place, risks, who } from './words.ts';

const mostFields = 20;
const mostPeople = 20;

/** Everything that an approver may want to know, for one person. */
export function changeDetails(shown: ShownChange): Card {
  const { change, accountName, approvers, anchor } = shown;
  const { proposal, executions } = change;
  const { preview } = proposal;
  const fields = preview.changes.slice(0, mostFields).map(fieldChange);
  const attempts = executions.flatMap(({ kind, attempts }) =>
    attempts.map(({ n, outcome, says, intentAt, awsRequestId }): readonly Part[] => [
      { bold: `${kind === 'do' ? 'Change' : 'Undo'}, attempt ${n}: ` },
      outcome === null ? 'no outcome yet' : outcome.replaceAll('-', ' '),
      ' ',
      { moment: intentAt.toISOString() },
      says === null ? '.' : `. ${ended(says)}`,
      ...(awsRequestId === null ? [] : [' ', { code: awsRequestId }]),
    ]),
  );
  const looks = change.verified.map(({ minutes, effect, says }): readonly Part[] => [
    { bold: `After ${minutes} min: ` },
    `${effect.replaceAll('-', ' ')}. `,
    ended(says),
  ]);
  return {
    text: sentence(`Details of ${headOf(shown)}`),
    blocks: [
      rich(line({ bold: headOf(shown) })),
      rich(
        ...(fields.length === 0 ? [] : [bullets(fields)]),
        lines(
          [{ bold: 'Where: ' }, place(proposal, accountName), ` · ${risks[proposal.risk]}`],
          [{ bold: 'Undo: ' }, ended(preview.undo)],
          [{ bold: 'Touches: ' }, ended(preview.blastRadius)],
          [{ bold: 'Asked by: ' }, who(proposal.requester), ': ', ended(proposal.reason)],
        ),
      ),
      ...(approvers === null
        ? []
        : [
            rich(
              line({ bold: 'Who may approve: ' }, ...mayApprove(approvers, mostPeople)),
              ...(approvers.unreadable.length === 0
                ? []
                : [line('⚠️ Could not be read, so nobody of it counts: ', approvers.unreadable.join(', '), '.')]),
            ),
          ]),
      rich(lines(...standingLines(shown))),
      ...(attempts.length === 0 ? [] : [rich(bullets(attempts))]),
      ...(looks.length === 0 ? [] : [rich(bullets(looks))]),
      rich(line({ bold: 'The call' }), quote(preview.call)),
      rich(line({ bold: 'What an approval is bound to (SHA-256)' }), quote(proposal.digest)),
      ...(preview.resources.length === 0
        ? []
        : [rich(line({ bold: 'Resources' }), quote(preview.resources.join('\n')))]),
      context(proposal.id, anchor),
    ],
  };
}
