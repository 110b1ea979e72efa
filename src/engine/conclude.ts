import type { Sighting, Symptom } from '#playbook';
import type { Ranking } from './rank.ts';
import type { Diagnosis, Unanswered } from './report.ts';

/** The headline, from what is seen, what stands, and what could not be told. */
export function conclude(
  symptom: Sighting<Symptom>,
  { root, findings }: Ranking,
  unanswered: readonly Unanswered[],
): Diagnosis {
  if (symptom.known && !symptom.value.seen) return { kind: 'not-happening', rootCause: null, says: symptom.value.says };
  if (root)
    return { kind: 'diagnosed', rootCause: root.cause, says: recovered(`${root.title}. ${root.says}`, symptom) };
  const gaps = gapsOf(unanswered);
  const [candidate] = findings;
  if (candidate) {
    const how = candidate.confidence === 'confirmed' ? 'Certain so far' : 'The best guess so far';
    const says = `${how}: ${lowerFirst(candidate.title)}. What caused it could not be settled${gaps ? `: ${gaps}` : ''}.`;
    return { kind: 'undecided', rootCause: null, says: recovered(says, symptom) };
  }
  if (!symptom.known || unanswered.length > 0) {
    const says = symptom.known
      ? `It is happening, but what would tell the cause could not be read${gaps ? `: ${gaps}` : ''}.`
      : `Whether it is happening could not be read: ${symptom.blind.detail}`;
    return { kind: 'blind', rootCause: null, says };
  }
  return {
    kind: 'unexplained',
    rootCause: null,
    says: recovered('It is happening, and none of the causes known here explains it.', symptom),
  };
}

function recovered(says: string, symptom: Sighting<Symptom>): string {
  const until = symptom.known && symptom.value.seen ? symptom.value.until : null;
  return until ? `${says} It has recovered: the last of it was at ${until.toISOString().slice(11, 16)} UTC.` : says;
}

/** The missing permissions first, since they are what a person can mend; else the first reason. */
function gapsOf(unanswered: readonly Unanswered[]): string {
  const denied = new Set(
    unanswered.flatMap(({ blind }) => (blind.why === 'denied' && blind.action ? [blind.action] : [])),
  );
  if (denied.size > 0) return `not allowed to use ${[...denied].slice(0, 3).join(', ')}${denied.size > 3 ? ', …' : ''}`;
  return unanswered[0] ? unanswered[0].blind.detail : '';
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
