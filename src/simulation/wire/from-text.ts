import type { NormalizedSchema } from '@smithy/core/schema';

/** Reads a simple value from the text of a form field, a header, a query parameter or a path. */
export function fromText(schema: NormalizedSchema, text: string): unknown {
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isTimestampSchema()) return new Date(/^-?[\d.]+$/.test(text) ? Number(text) * 1000 : text);
  if (schema.isBlobSchema()) return Uint8Array.from(Buffer.from(text, 'base64'));
  return text;
}
