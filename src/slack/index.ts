export type { CallOutcome } from './counted-fetch.ts';
export { manifest } from './manifest.ts';
export type { Manifest } from './manifest.ts';
export type { RunningSlack } from './run.ts';
export { startSlack } from './start.ts';
export type { SlackStart } from './start.ts';
export type { Readiness } from './transport.ts';
export { SlackRefused } from './trouble.ts';
