import type { Handoff, InForce } from '../../src/handoff/index.ts';

/** A handoff of a shift in which nothing happened. */
export const nothing: Handoff = {
  schema: 1,
  window: { from: '', to: '' },
  timeZone: 'UTC',
  madeAt: '',
  onCall: null,
  startHere: null,
  inForce: [],
  byOthers: [],
  alarms: [],
  investigations: [],
  waiting: [],
  reviews: [],
  seenChanges: [],
  unseen: [],
  numbers: {
    alarms: { now: 0, before: 0 },
    offHours: { now: 0, before: 0 },
    flapping: [],
    firstDiagnosisMs: { now: null, before: null },
    investigations: { now: 0, before: 0 },
  },
};

/** A temporary change that is in force. */
export function inForce(id: string): InForce {
  return {
    key: `change:${id}`,
    evidence: { message: null, command: null, console: null },
    carried: 0,
    change: id,
    title: 'Mute',
    account: '1',
    region: 'us-east-1',
    resources: [],
    owner: 'T1.U1',
    state: 'applied',
    says: 'muted',
    until: null,
    undo: 'unmuted',
  };
}
