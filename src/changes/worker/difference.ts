import type { Plain, Preview } from '#playbook';
import { canonicalText } from '../../approval/canonical.ts';

/** What differs between the state that was approved of and the present one, in words; for at most three places. */
export function difference(approved: Preview, present: Preview): string {
  const fields = approved.changes.flatMap(({ resource, field, before }) => {
    const now = present.changes.find((one) => one.resource === resource && one.field === field);
    return now !== undefined && now.before !== before ? [said(field, before, now.before)] : [];
  });
  const places = fields.length > 0 ? fields : between(approved.found, present.found, '');
  const more = places.length > 3 ? `, and ${places.length - 3} more` : '';
  return places.length > 0 ? `${places.slice(0, 3).join('; ')}${more}` : 'what is there differs from what was approved';
}

function between(was: Plain, is: Plain, path: string): readonly string[] {
  if (canonicalText(was) === canonicalText(is)) return [];
  if (!isNested(was) || !isNested(is)) return [said(path || 'it', was, is)];
  const [before, after] = [membersOf(was), membersOf(is)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
    between(before.get(name) ?? null, after.get(name) ?? null, path ? `${path}.${name}` : name),
  );
}

function isNested(value: Plain): value is readonly Plain[] | { readonly [member: string]: Plain } {
  return value !== null && typeof value === 'object';
}

function membersOf(value: readonly Plain[] | { readonly [member: string]: Plain }): ReadonlyMap<string, Plain> {
  return new Map(Object.entries(value));
}

function said(what: string, was: Plain, is: Plain): string {
  return `${what} was ${inWords(was)} and is ${inWords(is)} now`;
}

function inWords(value: Plain): string {
  return value === null ? 'not set' : typeof value === 'string' ? value : canonicalText(value);
}
