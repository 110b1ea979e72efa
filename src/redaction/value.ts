import { nameStrength } from './names.ts';
import { redacted } from './patterns.ts';
import { redactText } from './text.ts';

/** Fields under which every value is a secret, whatever it is called: containers' environments, a request's headers. */
const whollySecret: ReadonlySet<string> = new Set([
  'environment',
  'env',
  'variables',
  'environmentvariables',
  'secretstring',
  'secretbinary',
  'cookies',
]);

/** Deeper than any answer of AWS; a value that contains itself ends here too. */
const deepest = 48;

/**
 * A copy of JSON-like data without secrets: values of fields that are called one, of environments and of `name`/`value`
 * pairs whose name is one, and whatever `redactText` finds in strings. Names, ARNs (`valueFrom`), numbers that count and
 * the shape of the data stay. Errors become their name, message and stack.
 */
export function redactValue(value: unknown): unknown {
  return redactNode(value, 'text', 0);
}

/** `text`: strings are looked through. `all`: every string and number is a secret. */
type Mode = 'text' | 'all';

function redactNode(value: unknown, mode: Mode, depth: number): unknown {
  if (typeof value === 'string') return mode === 'all' ? redactWhole(value) : redactText(value);
  if (typeof value === 'number' || typeof value === 'bigint') return mode === 'all' ? redacted : value;
  if (value === null || typeof value !== 'object') return value;
  if (depth >= deepest) return redacted;
  if (value instanceof Date) return value;
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item: unknown) => redactNode(item, mode, depth + 1));
  if (value instanceof Map)
    return redactFields(
      [...value].map(([name, item]) => [String(name), item]),
      mode,
      depth,
    );
  if (value instanceof Set) return [...value].map((item: unknown) => redactNode(item, mode, depth + 1));
  if (ArrayBuffer.isView(value)) return redacted;
  if (value instanceof URL) return redactText(value.href);
  return redactFields(Object.entries(value), mode, depth);
}

function redactFields(
  fields: readonly (readonly [string, unknown])[],
  mode: Mode,
  depth: number,
): { [name: string]: unknown } {
  const named = fields.find(([name, value]) => /^(?:name|key)$/i.test(name) && typeof value === 'string')?.[1];
  const pair = typeof named === 'string' && fields.some(([name]) => /^value(?:From)?$/i.test(name)) ? named : null;
  return Object.fromEntries(
    fields.map(([name, value]) => {
      const inner = modeOf(name, value, mode, pair);
      return [redactText(name), redactNode(value, inner, depth + 1)];
    }),
  );
}

function modeOf(name: string, value: unknown, mode: Mode, pair: string | null): Mode {
  // In an environment the names say what is set; only the values are secret. The same for a secret's place.
  if (pair !== null && /^(?:name|key)$/i.test(name)) return 'text';
  if (/^valueFrom$/i.test(name)) return 'text';
  if (mode === 'all' || whollySecret.has(name.toLowerCase().replace(/[^a-z]/g, ''))) return 'all';
  if (pair !== null && /^value$/i.test(name)) return nameStrength(pair) === 'none' ? 'text' : 'all';
  const strength = nameStrength(name);
  if (strength === 'strong') return 'all';
  if (strength === 'none' || typeof value === 'number') return 'text';
  // A list of secrets in a task definition names where they are kept; a list of tokens is the tokens.
  return typeof value === 'object' && /secrets$/i.test(name) ? 'text' : 'all';
}

function redactWhole(text: string): string {
  return text === '' || /^arn:[\w-]*:/.test(text) || text === redacted ? text : redacted;
}

function redactError(error: Error, depth: number): { [name: string]: unknown } {
  return {
    type: error.name,
    message: redactText(error.message),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redactNode(error.cause, 'text', depth + 1) }),
    ...redactFields(Object.entries(error), 'text', depth),
  };
}
