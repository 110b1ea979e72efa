import { byReason } from '#app';
import type { Finding, Noticed, Report, ReportEvidence, RuledOut } from '#engine';
import type { BlindSpot } from '#playbook';
import type { RichTextBlock } from '@slack/types';
import type { Card, CardBlock } from './card.ts';
import { context, ended, sentence } from './elements.ts';
import { bullets, line, longestPart, quote, rich } from './rich-text.ts';
import type { Part } from './rich-text.ts';
import { blindness, percent, refused, rootOf, sureness } from './words.ts';

type RichTextElements = RichTextBlock['elements'];

/** One example says it; three show that it is no accident. */
const mostQuotes = 3;
/** Nobody reads through more in a thread. */
const mostFindings = 12;

/**
 * The one reply under a headline: why we think so, what else plays a part, what could not be seen, what changed, and
 * what it is not. In the order in which it helps, since what does not fit goes to a file.
 */
export function evidence(report: Report): Card {
  const root = rootOf(report);
  const others = report.findings.filter((finding) => finding !== root);
  const blocks: readonly CardBlock[] = [
    ...(root ? [why(root)] : []),
    ...unsaid(report),
    ...standing(report, others),
    ...unseen(report),
    ...changed(report),
    ...noticed(report.noticed),
    ...ruledOut(report.ruledOut),
    context(workings(report)),
  ];
  return { text: sentence(`Evidence for ${report.subject.name}`, report.diagnosis.says), blocks };
}

function why(root: Finding): CardBlock {
  const elements = proof(root.evidence);
  return rich(
    line({ bold: `Why: ${root.title}` }),
    ...(elements.length > 0 ? elements : [line(ended(root.says))]),
    ...settle(root),
  );
}

/** Sentences of evidence, each with its link and, below it, what AWS wrote. */
function proof(evidence: readonly ReportEvidence[], indent = 0): RichTextElements {
  return evidence.flatMap(({ says, link, quotes }) => [
    bullets([[ended(says), { console: link }]], indent),
    ...quotes.slice(0, mostQuotes).map(quote),
  ]);
}

/** A finding that is not sure says what would make it so. */
function settle({ confidence, wouldSettle }: Finding): RichTextElements {
  if (confidence === 'confirmed' || wouldSettle.length === 0) return [];
  const needed = wouldSettle.map(({ fact, why, action }) => `${action ?? fact} (${blindness[why]})`);
  return [line({ bold: 'To be sure, this is missing: ' }, needed.join('; '), '.')];
}

/** The symptom itself, when the headline is about something that was read elsewhere. */
function unsaid({ symptom, diagnosis }: Report): readonly CardBlock[] {
  if (symptom.known || diagnosis.kind === 'blind') return [];
  return [rich(line({ bold: 'Not seen: the symptom itself. ' }, ended(hidden(symptom.blind))))];
}

function standing({ diagnosis }: Report, findings: readonly Finding[]): readonly CardBlock[] {
  if (findings.length === 0) return [];
  const title = diagnosis.rootCause === null ? 'What it may be' : 'Also plays a part';
  return [
    rich(line({ bold: title })),
    ...findings
      .slice(0, mostFindings)
      .map((finding) =>
        rich(
          line(...claim(finding)),
          ...proof(finding.evidence),
          line({ bold: 'Fix: ' }, ended(finding.fix)),
          ...settle(finding),
        ),
      ),
  ];
}

function claim({ confidence, title, says, share }: Finding | Noticed): readonly Part[] {
  const explains = share === null ? '' : ` Explains ${percent(share)}.`;
  return [{ bold: `${sureness[confidence]}: ${title}. ` }, ended(says), explains];
}

function unseen(report: Report): readonly CardBlock[] {
  const spots = [...report.blindSpots, ...report.unanswered.map(({ blind }) => blind)];
  const byDetail = new Map(spots.map((spot) => [`${spot.fact} ${spot.why} ${spot.detail}`, spot]));
  if (byDetail.size === 0) return [];
  const titles = new Map(report.facts.map(({ id, title }) => [id, title]));
  const open = [...new Set(report.unanswered.map(({ title }) => title))];
  const actions = refused(report);
  return [
    rich(
      line({ bold: `Could not see (${byDetail.size})` }),
      bullets(
        [...byDetail.values()].map((spot) => [
          { bold: `${titles.get(spot.fact) ?? spot.fact}: ` },
          ended(hidden(spot)),
        ]),
      ),
      ...(open.length > 0 ? [line('So these stay open: ', open.join('; '), '.')] : []),
      ...(actions.length > 0 ? [line('To allow it, add to the read role:'), quote(actions.join('\n'))] : []),
    ),
  ];
}

/** `not allowed (s3:GetObject): Access Denied`. */
function hidden({ why, action, detail }: BlindSpot): string {
  const how = blindness[why];
  return `${how}${action === undefined ? '' : ` (${action})`}${detail === '' ? '' : `: ${detail}`}`;
}

function changed({ changes }: Report): readonly CardBlock[] {
  if (changes.length === 0) return [];
  const items = changes.map(({ at, what, who, event, trigger }): readonly Part[] => [
    { moment: at },
    `: ${ended(what)}`,
    ...(who === null ? [] : [` By ${who}.`]),
    ...(event === null || what.includes(event) ? [] : [' ', { code: event }]),
    ...(trigger ? [' ', { bold: 'Likely the trigger.' }] : []),
  ]);
  return [rich(line({ bold: 'What changed' }), bullets(items))];
}

function noticed(items: readonly Noticed[]): readonly CardBlock[] {
  if (items.length === 0) return [];
  return [
    rich(
      line({ bold: 'Noticed, but not the cause' }),
      bullets(
        items.map(({ title, says, why }) => [
          { bold: `${title}. ` },
          ended(says),
          ' ',
          { faint: `Why not: ${ended(why)}` },
        ]),
      ),
    ),
  ];
}

function ruledOut(items: readonly RuledOut[]): readonly CardBlock[] {
  if (items.length === 0) return [];
  return [
    rich(
      line({ bold: `Ruled out (${items.length})` }),
      bullets(
        byReason(items, ([first]) => first?.says ?? 'seen, and it is not so').map(({ why, titles }) =>
          titles.length === 1 ? [`${titles[0]}: `, ended(why)] : [`${why}: `, ...listed(titles)],
        ),
      ),
    ),
  ];
}

/** Each a part of its own, for parts are cut. */
function listed(titles: readonly string[]): readonly Part[] {
  return [...titles.flatMap((title, index) => (index === 0 ? [title] : ['; ', title])), '.'];
}

function workings({ playbook, playbookVersion, durationMs, facts, id }: Report): string {
  const calls = facts.reduce((sum, { sources }) => sum + sources.length, 0);
  return `${playbook}@${playbookVersion} · ${calls} ${calls === 1 ? 'call' : 'calls'} in ${(durationMs / 1000).toFixed(1)} s · ${id}`;
}

/** Whether texts of the report are too long to be shown whole, or too many. */
export function isAbridged({ findings, noticed, blindSpots, changes, diagnosis }: Report): boolean {
  const evidence = [...findings, ...noticed].flatMap((item) => item.evidence);
  return (
    findings.length > mostFindings ||
    evidence.some(({ quotes }) => quotes.length > mostQuotes) ||
    isLong([findings, noticed, blindSpots, changes, diagnosis])
  );
}

function isLong(value: unknown): boolean {
  if (typeof value === 'string') return value.length > longestPart;
  return typeof value === 'object' && value !== null && Object.values(value).some(isLong);
}
