import type { NormalizedSchema } from '@smithy/core/schema';

/** awsJson goes by member names, restJson by the `jsonName` trait where there is one. */
export type JsonNaming = 'names' | 'jsonName';

/** Reads a value of a JSON protocol; what the schema does not know is left out, as AWS does. */
export function fromJson(schema: NormalizedSchema, value: unknown, naming: JsonNaming): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isStructSchema()) {
    const out: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const key = naming === 'jsonName' ? (member.getMemberTraits().jsonName ?? name) : name;
      const read = fromJson(member, Object(value)[key], naming);
      if (read !== undefined) out[name] = read;
    }
    return out;
  }
  if (schema.isListSchema()) {
    return (Array.isArray(value) ? value : [value]).map((item: unknown) =>
      fromJson(schema.getValueSchema(), item, naming),
    );
  }
  if (schema.isMapSchema()) {
    const entries = Object.entries(value).map(([key, item]) => [key, fromJson(schema.getValueSchema(), item, naming)]);
    return Object.fromEntries(entries);
  }
  if (schema.isTimestampSchema() && typeof value === 'number') return new Date(value * 1000);
  if (schema.isBlobSchema() && typeof value === 'string') return Uint8Array.from(Buffer.from(value, 'base64'));
  return value;
}
