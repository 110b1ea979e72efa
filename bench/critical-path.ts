import type { Report, ReportFact, Source } from '#engine';
import type { Fact, Playbook } from '#playbook';
import { factsOf } from '../src/engine/steps.ts';

/**
 * The longest chain of calls of an investigation in which each needs the answer of the one before: along the facts and
 * their inputs, as the playbook declares them, and within a fact from one call to those that it made after the answer.
 * Waiting in a queue makes no chain longer, and neither do further pages of a list, which a fact does not see.
 */
export function longestChain(playbook: Playbook, report: Report): number {
  const reported = new Map(report.facts.map((fact) => [fact.id, fact]));
  const depths = new Map<Fact<unknown>, number>();
  for (const fact of factsOf(playbook)) {
    const inputs = Object.values(fact.from).map((input) => ('maybe' in input ? input.maybe : input));
    const before = Math.max(0, ...inputs.map((input) => depths.get(input) ?? 0));
    depths.set(fact, before + ownDepth(reported.get(fact.id)));
  }
  return Math.max(0, ...depths.values());
}

/** How many of a fact's own calls followed one another. */
function ownDepth(fact: ReportFact | undefined): number {
  const calls = (fact?.sources ?? []).map(spanOf).toSorted((a, b) => a.end - b.end);
  let depth = 0;
  let free = -Infinity;
  for (const { begin, end } of calls) {
    if (begin < free) continue;
    depth += 1;
    free = end;
  }
  return depth;
}

/** In milliseconds; the time in a queue counts as part of the call. */
function spanOf({ at, ms }: Source): { readonly begin: number; readonly end: number } {
  const end = Date.parse(at);
  return { begin: end - ms, end };
}
