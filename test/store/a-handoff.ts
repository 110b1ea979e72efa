import type { ShiftHandoff } from '#store';

/** A handoff that is drafted; say only what matters to the test. */
export function aHandoff(parts: Partial<ShiftHandoff> = {}): Omit<ShiftHandoff, 'version'> {
  const { version: _, ...handoff } = {
    id: 'hnd_01',
    team: 'T1',
    occasion: '2026-11-23T08:00:00.000Z',
    at: new Date('2026-11-23T08:00:00.000Z'),
    since: new Date('2026-11-16T08:00:00.000Z'),
    outgoing: ['T1.U1'],
    incoming: ['T1.U2'],
    state: 'draft' as const,
    content: null,
    words: { context: '', watch: '', notes: '' },
    accepted: [],
    previous: null,
    version: 1,
    ...parts,
  };
  return handoff;
}
