import type { LogLine, LogsAnswer, LogsRow } from '#aws/logs';

/** The fields that queries of log lines ask for. */
export const LINE_FIELDS = 'fields @timestamp, @logStream, @message';

/** Lines out of rows of a query that asks for `LINE_FIELDS`, oldest first; rows without a time are left out. */
export function linesOf({ rows }: Pick<LogsAnswer, 'rows'>): readonly LogLine[] {
  return rows.flatMap(lineOf).toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** Insights writes times as `2026-11-22 10:58:03.417`, in UTC. */
function lineOf(row: LogsRow): LogLine[] {
  const at = new Date(`${(row['@timestamp'] ?? '').replace(' ', 'T')}Z`);
  const text = row['@message'];
  if (Number.isNaN(at.getTime()) || text === undefined) return [];
  return [{ at, stream: row['@logStream'] ?? '', text }];
}

/** A query out of its commands. */
export function queryOf(...commands: readonly (string | null)[]): string {
  return commands.filter((command) => command !== null).join(' | ');
}

/** Text as it may stand in a regular expression of a query. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
