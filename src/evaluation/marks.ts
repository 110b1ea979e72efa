import type { Diagnosis, Finding } from '#engine';
import type { Confidence, Playbook } from '#playbook';
import type { Scenario, Truth } from '#simulation/scenario';
import { withWhatFollows } from './follows.ts';

/** Of a report, what marks are given for. */
interface Judged {
  readonly diagnosis: Pick<Diagnosis, 'kind' | 'rootCause'>;
  readonly findings: readonly Pick<Finding, 'cause' | 'confidence' | 'role'>[];
}

/** What a report is worth, held against the truth of its scenario. */
export interface Marks {
  /** The root cause that is named is right; null where none may be named. */
  readonly rootFirst: boolean | null;
  /** It is among the first three findings. */
  readonly rootWithinThree: boolean | null;
  /** Findings said to be confirmed that are neither true nor follow from what is. */
  readonly wrongConfirmations: readonly string[];
  /** Causes likely or confirmed although nothing is wrong. */
  readonly falseAlarms: readonly string[];
  /** Something is wrong, and the report says that nothing is. */
  readonly calledHealthy: boolean;
  readonly contributing: { readonly found: number; readonly missed: number; readonly invented: number };
  /** Each finding's word, and whether the finding was right. */
  readonly words: readonly { readonly word: Confidence; readonly right: boolean }[];
  /** Nothing could be told, in truth and by the report. */
  readonly cannotTell: { readonly inTruth: boolean; readonly said: boolean };
  /** Right +1, nothing said 0, wrong −3. */
  readonly utility: number;
}

export function marksOf(
  { id, truth }: Pick<Scenario, 'id' | 'truth'>,
  report: Judged,
  { causes }: Pick<Playbook, 'causes'>,
): Marks {
  const { diagnosis, findings } = report;
  const right = withWhatFollows(happened(id, truth), causes);
  const roots = truth.kind === 'diagnosed' ? (truth.rootCause ?? []) : [];
  const isRight = ({ cause }: Pick<Finding, 'cause'>) => right.has(cause);
  const sure = findings.filter(({ confidence }) => confidence !== 'possible');
  const found = findings.filter(({ role }) => role === 'contributing-factor').map(({ cause }) => cause);
  const expected = truth.contributing ?? [];
  const healthy = truth.kind === 'not-happening';
  const wrongConfirmations = findings
    .filter((one) => one.confidence === 'confirmed' && !isRight(one))
    .map(({ cause }) => cause);
  const falseAlarms = healthy ? sure.map(({ cause }) => cause) : [];
  const calledHealthy = !healthy && truth.kind === 'diagnosed' && diagnosis.kind === 'not-happening';
  const rootFirst = roots.length > 0 ? roots.includes(diagnosis.rootCause ?? '') : null;
  return {
    rootFirst,
    rootWithinThree: roots.length > 0 ? findings.slice(0, 3).some(({ cause }) => roots.includes(cause)) : null,
    wrongConfirmations,
    falseAlarms,
    calledHealthy,
    contributing: {
      found: expected.filter((cause) => found.includes(cause)).length,
      missed: expected.filter((cause) => !found.includes(cause)).length,
      invented: found.filter((cause) => !right.has(cause)).length,
    },
    words: findings.map((one) => ({ word: one.confidence, right: isRight(one) })),
    cannotTell: { inTruth: cannotTell(truth.kind), said: cannotTell(diagnosis.kind) },
    utility: utilityOf(truth, report, rootFirst, calledHealthy),
  };
}

/**
 * The causes that are true. Where nothing may be named, for what would tell was denied, the scenario is still called
 * after what really happened: its consequences are there to be seen.
 */
function happened(id: string, { kind, rootCause, contributing, possible, noticed }: Truth): readonly string[] {
  const named = [...(rootCause ?? []), ...(contributing ?? []), ...(possible ?? []), ...(noticed ?? [])];
  return kind === 'undecided' || kind === 'blind' ? [...named, id.split('/')[0] ?? id] : named;
}

function utilityOf(truth: Truth, { diagnosis }: Judged, rootFirst: boolean | null, calledHealthy: boolean): number {
  if (cannotTell(diagnosis.kind)) return cannotTell(truth.kind) ? 1 : 0;
  if (calledHealthy || rootFirst === false) return -3;
  return diagnosis.kind === truth.kind ? 1 : -3;
}

function cannotTell(kind: Truth['kind']): boolean {
  return kind === 'undecided' || kind === 'unexplained' || kind === 'blind';
}
