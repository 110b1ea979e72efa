import { byReason } from '#app';
import type { Diagnosis, Finding, Noticed, Report, ReportEvidence } from '#engine';
import { Page } from './page.ts';
import type { Paint, Style } from './terminal.ts';

const mostQuotes = 10;
const longestQuote = 300;

type BlindSpot = Report['blindSpots'][number];

const colours: Record<Diagnosis['kind'], Style> = {
  diagnosed: 'red',
  undecided: 'yellow',
  unexplained: 'yellow',
  blind: 'yellow',
  'not-happening': 'green',
};

const reasons: Record<BlindSpot['why'], string> = {
  denied: 'not allowed',
  throttled: 'throttled by AWS',
  timeout: 'no answer in time',
  absent: 'not there',
  failed: 'could not be read',
  bug: 'OpsMedic itself failed here',
};

/** How a report is shown. */
export interface Layout {
  readonly paint: Paint;
  readonly width: number;
  /** One sentence on what was assumed, or null. */
  readonly assumed: string | null;
  /** For a re-run: what has changed since. */
  readonly changedSince: readonly string[] | null;
}

/** A report for a person at a terminal: what and how sure first, then why, then everything else. */
export function reportText(report: Report, { paint, width, assumed, changedSince }: Layout): string {
  const page = new Page(paint, width);
  const { diagnosis, findings } = report;
  const root = findings.find(({ cause, role }) => role === 'root-cause' && cause === diagnosis.rootCause);
  page.say(diagnosis.says, { style: colours[diagnosis.kind] });
  if (root) page.say(bearing(root), { style: 'bold' });
  page.gap().say(about(report, assumed), { style: 'dim' });
  if (changedSince) {
    page.heading('Since the last time');
    for (const change of changedSince) page.say(change, { indent: 2, mark: '• ' });
  }
  symptom(page, report);
  if (root) {
    page.heading('Why');
    evidence(page, root.evidence);
    page.heading('Do next').say(root.fix, { indent: 2 });
  }
  const others = findings.filter((finding) => finding !== root);
  if (others.length > 0) page.heading(root ? 'Contributing' : 'What it may be');
  for (const finding of others) standing(page, finding, `${finding.title} (${bearing(finding)})`, finding.says);
  if (report.noticed.length > 0) page.heading('Not right either, though not the cause');
  for (const finding of report.noticed) {
    standing(page, finding, finding.title, finding.says);
    page.say(`Not the cause: ${sentence(finding.why)}`, { indent: 4 });
  }
  changes(page, report);
  ruledOut(page, report);
  unseen(page, report);
  page.gap();
  for (const id of report.next) page.say(`Next: opsmedic diagnose ${id}`);
  return page.say(footer(report), { style: 'dim' }).toString();
}

function bearing({ confidence, share, since }: Finding | Noticed): string {
  const part = share === null ? [] : [`explains ${Math.round(share * 100)} % of it`];
  const begun = since === null ? [] : [`since ${clock(since)}`];
  return [confidence, ...part, ...begun].join(' · ');
}

function about({ playbook, subject, account, accountName, region, window }: Report, assumed: string | null): string {
  const who = accountName === null ? account : account === null ? accountName : `${accountName} (${account})`;
  const place = who === null ? region : `account ${who} · ${region}`;
  const via = subject.via === undefined ? subject.name : `${subject.name}, ${subject.via}`;
  return [playbook, assumed ?? via, place, span(window)].join(' · ');
}

function symptom(page: Page, { symptom: shown, diagnosis }: Report): void {
  if (!shown.known) {
    page.heading('Symptom').say(`It could not be seen whether it is happening: ${gap(shown.blind)}`, { indent: 2 });
    return;
  }
  if (shown.says === diagnosis.says) return;
  page.heading('Symptom').say(shown.says, { indent: 2 });
  if (shown.since === null) return;
  const until = shown.until === null ? 'and still going on' : `until ${clock(shown.until)}, when it ended`;
  page.say(`Since ${clock(shown.since)}, ${until}.`, { indent: 2 });
}

function evidence(page: Page, all: readonly ReportEvidence[]): void {
  for (const { says, quotes, action, link, fact } of all) {
    page.say(`${says} [${action ?? fact}]`, { indent: 2, mark: '• ' });
    quoted(page, quotes, 4);
    if (link !== null) page.say(link, { indent: 4, style: 'dim' });
  }
}

/** As many as help a person, each cut where it gets long; `--json` has all of all. */
function quoted(page: Page, quotes: readonly string[], indent: number): void {
  const distinct = [...new Set(quotes)];
  for (const quote of distinct.slice(0, mostQuotes)) {
    const short = quote.length > longestQuote ? `${quote.slice(0, longestQuote)}…` : quote;
    page.say(`“${short}”`, { indent, style: 'cyan' });
  }
  if (distinct.length > mostQuotes) page.say(`… and ${distinct.length - mostQuotes} more (--json)`, { indent });
}

function standing(
  page: Page,
  { evidence: rests, fix, resources, wouldSettle }: Finding | Noticed,
  title: string,
  says: string,
): void {
  page.say(title, { indent: 2, style: 'bold' });
  page.say(says, { indent: 4 });
  for (const { says: reason, quotes } of rests) {
    page.say(reason, { indent: 4, mark: '• ' });
    quoted(page, quotes, 6);
  }
  if (resources.length > 0) page.say(`About: ${fewOf(resources)}`, { indent: 4, style: 'dim' });
  for (const blind of wouldSettle) page.say(`It would be surer if this could be seen: ${gap(blind)}`, { indent: 4 });
  page.say(`To mend it: ${fix}`, { indent: 4 });
}

function changes(page: Page, { changes: all, window }: Report): void {
  if (all.length > 0) page.heading('What changed');
  for (const { at, what, who, event, trigger } of all) {
    const by = who === null ? '' : `, by ${who}`;
    const called = event === null || what.includes(event) ? '' : ` (${event})`;
    const set = trigger ? ' ← the likely trigger' : '';
    page.say(`${clock(at, window.to)}: ${what}${by}${called}${set}`, { indent: 2 });
  }
}

function ruledOut(page: Page, { ruledOut: all }: Report): void {
  if (all.length > 0) page.heading(`Ruled out (${all.length})`);
  for (const { why, titles } of byReason(all, (evidence) => evidence.map(({ says }) => bare(says)).join('; '))) {
    const [title = '', ...others] = titles.map(bare);
    const text = others.length > 0 ? `${why}: ${titles.map(bare).join('; ')}` : `${title}: ${why}`;
    page.say(why === '' ? titles.join('; ') : text, { indent: 2, mark: '✓ ', style: 'dim' });
  }
}

/** Each gap once, with what hangs on it, and the permission that would close it. */
function unseen(page: Page, { blindSpots, unanswered, facts, playbook }: Report): void {
  if (blindSpots.length > 0) page.heading(`Could not see (${blindSpots.length})`);
  const titles = new Map(facts.map(({ id, title }) => [id, title]));
  const groups = Map.groupBy(blindSpots, gap);
  for (const [says, spots] of groups) {
    const [first] = spots;
    page.say(`${spots.map(({ fact }) => titles.get(fact) ?? fact).join(', ')}: ${says}`, { indent: 2, mark: '? ' });
    if (first?.why === 'denied' && first.action) page.say(`Allow ${first.action}.`, { indent: 4, style: 'yellow' });
  }
  if (blindSpots.some(({ why }) => why === 'denied'))
    page.say(`The whole policy: opsmedic iam --reads --playbook ${playbook}`, { indent: 2, style: 'dim' });
  if (unanswered.length > 0) {
    page.heading(`Could not be told (${unanswered.length})`);
    for (const { title } of unanswered) page.say(title, { indent: 2, mark: '? ', style: 'dim' });
  }
}

function gap({ why, detail, action }: BlindSpot): string {
  return `${reasons[why]}${action === undefined ? '' : ` (${action})`}: ${sentence(detail)}`;
}

function footer({ facts, durationMs, playbook, playbookVersion, id }: Report): string {
  const reads = facts.reduce((sum, { sources }) => sum + sources.length, 0);
  const took = `${reads} ${reads === 1 ? 'read' : 'reads'} in ${(durationMs / 1000).toFixed(1)} s`;
  return `${took} · ${playbook}@${playbookVersion} · ${id}`;
}

function span({ from, to }: Report['window']): string {
  return `${from.slice(0, 10)} ${clock(from, from)} to ${clock(to, from)}`;
}

/** The time of day, with the date where it is another day than the one that is meant anyway. */
function clock(at: string, near = at): string {
  const date = at.slice(0, 10) === near.slice(0, 10) ? '' : `${at.slice(0, 10)} `;
  return `${date}${at.slice(11, 16)} UTC`;
}

function bare(text: string): string {
  return text.trim().replace(/[.!]$/u, '');
}

function sentence(text: string): string {
  return /[.!?…]$/u.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

/** Tasks of a crash loop may be hundreds; `--json` has them all. */
function fewOf(items: readonly string[]): string {
  const most = 4;
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
