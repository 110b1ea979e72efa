const minute = 60_000;

/** Milliseconds as people say them: "20 s", "45 min", "2 h 30 min", "3 d". */
export function span(ms: number): string {
  if (ms < minute) return `${Math.max(1, Math.round(ms / 1000))} s`;
  const minutes = Math.round(ms / minute);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60)
    return [`${Math.floor(minutes / 60)} h`, ...(minutes % 60 ? [`${minutes % 60} min`] : [])].join(' ');
  return `${Math.round(minutes / (24 * 60))} d`;
}
