import { WriteFailure } from '#playbook';
import { failureOf, isFromElsewhere, wasThrottled } from './failures.ts';
import type { Asked } from './failures.ts';

/** What tells whether a request was carried out. Every one of these may be missing. */
interface Trace {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly syscall?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  /** Of an attempt to connect to several addresses. */
  readonly errors?: unknown;
}

/**
 * Turns what the SDK threw for a write into a `WriteFailure`. It is `refused` only when it is certain that nothing was
 * changed: AWS itself said no, or no connection was made. Everything else is `unclear`: errors of AWS's own (5xx), a
 * connection that broke, silence, and answers that are not AWS's. Mistakes of our own stay what they are.
 */
export function writeFailureOf(error: unknown, asked: Asked): Error {
  if (error instanceof WriteFailure) return error;
  const failure = failureOf(error, asked);
  if (failure === error) return failure;
  const outcome = isRefusal(error) ? 'refused' : 'unclear';
  return new WriteFailure(outcome, failure.message, asked.action, { cause: failure });
}

function isRefusal(error: unknown): boolean {
  if (wasThrottled(error)) return true;
  if (isFromElsewhere(error)) return false;
  const status = (error as Trace).$metadata?.httpStatusCode;
  if (status !== undefined) return status >= 400 && status < 500 && status !== 408;
  return neverConnected(error);
}

/** Codes alone do not tell: a host may become unreachable while a request is on its way to it. */
function neverConnected(error: unknown): boolean {
  const { syscall, code, message, errors } = error as Trace;
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  if (typeof message === 'string' && message.includes('did not establish a connection')) return true;
  if (Array.isArray(errors) && errors.length > 0) return errors.every(neverConnected);
  return typeof code === 'string' && /CERT|SELF_SIGNED|^ERR_TLS|UNABLE_TO_/.test(code);
}
