import type { Because, Bearing, BlindSpot, Cause, Confidence, Fact, Judge, Verdict } from '#playbook';
import { toBlindSpot } from './blind-spots.ts';
import type { Notebook } from './notebook.ts';
import { stands } from './quotes.ts';
import type { ReportEvidence } from './report.ts';

/** A cause that its judge let stand. */
export interface Standing {
  readonly kind: 'stands';
  readonly cause: Cause;
  readonly confidence: Confidence;
  readonly says: string;
  readonly bearing: Bearing;
  readonly evidence: readonly ReportEvidence[];
  readonly wouldSettle: readonly BlindSpot[];
}

/** The answer to one hypothesis: it stands, it is ruled out, or it could not be told. */
export type Answer =
  | Standing
  | { readonly kind: 'ruled-out'; readonly cause: Cause; readonly evidence: readonly ReportEvidence[] }
  | {
      readonly kind: 'unanswered';
      readonly cause: Cause;
      readonly blind: BlindSpot;
      /** All that it could bear on; it may be anything where there is none. */
      readonly scope?: readonly string[] | undefined;
    };

/** Asks one cause's judge, once everything it needs is known. A judge that throws leaves its cause unanswered. */
export async function consider(cause: Cause, notebook: Notebook, redact: (text: string) => string): Promise<Answer> {
  const inputs = await notebook.gather(cause.from);
  if (!inputs.known) return { kind: 'unanswered', cause, blind: inputs.blind };
  try {
    const verdict = cause.judge(inputs.value as never, judge);
    if (verdict.verdict === 'unanswered')
      return { kind: 'unanswered', cause, blind: verdict.blind, scope: verdict.scope };
    const evidence = cite(cause, verdict, inputs.value, notebook, redact);
    if (verdict.verdict === 'ruled-out') return { kind: 'ruled-out', cause, evidence };
    const { verdict: confidence, says, because: _, ...bearing } = verdict;
    const wouldSettle = Object.values(inputs.value).flatMap((value) => (isBlind(value) ? [value.blind] : []));
    return { kind: 'stands', cause, confidence, says: redact(says), bearing, evidence, wouldSettle };
  } catch (error) {
    return { kind: 'unanswered', cause, blind: toBlindSpot(cause.id, error) };
  }
}

const judge: Judge<string> = {
  ruledOut: (because) => ({ verdict: 'ruled-out', because }),
  unanswered: (blind, scope) => ({ verdict: 'unanswered', blind, scope }),
  possible: (says, because, bearing) => ({ verdict: 'possible', says, because, ...bearing }),
  likely: (says, because, bearing) => ({ verdict: 'likely', says, because, ...bearing }),
  confirmed: (says, because, bearing) => ({ verdict: 'confirmed', says, because, ...bearing }),
};

function cite(
  cause: Cause,
  verdict: Exclude<Verdict<string>, { verdict: 'unanswered' }>,
  known: Record<string, unknown>,
  notebook: Notebook,
  redact: (text: string) => string,
): ReportEvidence[] {
  return Object.entries(verdict.because).flatMap(([input, given]) => {
    const from = cause.from[input];
    if (!from || given === undefined) return [];
    const fact = 'maybe' in from ? from.maybe : from;
    const { says, quotes = [], link }: Because = typeof given === 'string' ? { says: given } : given;
    return [
      {
        fact: fact.id,
        says: redact(says),
        quotes: quotes.filter((quote) => quote !== '' && stands(quote, known[input])).map(redact),
        action: actionOf(fact, notebook),
        link: link ?? null,
      },
    ];
  });
}

/**
 * The IAM action behind a fact: that of its own calls, or for a derived fact that of what it was derived from. Of
 * several the last declared is the decisive one.
 */
function actionOf(fact: Fact<unknown>, notebook: Notebook): ReportEvidence['action'] {
  const made = new Set(notebook.record(fact)?.sources.map(({ call }) => call));
  const own = fact.reads.findLast(({ id }) => made.has(id));
  if (own) return own.action;
  const inputs = Object.values(fact.from);
  const required = inputs.filter((input) => !('maybe' in input));
  for (const input of [...required.toReversed(), ...inputs.toReversed()]) {
    const action = actionOf('maybe' in input ? input.maybe : input, notebook);
    if (action) return action;
  }
  return null;
}

function isBlind(value: unknown): value is { known: false; blind: BlindSpot } {
  return typeof value === 'object' && value !== null && 'known' in value && value.known === false && 'blind' in value;
}
