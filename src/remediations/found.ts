import { CannotChange } from '#playbook';
import type { Plain, Preview } from '#playbook';

/** What a preview found, by name, as it came back from the database. */
export function foundIn({ found }: Preview): { readonly [name: string]: Plain } {
  return typeof found === 'object' && found !== null && !isList(found) ? found : {};
}

/** A text that a preview found. Throws `CannotChange` where another version of OpsMedic made the preview. */
export function textFound(preview: Preview, name: string): string {
  const value = foundIn(preview)[name];
  if (typeof value !== 'string') throw new CannotChange(`The preview does not say its ${name}.`);
  return value;
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
