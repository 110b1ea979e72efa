export { redactPaths } from './log-paths.ts';
export { redacted } from './patterns.ts';
export { redactText } from './text.ts';
export { redactValue } from './value.ts';
