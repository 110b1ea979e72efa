import type { Cause } from '#playbook';

/** These causes with all that is true where they are: what they lead to, and what they are special cases of. */
export function withWhatFollows(ids: readonly string[], causes: readonly Cause[]): ReadonlySet<string> {
  const known = new Set(ids);
  const open = causes.filter(({ id }) => known.has(id));
  for (let next = open.pop(); next; next = open.pop()) {
    const more = [...next.leadsTo, ...next.refines].filter(({ id }) => !known.has(id));
    for (const { id } of more) known.add(id);
    open.push(...more);
  }
  return known;
}
