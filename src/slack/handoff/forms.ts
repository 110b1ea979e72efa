import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { OwnWords, ShiftHandoff } from '#store';
import { linesOf, openKeys } from '../../handoff/index.ts';
import type { Line } from '../../handoff/index.ts';
import { draftCard } from '../cards/handoff/card.ts';
import type { ShownHandoff } from '../cards/handoff/card.ts';
import { plainText } from '../cards/elements.ts';
import { line, rich } from '../cards/rich-text.ts';
import { fit } from '../fit.ts';
import { limits } from '../limits.ts';

/** What a form about a handoff remembers. It comes back through Slack as text: it names, and permits nothing. */
const memo = z.strictObject({
  handoff: z.string().regex(/^hnd_[0-9A-Za-z]{1,40}$/u),
  channel: z.string().regex(/^[A-Z][A-Z0-9]{0,40}$/u),
});
export type HandoffMemo = z.infer<typeof memo>;

export function parseHandoffMemo(text: string): HandoffMemo | null {
  try {
    return memo.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const own = ['context', 'watch', 'notes'] as const;
const labels = { context: 'Context', watch: 'What to watch', notes: 'Notes and thanks' } as const;
const longestWords = 1500;

/** The three fields of whoever hands over, beside what is generated and cannot be edited. */
export function wordsForm(shown: ShownHandoff, remembered: HandoffMemo): ModalView {
  const generated = fit(draftCard(shown).blocks.filter(({ type }) => type === 'rich_text')).blocks;
  return {
    ...modal('handoff-words', 'Your handoff', 'Save', remembered),
    blocks: [
      ...own.map((name): InputBlock => ({
        type: 'input',
        block_id: name,
        optional: true,
        label: plainText(labels[name], limits.label, 'Words'),
        element: {
          type: 'plain_text_input',
          action_id: 'words',
          multiline: true,
          max_length: longestWords,
          ...(shown.handoff.words[name] !== '' && { initial_value: shown.handoff.words[name] }),
        },
      })),
      ...generated,
    ],
  };
}

/** A modal lists no more lines than that: ten in a block. */
const mostLines = 90;
const perBlock = 10;

/** Every line that nobody has taken over yet. */
export function linesForm(handoff: ShiftHandoff, remembered: HandoffMemo): ModalView {
  const open = new Set(openKeys(handoff));
  const all = handoff.content === null ? [] : linesOf(handoff.content);
  // Numbers stand for lines, since keys may be longer than Slack lets values be; what was posted does not change.
  const listed = all.flatMap((item, index) => (open.has(item.key) ? [{ item, index }] : []));
  const shown = listed.slice(0, mostLines);
  const blocks = Array.from({ length: Math.ceil(shown.length / perBlock) }, (_, part): KnownBlock => ({
    type: 'input',
    block_id: `lines-${part}`,
    optional: true,
    label: plainText(part === 0 ? 'I take over' : 'and', limits.label, 'and'),
    element: {
      type: 'checkboxes',
      action_id: 'lines',
      options: shown.slice(part * perBlock, (part + 1) * perBlock).map(({ item, index }) => ({
        text: plainText(titleOf(item), limits.option, 'a line'),
        value: String(index),
      })),
    },
  }));
  const more = listed.length - shown.length;
  return {
    ...modal('handoff-lines', 'Take over', 'Take over', remembered),
    blocks: [
      ...(blocks.length === 0 ? [rich(line('All of it is taken over already.'))] : blocks),
      ...(more > 0 ? [rich(line(`and ${more} more: take these over first, or all at once.`))] : []),
    ],
  };
}

function modal(callback: string, title: string, submit: string, remembered: HandoffMemo) {
  return {
    type: 'modal' as const,
    callback_id: callback,
    title: plainText(title, limits.viewTitle, 'Handoff'),
    submit: plainText(submit, limits.viewTitle, 'Send'),
    close: plainText('Cancel', limits.viewTitle, 'Cancel'),
    private_metadata: JSON.stringify(remembered),
  };
}

/** What a line is about, in a few words. */
function titleOf(line: Line): string {
  if ('title' in line) return `${line.title}: ${line.says}`;
  return 'name' in line ? `Alarm ${line.name}` : line.says;
}

const typedWords = z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() })));

export function wordsIn(values: unknown): OwnWords {
  const typed = typedWords.safeParse(values).data ?? {};
  const word = (name: (typeof own)[number]) => (typed[name]?.['words']?.value ?? '').trim().slice(0, longestWords);
  return { context: word('context'), watch: word('watch'), notes: word('notes') };
}

const ticked = z.record(
  z.string(),
  z.record(z.string(), z.object({ selected_options: z.array(z.object({ value: z.string() })).nullish() })),
);

/** The keys of the lines that were ticked. */
export function linesIn(values: unknown, { content }: ShiftHandoff): readonly string[] {
  const all = content === null ? [] : linesOf(content);
  const chosen = Object.values(ticked.safeParse(values).data ?? {}).flatMap((block) => Object.values(block));
  return chosen
    .flatMap(({ selected_options: options }) => options ?? [])
    .flatMap(({ value }) => (/^\d{1,4}$/u.test(value) ? (all[Number(value)]?.key ?? []) : []));
}
