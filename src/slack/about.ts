import { commandOf } from '#app';
import type { App, Investigation } from '#app';
import type { Report } from '#engine';
import type { Proposable } from './cards/headline.ts';

/** What people call the thing that an investigation is about; null when that was not typed. */
export function subjectOf({ ask }: Pick<Investigation, 'ask'>, { playbooks }: Pick<App, 'playbooks'>): string | null {
  if (ask.subject === null) return null;
  const kind = playbooks.get(ask.playbook)?.kind;
  return kind?.isArn(ask.subject) === true ? kind.nameOf(ask.subject) : ask.subject;
}

/** A name for an investigation that has no report. */
export function aboutOf(investigation: Pick<Investigation, 'ask'>, app: Pick<App, 'playbooks'>): string {
  return subjectOf(investigation, app) ?? investigation.ask.playbook;
}

/** A playbook worth running next, and the complete command for it. */
export interface Next {
  readonly playbook: string;
  readonly command: string;
}

const mostProposed = 3;

/** What the likeliest causes put forward, of what there is; nothing where nothing may be changed. */
export function proposableOf(
  { diagnosis, findings }: Report,
  { changes }: Pick<App, 'changes'>,
): readonly Proposable[] {
  if (changes === null) return [];
  const root = findings.filter(({ cause }) => cause === diagnosis.rootCause);
  const meant = root.length > 0 ? root : findings.slice(0, 2);
  const all = meant.flatMap(({ cause, offers }) =>
    offers.flatMap(({ remediation, title, risk }, offer): readonly Proposable[] =>
      changes.remedies.has(remediation) ? [{ cause, offer, title, byHand: risk === null }] : [],
    ),
  );
  return all.slice(0, mostProposed);
}

const mostNext = 2;

/** Of the playbooks that the report suggests, those that there are; about the same thing where they are about such. */
export function nextOf(
  report: Pick<Report, 'next' | 'subject'>,
  { ask }: Pick<Investigation, 'ask'>,
  { playbooks }: Pick<App, 'playbooks'>,
): readonly Next[] {
  const kind = playbooks.get(ask.playbook)?.kind.id;
  const known = report.next.flatMap((id) => playbooks.get(id) ?? []).slice(0, mostNext);
  return known.map((playbook) => {
    const subject = playbook.kind.id === kind ? (report.subject.arn ?? report.subject.name) : null;
    return { playbook: playbook.id, command: commandOf({ ...ask, playbook: playbook.id, subject }) };
  });
}
