export { errorSerializers, logRedaction, redactPaths } from './log.ts';
export { redacted } from './patterns.ts';
export { longestText, redactText } from './text.ts';
export { redactValue } from './value.ts';
