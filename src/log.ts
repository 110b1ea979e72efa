import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { LogLevel } from '#config';
import { redacted, redactPaths, redactText, redactValue } from '#redaction';

/**
 * The program's log: JSON lines on standard error, which leaves standard output to results. Each line is looked through
 * for secrets as a whole, since what libraries log, and how, is not ours to say.
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withoutPayloads },
      serializers: { err: withoutPayload },
      redact: { paths: [...redactPaths], censor: redacted },
      hooks: { streamWrite: withoutSecrets },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
}

function withoutPayloads(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, withoutPayload(value)]));
}

/** Errors of clients carry requests and responses with them; a log gets what tells one failure from another. */
function withoutPayload(value: unknown): unknown {
  return value instanceof Error ? describe(value, 0) : value;
}

interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  /** What AWS support asks for. */
  readonly requestId?: unknown;
  readonly status?: unknown;
  readonly stack?: string;
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
}

const deepestCause = 4;

function describe(error: Error, depth: number): DescribedError {
  const { name, message, stack, cause } = error;
  const metadata = '$metadata' in error && typeof error.$metadata === 'object' ? error.$metadata : null;
  return {
    type: name,
    message,
    ...('code' in error ? { code: error.code } : {}),
    ...(metadata && 'requestId' in metadata ? { requestId: metadata.requestId } : {}),
    ...(metadata && 'httpStatusCode' in metadata ? { status: metadata.httpStatusCode } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(cause instanceof Error && depth < deepestCause ? { cause: describe(cause, depth + 1) } : {}),
    ...(error instanceof AggregateError && depth < deepestCause
      ? { errors: error.errors.filter((each) => each instanceof Error).map((each) => describe(each, depth + 1)) }
      : {}),
  };
}

function withoutSecrets(line: string): string {
  try {
    return `${JSON.stringify(redactValue(JSON.parse(line)))}\n`;
  } catch {
    return redactText(line);
  }
}
