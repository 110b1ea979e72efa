/** How many requests took from `from` up to, not including, `to` seconds. The last bar is open: `to` is null. */
export interface ElapsedBar {
  readonly from: number;
  readonly to: number | null;
  readonly count: number;
}

/**
 * Fine below a second, one bar for each second up to two minutes (so that 10 s of connecting and any usual idle timeout
 * stand apart), then coarser up to the longest idle timeout, 4,000 s.
 */
const edges: readonly number[] = [
  0,
  0.01,
  0.1,
  0.5,
  ...Array.from({ length: 120 }, (_, second) => second + 1),
  ...Array.from({ length: 18 }, (_, step) => 130 + step * 10),
  ...Array.from({ length: 37 }, (_, step) => 400 + step * 100),
];

export interface ElapsedCounter {
  add(seconds: number): void;
  /** Only bars with something in them, the shortest first. */
  bars(): ElapsedBar[];
}

export function createElapsed(): ElapsedCounter {
  const counts = new Map<number, number>();
  return {
    add: (seconds) => {
      const index = barOf(seconds);
      counts.set(index, (counts.get(index) ?? 0) + 1);
    },
    bars: () =>
      [...counts]
        .sort(([a], [b]) => a - b)
        .map(([index, count]) => ({ from: edges[index] ?? 0, to: edges[index + 1] ?? null, count })),
  };
}

function barOf(seconds: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((edges[middle] ?? 0) <= seconds) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Requests in bars that lie wholly between two times: `countBetween(bars, 9, 12)` are those of about ten seconds. */
export function countBetween(bars: readonly ElapsedBar[], fromSeconds: number, toSeconds: number): number {
  return bars
    .filter(({ from, to }) => from >= fromSeconds && (to ?? Number.POSITIVE_INFINITY) <= toSeconds)
    .reduce((sum, { count }) => sum + count, 0);
}

export function mergeBars(lists: readonly (readonly ElapsedBar[])[]): ElapsedBar[] {
  const merged = new Map<number, ElapsedBar>();
  for (const bar of lists.flat()) {
    merged.set(bar.from, { ...bar, count: bar.count + (merged.get(bar.from)?.count ?? 0) });
  }
  return [...merged.values()].sort((a, b) => a.from - b.from);
}
