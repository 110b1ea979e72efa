import type { NormalizedSchema } from '@smithy/core/schema';
import type { JsonNaming } from './from-json.ts';
import { timeText } from './to-text.ts';

/** Turns a value into what JSON.stringify writes for its schema. */
export function toJson(schema: NormalizedSchema, value: unknown, naming: JsonNaming): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isStructSchema()) {
    const out: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const key = naming === 'jsonName' ? (member.getMemberTraits().jsonName ?? name) : name;
      out[key] = toJson(member, Object(value)[name], naming);
    }
    return out;
  }
  if (schema.isListSchema()) {
    return [...(value as Iterable<unknown>)].map((item) => toJson(schema.getValueSchema(), item, naming) ?? null);
  }
  if (schema.isMapSchema()) {
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      toJson(schema.getValueSchema(), item, naming) ?? null,
    ]);
    return Object.fromEntries(entries);
  }
  if (value instanceof Date) return timeText(schema, value, 'epoch-seconds');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}
