import type { Finding, Report, ReportEvidence } from '#engine';
import { layout } from '../escape.ts';
import { utc } from './moment.ts';
import { blindness, percent, refused, rootOf, sureness, whereOf } from './words.ts';

/** A report written out for a file is cut here: nobody reads further, and Slack indexes it all. */
const longest = 250_000;
const longestLine = 20_000;

/** Everything a report says, as plain text: the file in the thread for what did not fit there. */
export function fullText(report: Report): string {
  const root = rootOf(report);
  const others = report.findings.filter((finding) => finding !== root);
  const parts = [
    `${report.playbook}@${report.playbookVersion}  ${report.subject.name}  ${whereOf(report)}`,
    `${utc(report.window.from)} to ${utc(report.window.to)}  ${report.id}`,
    '',
    report.diagnosis.says,
    ...section('ROOT CAUSE', root ? findingLines(root) : []),
    ...section(root ? 'ALSO PLAYS A PART' : 'WHAT IT MAY BE', others.flatMap(findingLines)),
    ...section('COULD NOT SEE', unseenLines(report)),
    ...section('WHAT CHANGED', report.changes.map(changeLine)),
    ...section(
      'NOTICED, BUT NOT THE CAUSE',
      report.noticed.flatMap((item) => [...findingLines(item), `  why not: ${item.why}`]),
    ),
    ...section(
      'RULED OUT',
      report.ruledOut.flatMap(({ cause, title, evidence }) => [`- ${title} (${cause})`, ...evidenceLines(evidence)]),
    ),
  ];
  return layout(firstOf(parts), longest);
}

/** As many lines as a file holds. */
function firstOf(parts: readonly string[]): string {
  const kept: string[] = [];
  let size = 0;
  for (const part of parts) {
    if (size > longest) break;
    const shown = layout(part, longestLine);
    kept.push(shown);
    size += shown.length + 1;
  }
  return kept.join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function findingLines(finding: Omit<Finding, 'role'>): readonly string[] {
  const { confidence, title, cause, says, share, since, resources, evidence, fix } = finding;
  return [
    `- ${sureness[confidence]}: ${title} (${cause})`,
    `  ${says}`,
    ...(share === null ? [] : [`  explains ${percent(share)}`]),
    ...(since === null ? [] : [`  since ${utc(since)}`]),
    ...resources.map((resource) => `  resource: ${resource}`),
    ...evidenceLines(evidence),
    `  fix: ${fix}`,
  ];
}

function evidenceLines(evidence: readonly ReportEvidence[]): readonly string[] {
  return evidence.flatMap(({ says, quotes, link, action }) => [
    `  * ${says}${action === null ? '' : ` [${action}]`}`,
    ...quotes.map((text) => `      | ${text.replaceAll('\n', '\n      | ')}`),
    ...(link === null ? [] : [`      ${link}`]),
  ]);
}

function unseenLines(report: Report): readonly string[] {
  const actions = refused(report);
  return [
    ...report.blindSpots.map(
      ({ fact, why, detail, action }) => `- ${fact}: ${blindness[why]}${action ? ` (${action})` : ''}: ${detail}`,
    ),
    ...report.unanswered.map(({ title, cause, blind }) => `- open: ${title} (${cause}): ${blind.detail}`),
    ...(actions.length === 0 ? [] : ['  add to the read role:', ...actions.map((action) => `    ${action}`)]),
  ];
}

function changeLine({ at, what, who, event, trigger }: Report['changes'][number]): string {
  const called = event === null || what.includes(event) ? '' : `  [${event}]`;
  return `- ${utc(at)}  ${what}${who === null ? '' : `  by ${who}`}${called}${trigger ? '  (likely the trigger)' : ''}`;
}
