import type { Parsed, Plain } from '#playbook';

/** One field of a form, read: its value, or what is wrong with it as a sentence. */
export type Field<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly says: string };

type Values<F extends { readonly [name: string]: Field<Plain> }> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** What somebody typed, by the name of the field. */
export type Given = Readonly<Record<string, string>>;

/** A whole form out of its fields: the parameters, or all that is wrong at once. */
export function form<const F extends { readonly [name: string]: Field<Plain> }>(fields: F): Parsed<Values<F>> {
  const wrong: Record<string, string> = {};
  const params: Record<string, Plain> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.ok) params[name] = field.value;
    else wrong[name] = field.says;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each value comes from the field of its name
  return Object.keys(wrong).length > 0 ? { ok: false, wrong } : { ok: true, params: params as Values<F> };
}

/** A text that fits a pattern; `says` tells what is expected. */
export function text(given: string | undefined, pattern: RegExp, says: string): Field<string> {
  const typed = given?.trim() ?? '';
  return pattern.test(typed) ? { ok: true, value: typed } : { ok: false, says };
}

/** A whole number within limits, both included. */
export function wholeNumber(given: string | undefined, least: number, most: number): Field<number> {
  const typed = given?.trim() ?? '';
  const value = Number(typed);
  return /^\d{1,9}$/.test(typed) && value >= least && value <= most
    ? { ok: true, value }
    : { ok: false, says: `Say a whole number from ${least} to ${most}.` };
}

/** One of several words. */
export function choice<const T extends string>(given: string | undefined, options: readonly T[]): Field<T> {
  const typed = given?.trim();
  const found = options.find((option) => option === typed);
  return found === undefined ? { ok: false, says: `Say ${options.join(' or ')}.` } : { ok: true, value: found };
}

/** A field that may be left empty: null. */
export function optional<T>(given: string | undefined, read: (typed: string) => Field<T>): Field<T | null> {
  const typed = given?.trim() ?? '';
  return typed === '' ? { ok: true, value: null } : read(typed);
}
