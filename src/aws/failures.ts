import { isThrottlingError } from '@smithy/core/retry';
import { CannotInvestigate, ReadFailure } from '#playbook';
import type { IamAction } from '#playbook';
import { NotFromAws } from './answers.ts';
import { credentialProblem } from './credential-problems.ts';

/** What was asked, and where. */
export interface Asked {
  readonly action: IamAction;
  readonly region: string;
}

/** Why a read was out of reach: nothing that is AWS answered at `host`. It is the cause of such a `ReadFailure`. */
class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Whether AWS could not be reached at all. When every read failed so, the investigation has seen nothing. */
export function isUnreachable(failure: ReadFailure): boolean {
  return failure.cause instanceof Unreachable;
}

/** What the SDK's errors may carry. Every one of these may be missing. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly hostname?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const denials =
  /^(AccessDenied(Exception)?|Unauthorized(Operation|Access|Exception)?|Forbidden(Exception)?|NotAuthorized(Exception)?|AuthorizationError(Exception)?|AllAccessDisabled|OptInRequired|SubscriptionRequired(Exception)?)$/;
const absences = /NotFound(Exception)?$|^NoSuch|DoesNotExist|Nonexistent/;
/** S3's name for an object in an archive, which it answers with 403 as well. */
const archived = 'InvalidObjectState';
const networkCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EPROTO',
]);

/**
 * Turns what the SDK threw into a blind spot of one read, or into the end of the investigation when no read can work.
 * AWS names errors differently in each of its protocols; a proxy in between has no names at all. Mistakes of our own
 * stay what they are.
 */
export function failureOf(error: unknown, asked: Asked): Error {
  if (error instanceof ReadFailure || error instanceof CannotInvestigate) return error;
  const known = fieldsOf(error);
  // Nothing was sent: the mistake is ours, and is not to look like one of AWS's.
  if (error instanceof TypeError && known.status === null && known.code === '') return error;
  const problem = credentialProblem(known, asked.region);
  if (problem !== null) return new CannotInvestigate(problem);
  const { name, message, status } = known;
  if (wasThrottled(error)) {
    return new ReadFailure('throttled', said(name, message), asked.action);
  }
  const host = unreachableHost(error, known);
  if (host !== null) {
    const detail = `AWS could not be reached at ${host}`;
    return new ReadFailure('failed', detail, asked.action, { cause: new Unreachable(detail) });
  }
  if (name === 'AbortError') return outOfTime(asked, false);
  if (name === 'TimeoutError' && known.code === '') {
    return new ReadFailure('timeout', 'AWS took too long to answer', asked.action);
  }
  if (isForeign(error, known)) {
    const detail = `what answered for AWS was not AWS${status === null ? '' : ` (HTTP ${status})`}: a proxy in between?`;
    return new ReadFailure('failed', detail, asked.action);
  }
  if (denials.test(name) || (status === 403 && !absences.test(name) && name !== archived)) {
    return new ReadFailure('denied', said(name, message), actionIn(message) ?? asked.action);
  }
  if (absences.test(name) || status === 404) return new ReadFailure('absent', said(name, message), asked.action);
  if (known.code !== '') return new ReadFailure('failed', `the connection to AWS broke (${known.code})`, asked.action);
  return new ReadFailure('failed', said(name, message), asked.action);
}

/** Whether AWS refused for now because it was asked too often. */
export function wasThrottled(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return isThrottlingError(error as Parameters<typeof isThrottlingError>[0]);
}

/** The read was still under way when its time was up. */
export function outOfTime({ action }: Asked, throttled: boolean): ReadFailure {
  return throttled
    ? new ReadFailure('throttled', 'AWS kept throttling until the time was up', action)
    : new ReadFailure('timeout', 'no answer before the time was up', action);
}

interface KnownFields {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly status: number | null;
}

function fieldsOf(error: unknown): KnownFields {
  const { name, message, code, $metadata } = (typeof error === 'object' && error !== null ? error : {}) as SdkError;
  return {
    name: typeof name === 'string' ? name : '',
    message: typeof message === 'string' ? message : '',
    // The SDK repeats an error's name in `Code`; `code` is Node's.
    code: typeof code === 'string' ? code : '',
    status: $metadata?.httpStatusCode ?? null,
  };
}

/** `ec2:DescribeImages` out of "… is not authorized to perform: ec2:DescribeImages on resource: …". */
function actionIn(message: string): IamAction | null {
  const [, service, operation] = /not authorized to perform:?\s+([a-z0-9-]+):([A-Za-z0-9]+)/i.exec(message) ?? [];
  return service && operation ? `${service}:${operation}` : null;
}

function unreachableHost(error: unknown, { code, message }: KnownFields): string | null {
  const refused = networkCodes.has(code) || /CERT|SELF_SIGNED|^ERR_TLS|UNABLE_TO_/.test(code);
  if (!refused && !message.includes('did not establish a connection')) return null;
  const { hostname, address, port } = error as SdkError;
  const host = typeof hostname === 'string' ? hostname : typeof address === 'string' ? address : 'its address';
  const at = typeof port === 'number' && port !== 443 ? `${host}:${port}` : host;
  return `${at} (${code || 'no connection'})`;
}

/** Whether what answered was not AWS, or could not be understood. */
export function isFromElsewhere(error: unknown): boolean {
  return isForeign(error, fieldsOf(error));
}

function isForeign(error: unknown, { name, message, status }: KnownFields): boolean {
  if (error instanceof NotFromAws || error instanceof SyntaxError) return true;
  return message.includes('Deserialization error') || (name === 'Unknown' && status !== null);
}

/** One short line of AWS's own words, without codes that only AWS can read and without keys. */
function said(name: string, message: string): string {
  const line = message
    .replace(/Encoded authorization failure message:.*$/s, '')
    .replace(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, '…')
    // oxlint-disable-next-line no-control-regex -- they are what is taken out
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
  const text = line === '' || line === 'UnknownError' ? name || 'AWS gave no reason' : line;
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
