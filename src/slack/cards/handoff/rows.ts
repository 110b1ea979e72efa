import { span } from '#app';
import type {
  Alarm,
  ByOthers,
  Evidence,
  Handoff,
  InForce,
  Investigated,
  Item,
  MessageLink,
  OnCallNow,
  Review,
  SeenChange,
  Unseen,
  Waiting,
} from '../../../handoff/index.ts';
import { lasting, who } from '../change/words.ts';
import { clip } from '../../escape.ts';
import { ended } from '../elements.ts';
import type { Part } from '../rich-text.ts';

/** What showing a handoff takes beside it. */
export interface Looks {
  /** The address of a message. */
  readonly link: (message: MessageLink) => string | null;
  /** What the configuration calls an account; its id otherwise. */
  readonly account: (id: string) => string;
}

type Row = readonly Part[];

/** Longer names of alarms are cut: there may be hundreds. */
const longestName = 100;

export function inForceRow(one: InForce, looks: Looks): Row {
  const end: Row =
    one.until === null ? [undecided.get(one.state) ?? one.state] : ['until ', { moment: one.until, ago: true }];
  return [
    { bold: one.title },
    `: ${one.says}; `,
    ...end,
    '; by ',
    who(one.owner),
    `; ${where(one, looks)}. Undo: ${ended(one.undo)}`,
    ...shown(one, looks, 'Undo or extend'),
  ];
}

const undecided: ReadonlyMap<InForce['state'], string> = new Map([
  ['approved', 'about to begin'],
  ['executing', 'being made right now'],
  ['reverting', 'being undone right now'],
  ['unknown', 'nobody knows whether it took effect'],
  ['revert-unknown', 'nobody knows whether it was undone'],
  ['revert-stopped', 'not undone at its end: somebody has to decide'],
]);

export function byOthersRow(one: ByOthers, looks: Looks): Row {
  const by = one.by === null ? '' : ` by ${one.by}`;
  const until: Row = one.until === null ? ['without an end'] : ['until ', { moment: one.until, ago: true }];
  const since: Row = one.since === null ? [] : [' since ', { moment: one.since }];
  return [`${ended(one.says)} Made by hand${by}`, ...since, ', ', ...until, `; ${where(one, looks)}`, ...again(one)];
}

export function alarmRow(one: Alarm, looks: Looks): Row {
  const since: Row = one.since === null ? [] : [' since ', { moment: one.since, ago: true }];
  const mute = one.actionsEnabled ? '' : ' (its actions are disabled)';
  const last = one.diagnosis;
  const next: Row = one.next === null ? ['. Not looked into.'] : ['. Not looked into: ', { code: `/${one.next}` }];
  return [
    { bold: clip(one.name, longestName) },
    ...since,
    `${mute}; ${where(one, looks)}`,
    ...(last === null ? next : [`. ${last.current ? 'Found' : 'Found before it rang'}: ${ended(last.says)}`]),
    ...shown(one, looks, 'Open'),
  ];
}

export function waitingRow(one: Waiting, looks: Looks): Row {
  const wait: Row =
    one.state === 'pending'
      ? [`${one.votes} of ${one.needed} said yes, until `, { moment: one.expiresAt, ago: true }]
      : ['expired ', { moment: one.expiresAt, ago: true }];
  return [
    { bold: one.title },
    `: ${one.says} (${one.risk} risk); `,
    ...wait,
    '; asked for by ',
    who(one.owner),
    `: ${one.reason}`,
    ...shown(one, looks, one.state === 'pending' ? 'Decide' : 'Ask again'),
  ];
}

export function reviewRow(one: Review, looks: Looks): Row {
  return [
    { bold: one.title },
    `: ${one.says}; by `,
    who(one.by),
    ' ',
    { moment: one.at },
    `: ${one.reason}`,
    ...shown(one, looks, 'Review'),
  ];
}

export function investigatedRow(one: Investigated, looks: Looks): Row {
  const acted = {
    changed: 'Acted on.',
    proposed: 'A change was proposed only.',
    nothing: 'Nothing was done here.',
    'not-needed': '',
  };
  const times = one.times > 1 ? `, ${one.times} times` : '';
  return [
    { bold: one.subject },
    ` (${one.playbook}${times}) `,
    { moment: one.at },
    `: ${ended(one.says)} ${acted[one.acted]}`,
    ...shown(one, looks, 'Open'),
  ];
}

export function seenRow(one: SeenChange, looks: Looks): Row {
  const times = one.times > 1 ? `, ${one.times} times` : '';
  const by = one.who === null ? '' : ` by ${one.who}`;
  return [{ moment: one.at }, `: ${one.what}${by}${times}; ${where(one, looks)}`, ...shown(one, looks, 'Open')];
}

export function unseenRow({ source, where: at, says }: Unseen): Row {
  return [{ bold: source }, `${at === null ? '' : ` (${at})`}: ${ended(says)}`];
}

export function numberRows({ numbers, window }: Handoff): readonly Row[] {
  const { alarms, offHours, flapping, firstDiagnosisMs, investigations } = numbers;
  const number = (value: number | null) => (value === null ? 'not known' : String(value));
  const time = (value: number | null) => (value === null ? 'not known' : span(value));
  const often = flapping.map(({ alarm, times }) => `${alarm} ${times} times`).join(', ');
  const before = lasting(Date.parse(window.to) - Date.parse(window.from));
  return [
    [`Alarms: ${number(alarms.now)} (${number(alarms.before)} in the ${before} before)`],
    [`Outside of working hours: ${number(offHours.now)} (${number(offHours.before)})`],
    [`Investigations: ${number(investigations.now)} (${number(investigations.before)})`],
    [`From an alarm to the first investigation: ${time(firstDiagnosisMs.now)} (${time(firstDiagnosisMs.before)})`],
    ...(often === '' ? [] : [[`Rang most often: ${often}`]]),
  ];
}

/** People of a shift, as mentions. */
export function names({ people, unknown }: Pick<OnCallNow, 'people' | 'unknown'>): Row {
  const all: readonly Part[] = [...people.map(who), ...unknown.map((name): Part => ({ bold: name }))];
  return all.flatMap((part, index): Row => (index === 0 ? [part] : [' and ', part]));
}

/** Where to see for oneself: the message, else the console, else what to type. */
export function proof({ message, command, console }: Evidence, looks: Looks, label: string): Row {
  const link = message === null ? null : looks.link(message);
  if (link !== null) return [' ', { link, label }];
  if (console !== null) return [{ console }];
  return command === null ? [] : [' ', { code: `/opsmedic ${command}` }];
}

function shown(item: Item, looks: Looks, label: string): Row {
  return [...proof(item.evidence, looks, label), ...again(item)];
}

function again({ carried }: Item): Row {
  return carried === 0 ? [] : [{ faint: ` (carried ${carried === 1 ? 'once' : `${carried} times`})` }];
}

function where({ account, region }: { readonly account: string; readonly region: string }, looks: Looks): string {
  return `${looks.account(account)} · ${region}`;
}
