import type { Change, Given, Place, Playbook, Reader, Sighting, Symptom } from '#playbook';
import { distinct } from './blind-spots.ts';
import { conclude } from './conclude.ts';
import { consider } from './consider.ts';
import type { Answer } from './consider.ts';
import { Notebook } from './notebook.ts';
import type { FactRecord } from './notebook.ts';
import type { Progress } from './progress.ts';
import { noticedOnly, rank } from './rank.ts';
import type { Ranking } from './rank.ts';
import type { Report, ReportChange, ReportFact, ReportHead, ReportSymptom, Unanswered } from './report.ts';
import { factsOf, StepList } from './steps.ts';
import { triggerOf } from './trigger.ts';

export interface InvestigateOptions {
  /** What the investigation is about; goes into the report as it is. */
  readonly head: ReportHead;
  /** Facts supplied rather than read: at least the playbook's subject and the window. */
  readonly given: readonly Given[];
  readonly read: Reader;
  readonly place: Place;
  /** The moment of asking. */
  readonly now: Date;
  /** For measuring; default the system clock. */
  readonly clock?: () => Date;
  /** Milliseconds after which it answers with what it has; default the playbook's own. */
  readonly deadlineMs?: number;
  /** Aborted when nobody wants the answer any more: the investigation then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Takes secrets out of a text; applied to everything that came from AWS. */
  readonly redact: (text: string) => string;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Runs one playbook: learns its facts, asks its judges, ranks what stands and concludes. Reads that fail become blind
 * spots. Rejects only with `CannotInvestigate`, or with the signal's reason.
 */
export async function investigate(playbook: Playbook, options: InvestigateOptions): Promise<Report> {
  const { head, given, read, place, now, signal, redact, onProgress } = options;
  const clock = options.clock ?? (() => new Date());
  const started = clock();
  const over = new AbortController();
  const timeUp = AbortSignal.timeout(options.deadlineMs ?? playbook.deadlineMs);
  const deadline = AbortSignal.any([signal, timeUp, over.signal]);
  const steps = new StepList(playbook);
  const onRecord = ({ fact, sighting }: FactRecord): void => {
    steps.note(fact, sighting.known);
    onProgress?.(steps.progress());
  };
  const notebook = new Notebook({ given, read, place, now, deadline, clock, onRecord });
  const [symptom, changes, answers] = await Promise.all([
    notebook.learn(playbook.symptom),
    notebook.learn(playbook.changes),
    Promise.all(playbook.causes.map((cause) => consider(cause, notebook, redact))),
  ]).finally(() => over.abort());
  signal.throwIfAborted();
  const unanswered = answers.flatMap((answer): Unanswered[] =>
    answer.kind === 'unanswered'
      ? [{ cause: answer.cause.id, title: answer.cause.title, blind: clean(answer.blind, redact) }]
      : [],
  );
  const ranking = weigh(symptom, answers);
  const diagnosis = conclude(symptom, ranking, unanswered);
  const finished = clock();
  const order = factsOf(playbook);
  const bugs = unanswered.flatMap(({ blind }) => (blind.why === 'bug' ? [blind] : []));
  return {
    schema: 1,
    ...head,
    playbook: playbook.id,
    playbookVersion: playbook.version,
    startedAt: started.toISOString(),
    finishedAt: finished.toISOString(),
    durationMs: finished.getTime() - started.getTime(),
    diagnosis: { ...diagnosis, says: redact(diagnosis.says) },
    symptom: symptomOf(symptom, redact),
    findings: ranking.findings,
    noticed: ranking.noticed,
    ruledOut: answers.flatMap((answer) =>
      answer.kind === 'ruled-out'
        ? [{ cause: answer.cause.id, title: answer.cause.title, evidence: answer.evidence }]
        : [],
    ),
    unanswered,
    blindSpots: distinct([...notebook.blindSpots(order).map((blind) => clean(blind, redact)), ...bugs]),
    changes: changes.known
      ? changesOf(changes.value, triggerIn(changes.value, playbook, ranking, symptom), redact)
      : [],
    next: playbook.next(diagnosis.rootCause).filter((id) => id !== playbook.id),
    facts: notebook.records(order).flatMap(factOf),
  };
}

function weigh(symptom: Sighting<Symptom>, answers: readonly Answer[]): Ranking {
  if (!symptom.known) return rank(answers, null);
  if (symptom.value.seen) return rank(answers, symptom.value);
  return { root: null, findings: [], noticed: noticedOnly(answers, 'the symptom is not there') };
}

function symptomOf(symptom: Sighting<Symptom>, redact: (text: string) => string): ReportSymptom {
  if (!symptom.known) return { known: false, blind: clean(symptom.blind, redact) };
  const { value } = symptom;
  const when = value.seen
    ? { since: value.since.toISOString(), until: value.until?.toISOString() ?? null }
    : { since: null, until: null };
  return { known: true, seen: value.seen, says: redact(value.says), ...when };
}

function clean<B extends { readonly detail: string }>(blind: B, redact: (text: string) => string): B {
  return { ...blind, detail: redact(blind.detail) };
}

function triggerIn(
  changes: readonly Change[],
  { causes }: Playbook,
  { root }: Ranking,
  symptom: Sighting<Symptom>,
): Change | null {
  const cause = causes.find(({ id }) => id === root?.cause);
  if (!root || !cause || !symptom.known || !symptom.value.seen) return null;
  return triggerOf(changes, { resources: root.resources, layer: cause.layer }, symptom.value);
}

function changesOf(
  changes: readonly Change[],
  trigger: Change | null,
  redact: (text: string) => string,
): ReportChange[] {
  return changes
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map((change) => {
      const { at, what, who, event } = change;
      return {
        at: at.toISOString(),
        what: redact(what),
        who,
        event,
        ...(change === trigger && { trigger: true as const }),
      };
    });
}

function factOf({ fact, sighting, ms, sources }: FactRecord): ReportFact[] {
  if (fact.learn === undefined) return [];
  // By name, since which of them came first says nothing.
  const byCall = sources.toSorted((a, b) => a.call.localeCompare(b.call) || a.at.localeCompare(b.at));
  return [{ id: fact.id, title: fact.title, ms, known: sighting.known, sources: byCall }];
}
