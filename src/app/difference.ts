import type { Finding, Report } from '#engine';

/** What a re-run shows that the earlier report did not, in plain sentences; one sentence when nothing has changed. */
export function changedSince(before: Report, after: Report): readonly string[] {
  const changes = [
    ...diagnosisChange(before, after),
    ...symptomChange(before, after),
    ...findingChanges(before, after),
    ...sightChanges(before, after),
  ];
  return changes.length > 0 ? changes : ['Nothing has changed.'];
}

function diagnosisChange(before: Report, after: Report): readonly string[] {
  if (before.subject.arn !== after.subject.arn || before.region !== after.region)
    return [
      `This is about ${after.subject.name} in ${after.region}; it was ${before.subject.name} in ${before.region}.`,
    ];
  const [was, is] = [before.diagnosis, after.diagnosis];
  if (was.kind === is.kind && was.rootCause === is.rootCause) return [];
  return [`The diagnosis has changed. It was: ${headline(before)} It is now: ${headline(after)}`];
}

/** A root cause by its title, since its sentence repeats numbers that the symptom's sentence has already. */
function headline({ diagnosis, findings }: Report): string {
  const root = findings.find(({ cause, role }) => cause === diagnosis.rootCause && role === 'root-cause');
  return sentence(root?.title ?? diagnosis.says);
}

function symptomChange({ symptom: was }: Report, { symptom: is }: Report): readonly string[] {
  if (!is.known)
    return was.known ? [`Whether it is happening can no longer be seen: ${sentence(is.blind.detail)}`] : [];
  if (!was.known) return [`Whether it is happening can now be seen: ${sentence(is.says)}`];
  if (was.seen && !is.seen) return [`It is no longer happening: ${sentence(is.says)}`];
  if (!was.seen && is.seen) return [`It is happening now: ${sentence(is.says)}`];
  if (is.until !== null && was.until === null) return [`It has ended, at ${time(is.until)}: ${sentence(is.says)}`];
  if (is.until === null && was.until !== null) return [`It has come back: ${sentence(is.says)}`];
  return was.says === is.says ? [] : [`Before: ${sentence(was.says)} Now: ${sentence(is.says)}`];
}

function findingChanges(before: Report, after: Report): readonly string[] {
  const earlier = new Map(before.findings.map((finding) => [finding.cause, finding]));
  const later = new Set(after.findings.map(({ cause }) => cause));
  const gone = before.findings
    .filter(({ cause }) => !later.has(cause) && cause !== before.diagnosis.rootCause)
    .map(({ title }) => `No longer found: ${sentence(title)}`);
  return [...after.findings.flatMap((finding) => findingChange(finding, earlier.get(finding.cause), after)), ...gone];
}

function findingChange(now: Finding, then: Finding | undefined, after: Report): readonly string[] {
  if (!then) return now.cause === after.diagnosis.rootCause ? [] : [`Found now: ${sentence(now.title)}`];
  if (now.confidence !== then.confidence) return [`${bare(now.title)}: now ${now.confidence}, was ${then.confidence}.`];
  const [share, was] = [percent(now.share), percent(then.share)];
  return share !== was && share !== null && was !== null
    ? [`${bare(now.title)}: now explains ${share} of it, was ${was}.`]
    : [];
}

function sightChanges(before: Report, after: Report): readonly string[] {
  const [was, is] = [gaps(before), gaps(after)];
  const seen = [...was].filter(([gap]) => !is.has(gap)).map(([, says]) => says);
  const hidden = [...is].filter(([gap]) => !was.has(gap)).map(([, says]) => says);
  return [
    ...(seen.length > 0 ? [`Can be seen now: ${seen.join(', ')}.`] : []),
    ...(hidden.length > 0 ? [`Can no longer be seen: ${hidden.join(', ')}.`] : []),
  ];
}

/** What was not seen, once for each permission or fact. */
function gaps({ blindSpots, facts }: Report): ReadonlyMap<string, string> {
  const titles = new Map(facts.map(({ id, title }) => [id, title]));
  return new Map(
    blindSpots.map(({ fact, action }) => {
      const title = titles.get(fact) ?? fact;
      return [action ?? fact, action === undefined ? title : `${title} (${action})`];
    }),
  );
}

function percent(share: number | null): string | null {
  return share === null ? null : `${Math.round(share * 100)} %`;
}

function time(iso: string): string {
  return `${iso.slice(11, 16)} UTC`;
}

function bare(text: string): string {
  return text.trim().replace(/[.!]$/u, '');
}

function sentence(text: string): string {
  return /[.!?…]$/u.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
