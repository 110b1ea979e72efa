import { span } from '#app';
import { isQuiet } from '../../src/handoff/index.ts';
import type {
  Alarm,
  ByOthers,
  Clock,
  Evidence,
  Figure,
  Handoff,
  InForce,
  Investigated,
  Item,
  Numbers,
  OnCallNow,
  Review,
  SeenChange,
  Unseen,
  Waiting,
} from '../../src/handoff/index.ts';
import { harmless, quoted } from '../changes/voice.ts';
import type { Voice } from '../changes/voice.ts';

/** How a handoff is worded where it is read. */
export interface Wording {
  readonly voice: Voice;
  readonly clock: Clock;
}

/** How many lines of a section are shown; the rest is counted. */
const most = 12;
/** CloudWatch lists data points in its reasons. */
const longestReason = 200;

/** A handoff in words, the first thing first. A quiet shift is two lines. */
export function handoffLines(handoff: Handoff, wording: Wording): readonly string[] {
  const { clock } = wording;
  const { window, timeZone, unseen, numbers, startHere } = handoff;
  const title = `**Handoff**, ${clock.moment(window.from)} to ${clock.moment(window.to)} (${timeZone})`;
  const head = `${title}${onCallText(handoff.onCall, wording)}`;
  const length = Date.parse(window.to) - Date.parse(window.from);
  if (isQuiet(handoff)) {
    const quiet = unseen.length === 0 ? 'A quiet shift.' : 'Quiet, as far as could be seen.';
    return [head, `${quiet} ${quietText(handoff)}`, ...section('Could not be seen', unseen, unseenLine)];
  }
  return [
    head,
    '',
    ...(startHere === null
      ? []
      : [`**Start here**: ${told(startHere.says, startHere.evidence, wording)}`, `- ${startHere.rule}`, '']),
    ...section('Temporary changes in force', handoff.inForce, (one) => inForceLines(one, wording)),
    ...section('Made by hand, and nobody’s here', handoff.byOthers, (one) => byOthersLines(one, wording)),
    ...section('Alarms that ring', handoff.alarms, (one) => alarmLines(one, wording)),
    ...section('Looked into', handoff.investigations, (one) => investigatedLines(one, wording)),
    ...section('Waits for approval', handoff.waiting, (one) => waitingLines(one, wording)),
    ...section('Made without approval, to be reviewed', handoff.reviews, (one) => reviewLines(one, wording)),
    ...section('Worth knowing', handoff.seenChanges, (one) => seenLines(one, wording)),
    ...section('Could not be seen', unseen, unseenLine),
    `## In numbers, and in the ${span(length)} before`,
    ...numberLines(numbers),
  ];
}

function section<T>(title: string, items: readonly T[], lines: (item: T) => readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const more = items.length > most ? [`- … and ${items.length - most} more`] : [];
  return [`## ${title} (${items.length})`, ...items.slice(0, most).flatMap(lines), ...more, ''];
}

function onCallText(onCall: OnCallNow | null, { voice, clock }: Wording): string {
  if (onCall === null) return '';
  const names = ({ people, unknown }: Pick<OnCallNow, 'people' | 'unknown'>) =>
    [...people.map(voice.person), ...unknown.map(harmless)].join(' and ');
  const until = onCall.until === null ? '' : ` until ${clock.moment(onCall.until)}`;
  const now = names(onCall) === '' ? 'nobody' : names(onCall);
  const next = onCall.next === null ? '' : `; next: ${names(onCall.next)} from ${clock.moment(onCall.next.from)}`;
  return `. On call: ${now}${until}${next}`;
}

/** What was looked for and not there: only what could be seen wholly. */
function quietText({ unseen, numbers, seenChanges, investigations }: Handoff): string {
  const named = new Set(unseen.map(({ source }) => source));
  const hidden = (source: string) => named.has(source);
  const hiddenInAws = (source: string) => hidden(source) || hidden('AWS');
  const parts = [
    ...(hiddenInAws('alarms') ? [] : ['no alarm rings']),
    ...(hidden('changes of ours') ? [] : ['nothing of ours is in force or waits']),
    ...(hiddenInAws('changes by others') ? [] : ['nothing was left behind by hand']),
    ...(hidden('investigations') ? [] : [lookedInto(investigations.length)]),
    ...(numbers.alarms.now
      ? [`alarms rang ${numbers.alarms.now} times (before: ${valueText(numbers.alarms.before)})`]
      : []),
    ...(seenChanges.length > 0 ? [`${seenChanges.length} changes were seen`] : []),
  ];
  const text = parts.join(', ');
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function lookedInto(times: number): string {
  return times === 0
    ? 'nothing was looked into'
    : `${times} ${times === 1 ? 'thing was' : 'things were'} looked into and all right`;
}

function inForceLines(one: InForce, { voice, clock }: Wording): readonly string[] {
  const end =
    one.until === null ? stateText(one.state) : `until ${clock.moment(one.until)}, ${howFar(one.until, voice.now)}`;
  return [
    `- **${harmless(one.title)}**: ${harmless(one.says)}${again(one)}`,
    `  - ${end}; by ${voice.person(one.owner)}; ${whereText(one, voice)}`,
    `  - Undo: ${harmless(one.undo)} ${voice.command(`changes ${one.change}`)}`,
  ];
}

function stateText(state: InForce['state']): string {
  return states.get(state) ?? state;
}

const states: ReadonlyMap<InForce['state'], string> = new Map([
  ['approved', 'approved, about to begin'],
  ['executing', 'being made right now'],
  ['reverting', 'being undone right now'],
  ['unknown', 'nobody knows whether it took effect: somebody has to look'],
  ['revert-unknown', 'nobody knows whether it was undone: somebody has to look'],
  ['revert-stopped', 'not undone at its end: somebody has to decide'],
]);

function byOthersLines(one: ByOthers, { voice, clock }: Wording): readonly string[] {
  const since = one.since === null ? '' : `since ${clock.moment(one.since)}`;
  const until = one.until === null ? 'without an end' : `until ${clock.moment(one.until)}`;
  const by = one.by === null ? '' : `by ${harmless(one.by)}`;
  const facts = [since, until, by, whereText(one, voice)].filter((part) => part !== '');
  return [`- ${harmless(one.says)}${again(one)}`, `  - ${facts.join('; ')}`];
}

function alarmLines(one: Alarm, wording: Wording): readonly string[] {
  const { voice, clock } = wording;
  const since =
    one.since === null ? 'for unknown time' : `for ${howLong(one.since, voice.now)}, since ${clock.moment(one.since)}`;
  const mute = one.actionsEnabled ? '' : '; its actions are disabled, nobody is told';
  const last = one.diagnosis;
  return [
    `- **${harmless(one.name)}** ${since}; ${whereText(one, voice)}${mute}${again(one)}${linkText(one.evidence)}`,
    ...(one.reason === '' ? [] : [`  - ${harmless(one.reason).slice(0, longestReason)}`]),
    last === null
      ? `  - Not looked into${one.next === null ? '.' : `: ${voice.command(one.next)}`}`
      : `  - ${last.current ? 'Found' : 'Before it rang'} at ${clock.moment(last.at)}: ${harmless(last.says)}`,
  ];
}

function investigatedLines(one: Investigated, { voice, clock }: Wording): readonly string[] {
  const times = one.times > 1 ? `, ${one.times} times` : '';
  return [
    `- **${harmless(one.subject)}** (${one.playbook}), ${clock.moment(one.at)}${times}: ${harmless(one.says)}${again(one)}`,
    `  - ${actedText[one.acted]}${one.evidence.message === null ? ` (${one.investigation})` : ''}${showsIt(one, voice)}`,
  ];
}

const actedText: Readonly<Record<Investigated['acted'], string>> = {
  changed: 'Acted on, by a guarded change.',
  proposed: 'A change was proposed, and not made.',
  nothing: 'Nothing was done about it through OpsMedic.',
  'not-needed': 'Nothing to be done.',
};

function waitingLines(one: Waiting, { voice, clock }: Wording): readonly string[] {
  const wait =
    one.state === 'pending'
      ? `${one.votes} of ${one.needed} said yes; until ${clock.moment(one.expiresAt)}`
      : `expired at ${clock.moment(one.expiresAt)}; to ask again: ${voice.command(`changes again ${one.change}`)}`;
  return [
    `- **${harmless(one.title)}**: ${harmless(one.says)} (${one.risk} risk)${again(one)}`,
    `  - ${wait}`,
    `  - asked for by ${voice.person(one.owner)}: ${quoted(one.reason)}; ${whereText(one, voice)}; ${voice.command(`changes ${one.change}`)}`,
  ];
}

function reviewLines(one: Review, { voice, clock }: Wording): readonly string[] {
  return [
    `- **${harmless(one.title)}**: ${harmless(one.says)}${again(one)}`,
    `  - by ${voice.person(one.by)} at ${clock.moment(one.at)}: ${quoted(one.reason)}; ${whereText(one, voice)}`,
    `  - To close it: ${voice.command(`changes review ${one.change} reason="…"`)}`,
  ];
}

function seenLines(one: SeenChange, { voice, clock }: Wording): readonly string[] {
  const times = one.times > 1 ? `, ${one.times} times` : '';
  const who = one.who === null ? '' : ` by ${harmless(one.who)}`;
  return [
    `- ${clock.moment(one.at)}: ${harmless(one.what)}${who}${times}; ${whereText(one, voice)}${linkText(one.evidence)}`,
  ];
}

function unseenLine({ source, where, says }: Unseen): readonly string[] {
  return [`- ${source}${where === null ? '' : ` (${harmless(where)})`}: ${harmless(says)}`];
}

function numberLines({ alarms, offHours, flapping, firstDiagnosisMs, investigations }: Numbers): readonly string[] {
  const often = flapping.map(({ alarm, times }) => `${harmless(alarm)} ${times} times`).join(', ');
  return [
    `- Alarms: ${figureText(alarms)}; outside of working hours: ${figureText(offHours)}`,
    `- Investigations: ${figureText(investigations)}; from an alarm to the first: ${figureText(firstDiagnosisMs, span)}`,
    ...(often === '' ? [] : [`- Rang most often: ${often}`]),
  ];
}

function figureText({ now, before }: Figure, text: (value: number) => string = String): string {
  return `${valueText(now, text)} (before: ${valueText(before, text)})`;
}

function valueText(value: number | null, text: (value: number) => string = String): string {
  return value === null ? 'not known' : text(value);
}

function told(says: string, evidence: Evidence, { voice }: Wording): string {
  const command = evidence.command === null ? '' : ` ${voice.command(evidence.command)}`;
  return `${harmless(says)}${command}${linkText(evidence)}`;
}

/** The command that shows it, for what has one. */
function showsIt({ evidence }: Item, voice: Voice): string {
  return evidence.command === null ? '' : ` ${voice.command(evidence.command)}`;
}

function linkText({ console }: Evidence): string {
  return console === null ? '' : ` [console](${console})`;
}

/** Only from the second handoff on. */
function again({ carried }: Item): string {
  return carried === 0 ? '' : ` (carried ${carried === 1 ? 'once' : `${carried} times`})`;
}

function whereText({ account, region }: { readonly account: string; readonly region: string }, voice: Voice): string {
  return `${harmless(voice.account(account))} ${region}`;
}

function howLong(since: string, now: Date): string {
  return span(Math.max(0, now.getTime() - Date.parse(since)));
}

function howFar(until: string, now: Date): string {
  const far = Date.parse(until) - now.getTime();
  return far >= 0 ? `in ${span(far)}` : `${span(-far)} ago`;
}
