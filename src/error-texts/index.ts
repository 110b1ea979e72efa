export { serviceOfHost } from './aws-service.ts';
export { classifyError } from './classify.ts';
export type { AddressKind, DenialReason, Engine, ErrorText, Meaning, Peer, PolicyKind } from './error-text.ts';
