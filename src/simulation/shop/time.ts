/** Minutes before the scenario's present. */
export function ago({ now }: { readonly now: Date }, minutes: number): Date {
  return new Date(now.getTime() - Math.round(minutes * 60_000));
}

/** The minute that has just begun. */
export function thisMinute({ now }: { readonly now: Date }): number {
  return Math.floor(now.getTime() / 60_000) * 60_000;
}
