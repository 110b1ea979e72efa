import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Draft, Remedy } from '#changes';
import type { CardBlock } from '../cards/card.ts';
import { fieldChange, lasting, mayApprove, place, risks, shortDigest } from '../cards/change/words.ts';
import { context, ended, header, plainText } from '../cards/elements.ts';
import { bullets, line, lines, naming, quote, rich } from '../cards/rich-text.ts';
import type { Part } from '../cards/rich-text.ts';
import { fit } from '../fit.ts';
import { limits } from '../limits.ts';
import type { Filled } from './filled.ts';
import { lastsInput, parameterInputs, reasonInput, typedInput } from './inputs.ts';
import { serializeMemo } from './memo.ts';
import type { Memo } from './memo.ts';

/** What was found of it, as far as it was looked up. */
export type Seen =
  | { readonly kind: 'looking' }
  /** It could not be looked up, for no fault of the person's. */
  | { readonly kind: 'failed'; readonly says: string }
  | {
      readonly kind: 'draft';
      readonly draft: Draft;
      /** The address of the same change that waits already. */
      readonly pending: string | null;
      /** In an emergency: what is still to be typed by hand. */
      readonly toType: string | null;
    };

/** What the form of a change is made from. */
export interface ProposalForm {
  readonly memo: Memo;
  readonly remedy: Remedy;
  readonly filled: Filled;
  readonly seen: Seen;
  /** What came of sending it, when nothing came of it. */
  readonly problem: string | null;
}

const mostFields = 8;
const mostPeople = 8;

/** The form: what is known, what is to be filled in, and what would come of it, looked up live. */
export function proposalForm(form: ProposalForm): ModalView {
  const { memo, remedy } = form;
  const [title, submit] = memo.breakGlass
    ? ['Emergency change', 'Do it now']
    : [memo.extends === null ? 'Propose a change' : 'Extend a change', 'Ask for approval'];
  const byHand = remedy.kind === 'by-hand';
  const inputs = inputsOf(form);
  return {
    type: 'modal',
    callback_id: 'propose',
    title: plainText(byHand ? 'A command to run' : title, limits.viewTitle, 'Change'),
    ...(inputs.length > 0 && { submit: plainText(byHand ? 'Show the command' : submit, limits.viewTitle, 'Send') }),
    close: plainText(byHand ? 'Close' : 'Cancel', limits.viewTitle, 'Close'),
    private_metadata: serializeMemo(memo),
    blocks: [...fitted(above(form)), ...inputs, ...fitted(below(form))],
  };
}

/** Ids of the blocks that are filled in: where errors can be shown. */
export function inputIds(form: ProposalForm): ReadonlySet<string> {
  return new Set(inputsOf(form).flatMap(({ block_id: id }) => id ?? []));
}

function fitted(blocks: readonly CardBlock[]): readonly KnownBlock[] {
  return fit(blocks).blocks;
}

function above({ memo, remedy, problem }: ProposalForm): readonly CardBlock[] {
  return [
    header(remedy.title),
    rich(line(ended(remedy.summary))),
    ...(memo.breakGlass ? [rich(line({ bold: '🚨 Without approval. ' }, glassSays))] : []),
    ...(problem === null ? [] : [rich(line({ bold: '🔴 ' }, ...naming(ended(problem))))]),
  ];
}

const glassSays =
  'It is done at once. Everybody who could have approved is told, and a review stays open until somebody closes it.';

function inputsOf({ memo, remedy, filled, seen }: ProposalForm): readonly InputBlock[] {
  const parameters = memo.extends === null ? parameterInputs(remedy, filled) : [];
  if (remedy.kind === 'by-hand') return parameters;
  const lasts = lastsInput(remedy, filled, memo.extends === null ? 'For how long?' : 'How much longer from now?');
  return [
    ...parameters,
    ...(lasts === null ? [] : [lasts]),
    reasonInput(filled.reason, memo.breakGlass ? 20 : 1),
    ...(memo.breakGlass ? [typedInput(seen.kind === 'draft' ? seen.toType : null)] : []),
  ];
}

/** What would come of it. */
function below({ memo, remedy, seen }: ProposalForm): readonly CardBlock[] {
  switch (seen.kind) {
    case 'looking':
      return [rich(line('Looking at what it would change …'))];
    case 'failed':
      return [rich(line({ bold: 'Could not look: ' }, ended(seen.says)))];
    case 'draft':
      return found(seen, remedy, memo);
  }
}

function found(
  { draft, pending }: Extract<Seen, { kind: 'draft' }>,
  remedy: Remedy,
  { breakGlass }: Memo,
): readonly CardBlock[] {
  switch (draft.kind) {
    case 'by-hand':
      return [
        rich(
          line({ bold: 'OpsMedic does not do this: ' }, ended(draft.why)),
          line('To do it yourself:'),
          quote(draft.command),
        ),
      ];
    case 'wrong': {
      const labels = new Map(remedy.parameters.map(({ name, label }) => [name, label]));
      const items = Object.entries(draft.wrong).map(([field, says]): readonly Part[] => [
        { bold: `${labels.get(field) ?? field}: ` },
        ...naming(ended(says)),
      ]);
      return [rich(line({ bold: 'Not complete yet' }), bullets(items))];
    }
    case 'refused':
      return [
        rich(
          line(
            { bold: '🔴 Cannot be asked for. ' },
            ...naming(ended(draft.says)),
            ...(pending === null ? [] : [' ', { link: pending, label: 'Open its card' }]),
          ),
        ),
        ...(draft.mayBreakGlass && !breakGlass ? [glassButton] : []),
      ];
    case 'ready':
      return [...ready(draft, breakGlass), ...(draft.mayBreakGlass && !breakGlass ? [glassButton] : [])];
  }
}

const glassButton: CardBlock = {
  type: 'actions',
  block_id: 'glass',
  elements: [
    {
      type: 'button',
      action_id: 'form:glass',
      style: 'danger',
      text: { type: 'plain_text', emoji: false, text: 'Emergency: without approval …' },
      value: 'glass',
    },
  ],
};

function ready(draft: Extract<Draft, { kind: 'ready' }>, breakGlass: boolean): readonly CardBlock[] {
  const { preview, remedy, where, accountName, risk, until, approvers, warnings, digest } = draft;
  const fields = preview.changes.slice(0, mostFields).map(fieldChange);
  const more = preview.changes.length - fields.length;
  return [
    rich(
      line({ bold: 'Now → after' }),
      ...(fields.length === 0 ? [] : [bullets(more > 0 ? [...fields, [`and ${more} more`]] : fields)]),
      lines(
        [{ bold: 'Where: ' }, place(where, accountName), ` · ${risks[risk]}`],
        ...(remedy.ends === 'nothing-left'
          ? []
          : [[{ bold: 'Until: ' }, { moment: until.toISOString() } satisfies Part]]),
        [{ bold: 'Undo: ' }, ended(preview.undo)],
        [{ bold: 'Touches: ' }, ended(preview.blastRadius)],
      ),
      ...(warnings.length === 0 ? [] : [bullets(warnings.map((each) => ['⚠️ ', ...naming(ended(each))]))]),
    ),
    ...(breakGlass ? [] : [rich(line({ bold: 'Who may approve: ' }, ...mayApprove(approvers, mostPeople)))]),
    rich(line({ bold: 'The call' }), quote(preview.call)),
    context(`digest ${shortDigest(digest)}`, `usually for ${lasting(remedy.lasts.usualMs)}`),
  ];
}
