const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a time span of the configuration: `90s`, `30m`, `2h`, `1d`. Throws a TypeError for anything else. */
export function spanMs(span: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/u.exec(span) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd') throw new TypeError(`${span} is no time span`);
  return Number(count) * units[unit];
}
