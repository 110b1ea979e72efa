import type { IamAction } from '#playbook';
import { remedies } from '#remediations';
import { seekers, whoMade } from '#remediations/unowned/index';
import { handoffReads } from '../../src/handoff/index.ts';
import { code, table } from './page.ts';

/** What each action is for that no playbook needs alone: those of changes, and those of handoffs. */
export function otherPurposes(): readonly string[] {
  return ['### Changes', changes(), '### Handoffs', handoffs()];
}

function changes(): string {
  const uses = new Map<IamAction, Set<string>>();
  const note = (action: IamAction, use: string) => uses.set(action, (uses.get(action) ?? new Set()).add(use));
  for (const remedy of remedies.values()) {
    if (remedy.kind !== 'guarded') continue;
    for (const { action } of [...remedy.reads, ...remedy.writes]) note(action, code(remedy.id));
  }
  for (const { reads } of [...seekers, whoMade])
    for (const { action } of reads) note(action, 'temporary changes that somebody made by hand');
  const rows = [...uses].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return table(
    ['Action', 'For'],
    rows.map(([action, of]) => [code(action), [...of].join(', ')]),
  );
}

const purposes: ReadonlyMap<string, string> = new Map([
  ['cloudwatch:DescribeAlarms', 'which alarms ring, and what they are about'],
  ['cloudwatch:DescribeAlarmHistory', 'how often alarms rang in this shift and before'],
  ['cloudtrail:LookupEvents', 'deployments, and what else was changed in the shift'],
]);

function handoffs(): string {
  const actions = [...new Set(handoffReads.map(({ action }) => action))].toSorted();
  return table(
    ['Action', 'For'],
    actions.map((action) => [code(action), purposes.get(action) ?? '']),
  );
}
