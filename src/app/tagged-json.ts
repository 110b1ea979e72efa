/**
 * JSON that gives back dates, sets, maps and bytes as such. Everything else must be plain JSON; functions and undefined
 * members are left out, as JSON does.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const tags = ['$date', '$set', '$map', '$bytes', '$number', '$plain'];

/** The value as plain JSON, with tags where JSON has no word for it. */
export function toTagged(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) };
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Set) return { $set: [...value].map(toTagged) };
  if (value instanceof Map) return { $map: [...value].map(([key, item]) => [toTagged(key), toTagged(item)]) };
  if (Array.isArray(value)) return value.map(toTagged);
  if (typeof value !== 'object') return null;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== 'function');
  const plain = Object.fromEntries(entries.map(([key, item]) => [key, toTagged(item)]));
  return tags.some((tag) => Object.hasOwn(plain, tag)) ? { $plain: plain } : plain;
}

/** The value that `toTagged` was given. */
export function fromTagged(json: Json): unknown {
  if (isList(json)) return json.map(fromTagged);
  if (json === null || typeof json !== 'object') return json;
  const { $date, $set, $map, $bytes, $number, $plain } = json;
  if ($date !== undefined) return new Date(typeof $date === 'string' ? $date : NaN);
  if (typeof $bytes === 'string') return new Uint8Array(Buffer.from($bytes, 'base64'));
  if ($number !== undefined) return Number($number);
  if (isList($set)) return new Set($set.map(fromTagged));
  if (isList($map))
    return new Map(
      $map.map((pair) => (isList(pair) ? [fromTagged(pair[0] ?? null), fromTagged(pair[1] ?? null)] : [null, null])),
    );
  return members($plain ?? json);
}

function members(json: Json): unknown {
  if (json === null || typeof json !== 'object' || isList(json)) return fromTagged(json);
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, fromTagged(item)]));
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}
