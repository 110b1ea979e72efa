export { manifest } from './manifest.ts';
export { slackPeople } from './people.ts';
export type { RunningSlack } from './run.ts';
export { startSlack } from './start.ts';
export { SlackRefused } from './trouble.ts';
