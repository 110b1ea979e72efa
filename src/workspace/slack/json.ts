/** An object as it came over the wire: nothing is known of its members until they are read with the functions below. */
export type Json = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member as an object; undefined where it is anything else. */
export function objectIn(of: unknown, key: string): Json | undefined {
  const value = isObject(of) ? of[key] : undefined;
  return isObject(value) ? value : undefined;
}

/** The objects of an array; empty where the member is no array. */
export function objectsIn(of: unknown, key: string): readonly Json[] {
  return listIn(of, key).filter(isObject);
}

export function listIn(of: unknown, key: string): readonly unknown[] {
  const value = isObject(of) ? of[key] : undefined;
  return Array.isArray(value) ? value : [];
}

/** The member as a text; undefined where it is missing or empty. Numbers count, because forms have no numbers. */
export function textIn(of: unknown, key: string): string | undefined {
  const value = isObject(of) ? of[key] : undefined;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberIn(of: unknown, key: string): number | undefined {
  const value = textIn(of, key);
  return value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value);
}

/** Forms write booleans as words. */
export function flagIn(of: unknown, key: string): boolean {
  const value = isObject(of) ? of[key] : undefined;
  return value === true || value === 'true' || value === '1';
}

export function parseJson(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
