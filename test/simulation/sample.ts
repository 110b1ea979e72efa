import type { NormalizedSchema } from '@smithy/core/schema';

/** Makes one example value for a shape: every member filled, recursion cut off, no two values alike. */
export function sample(schema: NormalizedSchema): unknown {
  let count = 0;

  function make(shape: NormalizedSchema, depth: number, inside: readonly string[]): unknown {
    count += 1;
    if (shape.isStructSchema()) return structure(shape, depth, inside);
    if (shape.isListSchema()) {
      const items = [0, 1].map(() => make(shape.getValueSchema(), depth - 1, inside));
      return depth > 0 && items[0] !== undefined ? items : undefined;
    }
    if (shape.isMapSchema()) {
      const value = make(shape.getValueSchema(), depth - 1, inside);
      return depth > 0 && value !== undefined ? { key: value } : undefined;
    }
    if (shape.isTimestampSchema()) return new Date(Date.UTC(2026, 10, 22, 3, 4, count % 60));
    if (shape.isBlobSchema()) return shape.isStreaming() ? undefined : new Uint8Array([1, 2, count % 250]);
    if (shape.isNumericSchema()) return count;
    if (shape.isBooleanSchema()) return count % 2 === 0;
    if (shape.isStringSchema()) return `text ${count} <&amp;>"'é\u{1F680}`;
    return undefined;
  }

  function structure(shape: NormalizedSchema, depth: number, inside: readonly string[]): unknown {
    const name = shape.getName() ?? '';
    if (inside.includes(name)) return undefined;
    const out: Record<string, unknown> = {};
    for (const [member, memberShape] of shape.structIterator()) {
      const value = make(memberShape, depth - 1, [...inside, name]);
      if (value === undefined) continue;
      out[member] = value;
      if (shape.isUnionSchema()) break;
    }
    return Object.keys(out).length > 0 ? out : undefined;
  }

  return make(schema, 6, []) ?? {};
}

/** The same value with nothing in its texts that a path, a header or a bucket name could not hold. */
export function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[^\w-]/g, '');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

/** The same value with bytes as text: a Buffer and a plain array of the same bytes count as equal. */
export function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, comparable(part)]));
}
