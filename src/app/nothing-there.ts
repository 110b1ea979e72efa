import type { Report, ReportHead, Source } from '#engine';
import type { Playbook } from '#playbook';

/**
 * The report on a place that has nothing of the playbook's kind: finished, and nothing is happening there. `sources`
 * are the calls that showed it.
 */
export function nothingThere(
  { playbook, now }: { readonly playbook: Playbook; readonly now: Date },
  head: ReportHead,
  sources: readonly Source[],
  clock: () => Date,
): Report {
  const { title } = playbook.kind;
  const account = head.accountName ?? head.account;
  const says = `There is no ${title} in ${head.region}${account === null ? '' : ` of account ${account}`}.`;
  const finished = clock();
  return {
    schema: 1,
    ...head,
    playbook: playbook.id,
    playbookVersion: playbook.version,
    startedAt: now.toISOString(),
    finishedAt: finished.toISOString(),
    durationMs: finished.getTime() - now.getTime(),
    diagnosis: { kind: 'not-happening', rootCause: null, says },
    symptom: { known: true, seen: false, says, since: null, until: null },
    findings: [],
    noticed: [],
    ruledOut: [],
    unanswered: [],
    blindSpots: [],
    changes: [],
    next: [],
    facts: [
      {
        id: playbook.subject.id,
        title: playbook.subject.title,
        ms: sources.reduce((sum, { ms }) => sum + ms, 0),
        known: true,
        sources,
      },
    ],
  };
}
