import type { ShiftHandoff } from '#store';
import { isQuiet, openKeys } from '../../../handoff/index.ts';
import type { Handoff } from '../../../handoff/index.ts';
import type { Card, CardBlock } from '../card.ts';
import { button, buttons, context, ended, header, sentence } from '../elements.ts';
import { bullets, line, lines, rich } from '../rich-text.ts';
import type { Part } from '../rich-text.ts';
import {
  alarmRow,
  byOthersRow,
  inForceRow,
  investigatedRow,
  names,
  numberRows,
  proof,
  reviewRow,
  seenRow,
  unseenRow,
  waitingRow,
} from './rows.ts';
import type { Looks } from './rows.ts';

/** How many lines of a section the card shows; the thread has more. */
const most = 5;
const mostInThread = 15;

/** A handoff with what it takes to show it. */
export interface ShownHandoff {
  readonly handoff: ShiftHandoff;
  readonly looks: Looks;
  /** The address of the one before. */
  readonly previous: string | null;
}

/** The handoff in its channel: what to start with and what is taken over. A quiet shift is two lines. */
export function handoffCard(shown: ShownHandoff): Card {
  const { handoff, looks, previous } = shown;
  const { content } = handoff;
  const head = header('Handoff');
  if (content === null) return { text: sentence('Handoff'), blocks: [head, rich(line(...fromTo(handoff)))] };
  if (isQuiet(content)) return quiet(shown, content);
  const open = openKeys(handoff).length;
  const start = content.startHere;
  return {
    text: sentence('Handoff', start?.says ?? null),
    blocks: [
      head,
      rich(
        lines(
          fromTo(handoff),
          ...(start === null
            ? []
            : [
                [{ bold: 'Start here: ' }, ended(start.says), ...proof(start.evidence, looks, 'Open')],
                [{ faint: start.rule }],
              ]),
          ...unseenWarning(content),
        ),
      ),
      ...wordsOf(handoff),
      ...sections(content, looks, most),
      context(...small(content), previous === null ? null : { mrkdwn: `<${previous}|The handoff before>` }),
      ...takenLines(handoff, open),
      ...(open === 0
        ? []
        : buttons(
            button('accept', 'Accept all', { do: 'handoff', act: 'accept', handoff: handoff.id }, { style: 'primary' }),
            button('accept-some', 'Accept one by one', { do: 'handoff', act: 'accept-some', handoff: handoff.id }),
          )),
    ],
  };
}

function quiet({ handoff, previous }: ShownHandoff, content: Handoff): Card {
  const says = content.unseen.length === 0 ? 'A quiet shift: nothing to take over.' : 'Quiet, as far as could be seen.';
  return {
    text: sentence('Handoff', says),
    blocks: [
      header('Handoff'),
      rich(lines(fromTo(handoff), [says, ...unseenWarning(content).flatMap((row): readonly Part[] => [' ', ...row])])),
      ...wordsOf(handoff),
      ...(previous === null ? [] : [context({ mrkdwn: `<${previous}|The handoff before>` })]),
    ],
  };
}

/** The rest, in the thread of the card: what was found, what else changed, what could not be seen, and numbers. */
export function moreCard({ handoff, looks }: ShownHandoff): Card | null {
  const { content } = handoff;
  if (content === null) return null;
  const { investigations, seenChanges, unseen } = content;
  return {
    text: sentence('More of the handoff'),
    blocks: [
      ...section('Looked into', investigations, mostInThread, (one) => investigatedRow(one, looks)),
      ...section('Worth knowing', seenChanges, mostInThread, (one) => seenRow(one, looks)),
      ...section('Could not be seen', unseen, mostInThread, unseenRow),
      rich(line({ bold: 'In numbers' }), bullets(numberRows(content))),
      ...(isQuiet(content) ? [] : sections(beyond(content), looks, mostInThread)),
    ],
  };
}

/** What the card has no room for. */
function beyond(content: Handoff): Handoff {
  const { inForce, byOthers, alarms, waiting, reviews } = content;
  return {
    ...content,
    inForce: inForce.slice(most),
    byOthers: byOthers.slice(most),
    alarms: alarms.slice(most),
    waiting: waiting.slice(most),
    reviews: reviews.slice(most),
  };
}

/** The draft, to whoever hands over: what would be posted, and three fields of their own. */
export function draftCard(shown: ShownHandoff): Card {
  const { handoff, looks } = shown;
  const { content, state, id } = handoff;
  if (state !== 'draft') {
    const says = state === 'posted' ? 'Your handoff is posted.' : 'No handoff is posted.';
    return { text: sentence(says), blocks: [rich(line(says))] };
  }
  const press = (act: 'edit' | 'post' | 'skip') => ({ do: 'handoff' as const, act, handoff: id });
  const start = content?.startHere ?? null;
  return {
    text: sentence('The draft of your handoff'),
    blocks: [
      header('The draft of your handoff'),
      rich(
        lines(
          [...fromTo(handoff), ', ', { moment: handoff.at.toISOString(), ago: true }],
          ...(start === null
            ? []
            : [[{ bold: 'Start here: ' }, ended(start.says), ...proof(start.evidence, looks, 'Open')]]),
          ...(content !== null && isQuiet(content) ? [['So far it is a quiet shift.']] : []),
          ['It is posted by itself then, with what there is to tell by then.'],
        ),
      ),
      ...wordsOf(handoff),
      ...(content === null ? [] : sections(content, looks, 3)),
      ...buttons(
        button('edit', 'Add your words', press('edit'), { style: 'primary' }),
        button('post', 'Post it now', press('post')),
        button('skip', 'Skip it', press('skip'), {
          confirm: { title: 'Skip the handoff?', says: 'Nothing is posted at this change of shift.', yes: 'Skip it' },
        }),
      ),
    ],
  };
}

/** Nobody has taken it over yet: to whoever is next. */
export function remindCard({ handoff }: ShownHandoff, link: string | null): Card {
  const open = openKeys(handoff).length;
  if (open === 0) return { text: sentence('It is taken over'), blocks: [rich(line('The handoff is taken over.'))] };
  return {
    text: sentence(`You have not taken over your shift yet: ${open} lines are open`),
    blocks: [
      rich(
        line(
          `You have not taken over your shift yet: ${open} ${open === 1 ? 'line is' : 'lines are'} open.`,
          ...(link === null ? [] : [' ', { link, label: 'The handoff' }]),
        ),
      ),
      ...buttons(
        button('accept', 'Accept all', { do: 'handoff', act: 'accept', handoff: handoff.id }, { style: 'primary' }),
        button('accept-some', 'Accept one by one', { do: 'handoff', act: 'accept-some', handoff: handoff.id }),
      ),
    ],
  };
}

/** The same to the configured group. */
export function escalateCard({ handoff }: ShownHandoff, group: string | null): Card {
  const open = openKeys(handoff).length;
  const says = open === 0 ? 'It is taken over now.' : `Nobody has taken over this shift yet: ${open} lines are open.`;
  const whom =
    handoff.incoming.length === 0 ? [] : [' It is for ', ...names({ people: handoff.incoming, unknown: [] }), '.'];
  const told = line(says, ...(open === 0 ? [] : whom));
  const mention =
    group === null
      ? []
      : [
          { type: 'usergroup' as const, usergroup_id: group },
          { type: 'text' as const, text: ' ' },
        ];
  return { text: sentence(says), blocks: [rich({ ...told, elements: [...mention, ...told.elements] })] };
}

function fromTo({ outgoing, incoming, content }: ShiftHandoff): readonly Part[] {
  const next = content?.onCall ?? null;
  const from = names({ people: outgoing, unknown: outgoing.length > 0 ? [] : (next?.before?.unknown ?? []) });
  const to = names({ people: incoming, unknown: incoming.length > 0 ? [] : (next?.unknown ?? []) });
  return [...(from.length > 0 ? from : ['Whoever was on call']), ' → ', ...(to.length > 0 ? to : ['whoever is next'])];
}

function wordsOf({ words, outgoing }: ShiftHandoff): readonly CardBlock[] {
  const rows = [
    ['Context: ', words.context],
    ['Watch: ', words.watch],
    ['Notes: ', words.notes],
  ].flatMap(([label = '', text = '']): readonly (readonly Part[])[] => (text === '' ? [] : [[{ bold: label }, text]]));
  const by = names({ people: outgoing, unknown: [] });
  return rows.length === 0 ? [] : [rich(lines([...by, ' says'], ...rows))];
}

function sections(content: Handoff, looks: Looks, limit: number): readonly CardBlock[] {
  const { inForce, byOthers, alarms, waiting, reviews } = content;
  return [
    ...section('⚠️ Temporary changes in force', inForce, limit, (one) => inForceRow(one, looks)),
    ...section('⚠️ Made by hand, and nobody’s here', byOthers, limit, (one) => byOthersRow(one, looks)),
    ...section('Alarms that ring', alarms, limit, (one) => alarmRow(one, looks)),
    ...section('Waits for approval', waiting, limit, (one) => waitingRow(one, looks)),
    ...section('Made without approval, to be reviewed', reviews, limit, (one) => reviewRow(one, looks)),
  ];
}

function section<T>(
  title: string,
  items: readonly T[],
  limit: number,
  row: (item: T) => readonly Part[],
): readonly CardBlock[] {
  if (items.length === 0) return [];
  // How many there are stands first: what does not fit is cut at the end.
  const count = items.length > limit ? `${items.length}, the first of them` : String(items.length);
  const head = rich(line({ bold: `${title} (${count})` }), bullets(items.slice(0, limit).map(row)));
  return [head];
}

/** What is not there because it could not be seen is said first of all. */
function unseenWarning({ unseen }: Handoff): readonly (readonly Part[])[] {
  const sources = [...new Set(unseen.map(({ source }) => source))];
  return sources.length === 0 ? [] : [[{ bold: `Could not be seen: ${sources.join(', ')}` }, ' (why: in the thread).']];
}

function small({ numbers, investigations }: Handoff): readonly (string | null)[] {
  const { now, before } = numbers.alarms;
  return [
    now === null ? null : `${now} alarms${before === null ? '' : ` (before: ${before})`}`,
    investigations.length === 0 ? null : `${investigations.length} looked into`,
  ];
}

function takenLines(handoff: ShiftHandoff, open: number): readonly CardBlock[] {
  const by = [...new Set(handoff.accepted.map((one) => one.by))];
  if (by.length === 0) return [];
  const people = names({ people: by, unknown: [] });
  const says = open === 0 ? ' took over all of it.' : ` took over ${handoff.accepted.length}; ${open} are open.`;
  return [rich(line(open === 0 ? '✅ ' : '', ...people, says))];
}
