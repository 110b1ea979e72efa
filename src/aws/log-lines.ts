import { ReadFailure } from '#playbook';
import { redactText } from '#redaction';

/** One event of a log, without secrets. A stack trace is one event of several lines. */
export interface LogLine {
  readonly at: Date;
  readonly stream: string;
  readonly text: string;
}

/** Of a longer event the middle is left out: what was thrown stands at its beginning or at its end. */
const longestEvent = 6_000;
const cutMark = '\n… [cut] …\n';

/** Takes secrets and excess out of an event. Nothing of a log goes further than here without it. */
export function logText(message: string): string {
  const text = redactText(message.trimEnd());
  if (text.length <= longestEvent) return text;
  return `${text.slice(0, longestEvent / 2)}${cutMark}${text.slice(-longestEvent / 2)}`;
}

export function logLine(
  { timestamp, message }: { readonly timestamp?: number | undefined; readonly message?: string | undefined },
  stream: string,
): LogLine {
  return { at: new Date(timestamp ?? 0), stream, text: logText(message ?? '') };
}

/** A log that is encrypted with a key which may not be used is denied, whatever the service calls it. */
export function logFailure(error: unknown): unknown {
  if (!(error instanceof ReadFailure) || !/\bKMS\b|\bkms:/i.test(error.message)) return error;
  const action = error.action?.startsWith('kms:') ? error.action : 'kms:Decrypt';
  return new ReadFailure('denied', error.message, action, { cause: error });
}
