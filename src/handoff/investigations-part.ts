import type { Investigation } from '#app';
import type { State } from '../approval/standing.ts';
import { ofInvestigation } from './evidence.ts';
import type { Investigated } from './handoff.ts';

const done: ReadonlySet<State> = new Set([
  'approved',
  'executing',
  'unknown',
  'applied',
  'done',
  'reverting',
  'reverted',
  'revert-stopped',
  'revert-unknown',
  'kept',
]);

/** Of the investigations of a window, newest first, the last of each playbook and subject. */
export function investigated(
  investigations: readonly Investigation[],
  proposed: ReadonlyMap<string, readonly State[]>,
): readonly Investigated[] {
  const groups = Map.groupBy(investigations, (one) => `${one.ask.playbook} ${subjectKey(one)}`);
  return [...groups.values()].flatMap((all) => {
    const [last] = all;
    if (!last) return [];
    const states = all.flatMap(({ id }) => proposed.get(id) ?? []);
    return [
      {
        key: `investigation:${last.ask.playbook}:${subjectKey(last)}`,
        evidence: ofInvestigation(last),
        carried: 0,
        investigation: last.id,
        playbook: last.ask.playbook,
        subject: last.report?.subject.name ?? last.ask.subject ?? 'what this channel is about',
        at: last.startedAt,
        state: last.state,
        verdict: last.report?.diagnosis.kind ?? null,
        says: verdictOf(last),
        times: all.length,
        acted: actedOn(last, states),
      },
    ];
  });
}

/** Whether somebody still has to do something about it, as far as we know. */
export function isOpen({ verdict, acted }: Investigated): boolean {
  return acted !== 'changed' && acted !== 'not-needed' && verdict !== null;
}

function subjectKey({ report, ask }: Investigation): string {
  return report?.subject.arn ?? report?.subject.name ?? ask.subject ?? '';
}

function verdictOf({ state, report, failure }: Investigation): string {
  if (report) return report.diagnosis.says;
  if (state === 'running') return 'It is still under way.';
  return failure ?? 'It was interrupted, and nothing is known.';
}

function actedOn({ report }: Investigation, states: readonly State[]): Investigated['acted'] {
  if (states.some((state) => done.has(state))) return 'changed';
  if (report?.diagnosis.kind === 'not-happening') return 'not-needed';
  return states.length > 0 ? 'proposed' : 'nothing';
}
