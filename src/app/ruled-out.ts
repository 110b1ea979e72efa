import type { RuledOut } from '#engine';

/** Causes that the same sentence rules out, so that it is said once. */
export interface SameReason {
  readonly why: string;
  readonly titles: readonly string[];
}

/** Ruled-out causes by what rules them out, in the order of the first of each. `why` joins the sentences given. */
export function byReason(
  items: readonly RuledOut[],
  why: (evidence: RuledOut['evidence']) => string,
): readonly SameReason[] {
  const groups = Map.groupBy(items, ({ evidence }) => why(evidence));
  return [...groups].map(([reason, own]) => ({ why: reason, titles: own.map(({ title }) => title) }));
}
