import type { Finding, Report } from '#engine';
import type { Investigation } from '#app';
import type { Card, CardBlock } from './card.ts';
import { button, buttons, context, ended, header, sentence } from './elements.ts';
import { periodToken, utc } from './moment.ts';
import { bullets, line, lines, quote, rich } from './rich-text.ts';
import type { Part } from './rich-text.ts';
import { endedAt, explains, marks, refused, rootOf, sureness, whereOf } from './words.ts';

/** What the headline card is made from, beside the report. */
export interface Headline {
  readonly investigation: Pick<Investigation, 'id' | 'askedBy' | 'place'>;
  readonly report: Report;
  /** What was taken for granted about the subject, or null. */
  readonly assumed: string | null;
  /** What is different from the investigation that this one repeats; null when it repeats none. */
  readonly changedSince: readonly string[] | null;
  /** What can be done about it, of what the causes put forward. */
  readonly propose: readonly Proposable[];
  /** Playbooks worth running next, with the command that runs each. */
  readonly next: readonly { readonly playbook: string; readonly command: string }[];
}

/** A change, or a command to copy, that a cause puts forward: the number of the offer in that cause's own list. */
export interface Proposable {
  readonly cause: string;
  readonly offer: number;
  readonly title: string;
  readonly byHand: boolean;
}

/**
 * The card of a finished investigation: what, how sure, since when, how much, what to do. Whoever reads only the first
 * two lines on a phone has the answer; why we think so is in the thread.
 */
export function headline(from: Headline): Card {
  const { report, investigation, assumed, next } = from;
  const { id, place } = investigation;
  return {
    text: sentence(`${nameOf(report).join(', ')}: ${titleOf(report)}`, ...summary(report)),
    blocks: [
      header(`${markOf(report)} ${[...nameOf(report), titleOf(report)].join(' · ')}`),
      ...body(report),
      ...changes(from.changedSince),
      context(
        whereOf(report),
        assumed,
        { mrkdwn: `Looked at ${periodToken(report.window)}` },
        { mrkdwn: `asked by <@${investigation.askedBy.replaceAll(/\W/gu, '')}>` },
      ),
      ...buttons(
        ...from.propose.map(({ cause, offer, title, byHand }, index) =>
          button(`propose:${index}`, `${byHand ? 'How to' : 'Propose'}: ${title}`, { do: 'propose', id, cause, offer }),
        ),
        button('rerun', 'Re-run', { do: 'rerun', id }),
        ...next.map(({ playbook, command }, index) =>
          button(`next:${index}`, `Next: ${playbook}`, { do: 'run', command, thread: place.thread }),
        ),
      ),
    ],
  };
}

function markOf(report: Report): string {
  if (isNothing(report)) return marks.nothing;
  return endedAt(report) === null ? marks[report.diagnosis.kind] : marks.recovered;
}

/** Nothing wrong was seen, but neither was the thing itself: that is no good news. */
function isNothing({ diagnosis, subject }: Report): boolean {
  return diagnosis.kind === 'not-happening' && subject.arn === null;
}

function nameOf(report: Report): readonly string[] {
  return endedAt(report) === null ? [report.subject.name] : [report.subject.name, 'over now'];
}

/** The diagnosis in a few words. */
function titleOf(report: Report): string {
  switch (report.diagnosis.kind) {
    case 'diagnosed':
      return rootOf(report)?.title ?? report.diagnosis.says;
    case 'undecided':
      return 'cause not settled yet';
    case 'unexplained':
      return 'no cause known here explains it';
    case 'not-happening':
      return isNothing(report) ? 'nothing seen' : 'not happening';
    case 'blind':
      return 'could not see enough to tell';
  }
}

function body(report: Report): readonly CardBlock[] {
  const root = rootOf(report);
  if (root) return [rich(lines(...diagnosed(report, root)))];
  const actions = refused(report);
  return [
    rich(lines([ended(report.diagnosis.says)], ...extent(report, null))),
    ...candidates(report),
    ...(actions.length > 0 ? [rich(line({ bold: 'To see more, allow the bot:' }), quote(actions.join('\n')))] : []),
  ];
}

function diagnosed(report: Report, root: Finding): readonly (readonly Part[])[] {
  return [
    [{ bold: `${sureness[root.confidence]}.` }, ' ', ended(root.says)],
    ...extent(report, root),
    [{ bold: 'Next: ' }, ended(root.fix)],
  ];
}

/** How much, since when and until when. */
function extent(report: Report, root: Finding | null): readonly (readonly Part[])[] {
  const { symptom } = report;
  const share = root?.share ?? null;
  const explained: readonly Part[] = share === null ? [] : [` It ${explains(share)}.`];
  if (!symptom.known) {
    const unseen: readonly Part[] = ['Whether it is happening could not be read: ', ended(symptom.blind.detail)];
    return report.diagnosis.kind === 'blind' ? [] : [[...unseen, ...explained]];
  }
  if (!symptom.seen) return [];
  const since = sinceOf(report, root);
  const period: readonly Part[] = [
    ...(since === null ? [] : ([{ bold: 'Since ' }, { moment: since }] satisfies Part[])),
    ...(symptom.until === null ? [] : ([', ended ', { moment: symptom.until }] satisfies Part[])),
  ];
  return [
    [
      ...period,
      ...(period.length > 0 ? ['. '] : []),
      ended(since === null ? symptom.says : undated(symptom.says)),
      ...explained,
    ],
  ];
}

/** Symptoms tell their own beginning in UTC, for readers who have nothing else; here it is told in local time. */
function undated(says: string): string {
  return says.replace(/ since \d{2}:\d{2} UTC/u, '');
}

function sinceOf({ symptom }: Report, root: Finding | null): string | null {
  return (symptom.known && symptom.seen ? symptom.since : null) ?? root?.since ?? null;
}

/** When nothing is settled, what it may be is the most useful thing to know. */
function candidates(report: Report): readonly CardBlock[] {
  if (report.diagnosis.kind !== 'undecided') return [];
  const best = report.findings.slice(0, 3);
  if (best.length === 0) return [];
  return [
    rich(
      bullets(
        best.map(({ confidence, title, says }) => [{ bold: `${sureness[confidence]}: ` }, title, '. ', ended(says)]),
      ),
    ),
  ];
}

function changes(changedSince: readonly string[] | null): readonly CardBlock[] {
  if (changedSince === null) return [];
  if (changedSince.length === 0) return [rich(line({ bold: 'Nothing changed since the last run.' }))];
  return [
    rich(line({ bold: 'Since the last run:' }), bullets(changedSince.slice(0, 8).map((change) => [ended(change)]))),
  ];
}

/** The same in sentences without layout: what a phone shows before it is unlocked. */
function summary(report: Report): readonly (string | null)[] {
  const root = rootOf(report);
  const until = endedAt(report);
  const since = sinceOf(report, root);
  if (!root) return [report.diagnosis.says, until === null ? null : `It ended ${utc(until)}`];
  return [
    `${sureness[root.confidence]}${since === null ? '' : `, since ${utc(since)}`}${root.share === null ? '' : `, ${explains(root.share)}`}`,
    until === null ? null : `It ended ${utc(until)}`,
    `Next: ${root.fix}`,
  ];
}
