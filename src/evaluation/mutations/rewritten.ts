/** Gives what stands in place of a value, or the value itself; `undefined` leaves the member out. */
export type Change = (value: unknown, name: string, holder: object) => unknown;

/**
 * A copy of plain data in which each value was offered for change, the innermost first. Dates, bytes and functions are
 * values, not data to go into. That the copy keeps its type is for the change to see to.
 */
export function rewritten<T>(data: T, change: Change): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a walk through data of any shape
  return copy(data, change) as T;
}

function copy(value: unknown, change: Change): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item, change));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, change(copy(member, change), name, value)]),
  );
}

/** Two of a kind as one: lists one after the other, members side by side, and of single values the first. */
export function joined<T>(one: T, other: T): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both are of the type, and so is what they make
  return merge(one, other) as T;
}

function merge(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other];
  if (!isRecord(one) || !isRecord(other)) return one ?? other;
  const more = Object.entries(other).map(([name, value]) => [name, merge(memberOf(one, name), value)]);
  return { ...one, ...Object.fromEntries(more) };
}

function memberOf(holder: object, name: string): unknown {
  return Object.entries(holder).find(([own]) => own === name)?.[1];
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
