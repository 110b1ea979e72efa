import { redacted } from './patterns.ts';
import { redactText } from './text.ts';
import { redactValue } from './value.ts';

const fields = [
  'authorization', 'Authorization', 'cookie', 'Cookie', 'password', 'secret', 'secretString', 'token', 'accessToken', 'botToken',
  'appToken', 'apiKey', 'accessKeyId', 'secretAccessKey', 'sessionToken', 'credentials', 'signingSecret', 'clientSecret',
  'response_url', 'responseUrl', 'trigger_id', 'triggerId', 'headers', 'environment', 'env',
]; // prettier-ignore

/**
 * Field names that a logger must never print, at the top and one level below, in pino's notation. This is the first of
 * two nets: it works while a line is made, whatever the fields hold.
 */
export const redactPaths: readonly string[] = fields.flatMap((field) => [field, `*.${field}`]);

/** For fields that hold errors: pino's own would print everything an error carries. */
export const errorSerializers = { err: redactValue, error: redactValue, cause: redactValue };

/**
 * The options of pino that keep secrets out of the log: `pino({ level, ...logRedaction })`. The second net goes over each
 * line when it is finished, since messages of errors and the bindings of child loggers pass by serializers and formatters.
 */
export const logRedaction = {
  redact: { paths: [...redactPaths], censor: redacted },
  serializers: errorSerializers,
  hooks: { streamWrite: redactLine },
};

function redactLine(line: string): string {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return redactText(line);
  }
  return `${JSON.stringify(redactValue(entry))}\n`;
}
