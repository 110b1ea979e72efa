import { latencyMs } from './run.ts';
import type { Result } from './run.ts';
import { byClass, totalsOf } from './totals.ts';
import type { Share, Totals } from './totals.ts';

/** `docs/evaluation.md`: what a run came to, the failures by name, and how to read it. */
export function evaluationPage(results: readonly Result[], at: Date): string {
  const playbooks = [...new Set(results.map(({ playbook }) => playbook))];
  const columns = [...playbooks, 'all'];
  const totals = columns.map((one) => totalsOf(one === 'all' ? results : results.filter((r) => r.playbook === one)));
  return [
    '# Evaluation',
    '',
    '<!-- Made by `npm run evaluate`: changes belong into src/evaluation/ and the scenarios. -->',
    '',
    `${results.length} incidents and quiet days in simulated accounts, each asked about through the whole program: name`,
    `resolution, AWS SDK, HTTP and the AWS protocols, with ${latencyMs} ms added to each call. Run on ${at.toISOString().slice(0, 10)}.`,
    '',
    'These are our own scenarios, written from what AWS documents and returns, not recordings of real accounts, and the',
    'playbooks were mended until they passed: read the figures as what is held to, not as a promise for accounts unseen.',
    '',
    '## By playbook',
    '',
    ...table(['', ...columns], rows(totals)),
    '',
    'Strictly right: the kind of diagnosis, the root cause and its resource, contributing factors, every gap named by its',
    'IAM action, nothing tempting claimed, quotations that really stood in an answer. Utility: right +1, “cannot tell” 0,',
    'wrong −3. A confidence word is worth what share of the findings that carried it was true.',
    '',
    '## By class',
    '',
    ...table(
      ['', 'Scenarios', 'Strictly right'],
      byClass(results).map(([name, share]) => [name, String(share.of), percent(share)]),
    ),
    '',
    'Classes are told from the data: a scenario may be of several, or of none. Very large is what has 500 tasks, 1,000',
    'services, 80 target groups, 1,000 functions, 200 database instances, 100 rules or 5,000 requests of a web ACL, or a',
    'million log lines.',
    '',
    '## Confirmed beside the truth',
    '',
    'Said to be confirmed, and neither in the truth of the scenario nor following from it, whether or not AWS says it there.',
    '',
    ...beside(results),
    '',
    '## What went wrong',
    '',
    ...failures(results),
    '',
  ].join('\n');
}

function rows(totals: readonly Totals[]): readonly (readonly string[])[] {
  const row = (title: string, cell: (totals: Totals) => string) => [title, ...totals.map(cell)];
  return [
    row('Scenarios', ({ scenarios }) => String(scenarios)),
    row('Strictly right', ({ strict }) => percent(strict)),
    row('Root cause named first', ({ rootFirst }) => percent(rootFirst)),
    row('Root cause among the first three', ({ rootWithinThree }) => percent(rootWithinThree)),
    row('Wrong confirmations', ({ wrongConfirmations }) => fraction(wrongConfirmations)),
    row('False alarms in healthy accounts', ({ falseAlarms }) => fraction(falseAlarms)),
    row('Faults called healthy', ({ calledHealthy }) => fraction(calledHealthy)),
    row('“Cannot tell”: precision', ({ cannotTell }) => percent(cannotTell.precision)),
    row('“Cannot tell”: recall', ({ cannotTell }) => percent(cannotTell.recall)),
    row('Contributing factors found', ({ contributing }) => fraction(contributing.found)),
    row('Contributing factors invented', ({ contributing }) => String(contributing.invented)),
    row('“confirmed” was true', ({ words }) => percent(words.confirmed)),
    row('“likely” was true', ({ words }) => percent(words.likely)),
    row('“possible” was true', ({ words }) => percent(words.possible)),
    row('Utility', ({ utility }) => (utility.of === 0 ? '–' : (utility.part / utility.of).toFixed(2))),
    row('Calls: median; most', ({ calls }) => `${calls.median}; ${calls.most}`),
    row('Time: median; p95', ({ ms }) => `${seconds(ms.median)}; ${seconds(ms.p95)}`),
    row('Calls made again', ({ retries }) => String(retries)),
    row('Writes', ({ writes }) => String(writes)),
    row('Calls outside the printed policy', ({ outsidePolicy }) => String(outsidePolicy)),
  ];
}

function failures(results: readonly Result[]): readonly string[] {
  const wrong = results.filter(({ problems }) => problems.length > 0);
  if (wrong.length === 0) return ['Nothing, in this run.'];
  return wrong.map(({ playbook, scenario, problems }) => `- \`${playbook}: ${scenario}\`: ${problems.join('; ')}`);
}

function beside(results: readonly Result[]): readonly string[] {
  const found = results.filter(({ marks }) => (marks?.wrongConfirmations ?? []).length > 0);
  if (found.length === 0) return ['Nothing, in this run.'];
  return found.map(
    ({ playbook, scenario, marks }) => `- \`${playbook}: ${scenario}\`: ${marks?.wrongConfirmations.join(', ') ?? ''}`,
  );
}

function percent({ part, of }: Share): string {
  return of === 0 ? '–' : `${((100 * part) / of).toFixed(1)}% of ${of}`;
}

function fraction({ part, of }: Share): string {
  return of === 0 ? '–' : `${part} of ${of}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function table(head: readonly string[], body: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)];
}
