export { clockIn, span } from './clock.ts';
export type { Clock } from './clock.ts';
export { gatherHandoff } from './gather.ts';
export type { HandoffParts } from './gather.ts';
export { isQuiet } from './handoff.ts';
export type * from './handoff.ts';
export { handoffReads } from './reads.ts';
