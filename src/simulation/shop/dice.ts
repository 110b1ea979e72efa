import { createHash } from 'node:crypto';

/** Seeded chance: the same seed gives the same world. */
export interface Dice {
  /** 0 ≤ x < 1. */
  readonly next: () => number;
  /** A whole number from `low` to `high`, both included. */
  readonly int: (low: number, high: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** So many hexadecimal digits. */
  readonly hex: (length: number) => string;
}

/** mulberry32 (public domain): small, quick, and good enough to spread requests over targets. */
export function dice(seed: string | number): Dice {
  let state = typeof seed === 'number' ? seed | 0 : Number.parseInt(hex(seed, 8), 16);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[int(0, from.length - 1)];
    if (picked === undefined) throw new RangeError('Nothing to pick from');
    return picked;
  };
  const hexOf = (length: number) => {
    let text = '';
    while (text.length < length)
      text += Math.floor(next() * 4_294_967_296)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, length);
  };
  return { next, int, pick, hex: hexOf };
}

/** The first `length` (at most 64) hexadecimal digits that belong to a text: ids that do not depend on the order of making. */
export function hex(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** As `hex`, in decimal digits without a leading zero (at most 30). */
export function digits(text: string, length: number): string {
  const many = BigInt(`0x${hex(text, 40)}`)
    .toString()
    .padStart(40, '7');
  const first = many.slice(-length);
  return first.startsWith('0') ? `1${first.slice(1)}` : first;
}

export function uuid(text: string): string {
  const all = hex(text, 32);
  return [all.slice(0, 8), all.slice(8, 12), `4${all.slice(13, 16)}`, `a${all.slice(17, 20)}`, all.slice(20, 32)].join(
    '-',
  );
}
