/** The value that this part (0 to 1) of all values do not exceed. Throws when there are none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Does something so many times, one after the other. */
export async function times<T>(count: number, work: () => Promise<T>): Promise<readonly T[]> {
  const done: T[] = [];
  for (let i = 0; i < count; i += 1) done.push(await work());
  return done;
}
