/** What the target answered, by class; `none` when no answer of a target is logged. */
export type TargetAnswer = 'none' | '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'other';

/** How many requests ended with this status for the client and this class of answer from the target. */
export interface Outcome {
  /** The status the client got; null when the load balancer logged none. */
  readonly elb: number | null;
  readonly target: TargetAnswer;
  readonly count: number;
}

export interface OutcomeCounter {
  add(elb: number | null, target: number | null): void;
  /** The most frequent first. */
  outcomes(): Outcome[];
}

const answers: readonly TargetAnswer[] = ['none', '1xx', '2xx', '3xx', '4xx', '5xx', 'other'];
const unlisted = answers.indexOf('other');
/** Real traffic has a dozen outcomes; what comes beyond this many is counted under `null` and `other`. */
const mostOutcomes = 48;

function answerIndex(status: number | null): number {
  if (status === null) return 0;
  const index = Math.floor(status / 100);
  return index >= 1 && index <= 5 ? index : unlisted;
}

/** Counts outcomes in bounded memory. Kept as numbers: there is one for each row of each table. */
export function createOutcomes(): OutcomeCounter {
  const counts = new Map<number, number>();
  return {
    add: (elb, target) => {
      const code = (elb ?? -1) * answers.length + answerIndex(target);
      const kept = counts.has(code) || counts.size < mostOutcomes ? code : unlisted - answers.length;
      counts.set(kept, (counts.get(kept) ?? 0) + 1);
    },
    outcomes: () =>
      inOrder(
        [...counts].map(([code, count]) => {
          const elb = Math.floor(code / answers.length);
          return { elb: elb < 0 ? null : elb, target: answers[code - elb * answers.length] ?? 'other', count };
        }),
      ),
  };
}

export function mergeOutcomes(lists: readonly (readonly Outcome[])[]): Outcome[] {
  const merged = new Map<string, Outcome>();
  for (const outcome of lists.flat()) {
    const key = `${outcome.elb} ${outcome.target}`;
    merged.set(key, { ...outcome, count: outcome.count + (merged.get(key)?.count ?? 0) });
  }
  return inOrder([...merged.values()]);
}

function inOrder(outcomes: Outcome[]): Outcome[] {
  return outcomes.sort(
    (a, b) =>
      b.count - a.count || (a.elb ?? -1) - (b.elb ?? -1) || answers.indexOf(a.target) - answers.indexOf(b.target),
  );
}
