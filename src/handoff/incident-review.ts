import type { Investigation } from '#app';
import type { Remedy } from '#changes';
import type { Change } from '#store';
import { timelineOf } from './story.ts';
import type { Moment, Story } from './story.ts';

type Report = NonNullable<Investigation['report']>;

/** The fields of a review after an incident, as far as our records fill them. Null and empty: a person has to. */
export interface IncidentReview {
  readonly title: string | null;
  readonly impact: string | null;
  /** ISO 8601. */
  readonly start: string | null;
  readonly end: string | null;
  /** When it was first looked into. */
  readonly detected: string | null;
  readonly timeline: readonly Moment[];
  readonly rootCause: { readonly says: string; readonly confidence: string | null } | null;
  readonly contributing: readonly string[];
  /** What was changed through us, and stayed or was undone. */
  readonly resolution: readonly string[];
  readonly followUps: readonly string[];
  /** What could not be seen at the time. */
  readonly unseen: readonly string[];
}

/** Fills in a review from what was recorded. It concludes nothing that the records do not say. */
export function reviewOf(story: Story, remedies: ReadonlyMap<string, Remedy>): IncidentReview {
  const reports = story.investigations.flatMap(({ report }) => report ?? []);
  const found = reports.filter(({ diagnosis }) => diagnosis.kind === 'diagnosed');
  const diagnosed = found.at(-1) ?? null;
  const seen = reports.filter(({ symptom }) => symptom.known && symptom.seen);
  const last = reports.at(-1) ?? null;
  return {
    title: titleOf(diagnosed ?? last),
    impact: saysOf(seen[0]),
    start: seen.flatMap(({ symptom }) => (symptom.known ? (symptom.since ?? []) : [])).toSorted()[0] ?? null,
    end: endOf(last),
    detected: story.investigations[0]?.startedAt ?? null,
    timeline: timelineOf(story, remedies),
    rootCause: diagnosed && rootCauseOf(diagnosed),
    contributing: diagnosed
      ? diagnosed.findings.filter(({ role }) => role === 'contributing-factor').map(({ says }) => says)
      : [],
    resolution: story.changes.flatMap((change) => resolutionOf(change, remedies)),
    followUps: [
      ...story.changes.flatMap((change) => debtOf(change, remedies)),
      ...(diagnosed ? fixesOf(diagnosed) : []),
    ],
    unseen: [...new Set(reports.flatMap(({ blindSpots }) => blindSpots.map(({ detail, action }) => action ?? detail)))],
  };
}

function titleOf(report: Report | null): string | null {
  return report && `${report.playbook} ${report.subject.name}`;
}

function saysOf(report: Report | undefined): string | null {
  return report?.symptom.known ? report.symptom.says : null;
}

/** The last that was seen of it has to say that it is over: that nobody looked again is no end. */
function endOf(last: Report | null): string | null {
  if (!last?.symptom.known) return null;
  return last.symptom.until ?? null;
}

function rootCauseOf({ diagnosis, findings }: Report): NonNullable<IncidentReview['rootCause']> {
  const root = findings.find(({ cause }) => cause === diagnosis.rootCause);
  return { says: diagnosis.says, confidence: root?.confidence ?? null };
}

function fixesOf({ findings }: Report): readonly string[] {
  return findings.filter(({ role }) => role === 'root-cause').map(({ fix }) => fix);
}

function resolutionOf({ proposal, standing }: Change, remedies: ReadonlyMap<string, Remedy>): readonly string[] {
  const what = remedies.get(proposal.action)?.title ?? proposal.action;
  const ends = new Map<string, string>([
    ['applied', 'in force'],
    ['kept', 'kept for good'],
    ['done', 'done'],
    ['reverted', 'undone'],
  ]);
  const end = ends.get(standing.state);
  return end === undefined ? [] : [`${what}: ${end}`];
}

/** What a change leaves to be done. */
function debtOf({ proposal, standing, review }: Change, remedies: ReadonlyMap<string, Remedy>): readonly string[] {
  const what = remedies.get(proposal.action)?.title ?? proposal.action;
  return [
    ...(review?.state === 'open' ? [`Review what was done without approval: ${what} (${proposal.id})`] : []),
    ...(standing.state === 'applied' ? [`A lasting fix before “${what}” ends at ${standing.until.toISOString()}`] : []),
    ...(standing.state === 'kept' ? [`Write down where it is configured that “${what}” stays`] : []),
    ...(['unknown', 'revert-unknown', 'revert-stopped'].includes(standing.state)
      ? [`Decide about “${what}” (${proposal.id}): it is ${standing.state}`]
      : []),
  ];
}
