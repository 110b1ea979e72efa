import type { Report } from '#engine';
import type { Scenario } from '#simulation/scenario';

/**
 * What is wrong with a report, given the truth of its scenario; empty when it is right. Strict: the kind, the root and
 * its resource, nothing tempting claimed, every gap named, and quotations that stand in the evidence.
 */
export function examine({ truth }: Pick<Scenario, 'truth'>, report: Report): readonly string[] {
  const { diagnosis, findings, blindSpots, unanswered } = report;
  const problems: string[] = [];
  const expect = (right: boolean, problem: string): void => {
    if (!right) problems.push(problem);
  };
  const root = findings.find(({ role, confidence }) => role === 'root-cause' && confidence !== 'possible');
  expect(diagnosis.kind === truth.kind, `says ${diagnosis.kind}, is ${truth.kind}`);
  if (truth.kind === 'diagnosed' && truth.rootCause)
    expect(
      truth.rootCause.includes(diagnosis.rootCause ?? ''),
      `names ${diagnosis.rootCause}, is ${truth.rootCause.join(' or ')}`,
    );
  else expect(diagnosis.rootCause === null, `names ${diagnosis.rootCause}, and nothing may be named`);
  if (truth.resource && root)
    expect(
      root.resources.some((one) => one.includes(truth.resource ?? '')),
      `blames ${root.resources[0]}, not ${truth.resource}`,
    );
  for (const cause of truth.contributing ?? [])
    expect(
      findings.some((one) => one.cause === cause && one.role === 'contributing-factor'),
      `misses ${cause} as contributing`,
    );
  for (const cause of truth.possible ?? [])
    expect(
      findings.some((one) => one.cause === cause && one.confidence === 'possible'),
      `misses ${cause} as possible`,
    );
  for (const cause of truth.noticed ?? [])
    expect(
      report.noticed.some((one) => one.cause === cause),
      `does not notice ${cause}`,
    );
  for (const cause of truth.mustNotClaim ?? [])
    expect(
      diagnosis.rootCause !== cause && !findings.some((one) => one.cause === cause && one.confidence === 'confirmed'),
      `claims ${cause}`,
    );
  for (const action of truth.gaps ?? [])
    expect(
      blindSpots.some((blind) => blind.action === action),
      `does not name the gap ${action}`,
    );
  if (truth.atMost && root) expect(root.confidence !== 'confirmed', 'is too sure');
  const { quotes } = truth;
  if (quotes)
    expect(
      findings.some(({ evidence }) => evidence.some((one) => one.quotes.some((text) => text.includes(quotes)))),
      `does not quote “${quotes}”`,
    );
  if (truth.recovered) expect(diagnosis.says.includes('recovered'), 'does not say that it has recovered');
  if (truth.kind === 'not-happening') expect(findings.length === 0, `asserts ${findings[0]?.cause} on a quiet day`);
  for (const { cause, blind } of unanswered) expect(blind.why !== 'bug', `bug in ${cause}: ${blind.detail}`);
  for (const { fact, why, detail } of blindSpots) expect(why !== 'bug', `bug in ${fact}: ${detail}`);
  return problems;
}
