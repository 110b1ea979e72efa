export { investigate } from './investigate.ts';
export type { Progress, Step } from './progress.ts';
export type * from './report.ts';
export { once } from './reads.ts';
export { factsOf } from './steps.ts';
