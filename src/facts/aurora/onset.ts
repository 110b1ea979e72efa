import { fact, maybe } from '#playbook';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { outage } from './outage.ts';
import type { Outage } from './outage.ts';
import { troubles } from './condition.ts';
import type { Trouble } from './condition.ts';

/** When it began, from what clients tell and from the state of the database; `onsets` is empty when nothing did. */
export interface Onset {
  readonly since: Date;
  readonly onsets: readonly Date[];
  readonly until: Date | null;
  /** The states that count as the symptom. */
  readonly troubles: readonly Trouble[];
}

export const onset = fact({
  id: 'aurora.onset',
  title: 'When connections began to fail',
  step: 'Clients',
  from: { window, outage: maybe(outage), troubles: maybe(troubles) },
  learn: ({ window, outage, troubles }): Onset =>
    onsetOf(outage.known ? outage.value : null, troubles.known ? troubles.value : [], window),
});

export function onsetOf(outage: Outage | null, troubles: readonly Trouble[], window: Window): Onset {
  const errors = outage?.errors ?? [];
  // Where clients were listened to and complain of nothing, only what keeps everybody out is believed; where they could
  // not be, what they need not have noticed is not either.
  const calm = outage !== null && outage.read.length > 0 && outage.hidden === null && errors.length === 0;
  const unheard = outage !== null && outage.hidden !== null && errors.length === 0;
  const counted = troubles.filter(
    ({ weight }) => weight === 'all' || (weight === 'some' && !calm) || (weight === 'brief' && !calm && !unheard),
  );
  const starts = [
    ...(outage?.since ? [outage.since] : []),
    ...(errors.length > 0 ? [] : counted.map(({ since }) => since ?? window.from)),
  ];
  const since = new Date(Math.min(...starts.map((at) => at.getTime()), window.to.getTime()));
  const open = counted.some(({ weight, until }) => until === null && (weight === 'all' || errors.length === 0));
  const ends = [
    ...(outage?.until ? [outage.until] : []),
    ...(errors.length > 0 ? [] : counted.flatMap(({ until }) => until ?? [])),
  ];
  const going = open || (errors.length > 0 && outage?.until === null);
  const quiet = ends.length > 0 ? new Date(Math.max(...ends.map((at) => at.getTime()))) : null;
  const recent = quiet !== null && window.to.getTime() - quiet.getTime() < 5 * 60_000;
  return {
    since,
    onsets: starts.length > 0 ? [since] : [],
    until: going || recent ? null : quiet,
    troubles: counted,
  };
}
