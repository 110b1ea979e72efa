import type { Insertable, Selectable } from 'kysely';
import type { Investigation } from '../app/investigation.ts';
import type { InvestigationTable } from './tables.ts';

type Row = Selectable<InvestigationTable>;

/** The investigation as a row, but for its lease. */
export function toRow(
  investigation: Investigation,
): Omit<Insertable<InvestigationTable>, 'lease_owner' | 'lease_until'> {
  const { place, startedAt, finishedAt, report, failure } = investigation;
  return {
    id: investigation.id,
    team: place.team,
    channel: place.channel,
    thread: place.thread,
    asked_by: investigation.askedBy,
    ask: JSON.stringify(investigation.ask),
    state: investigation.state,
    report: toJson(report),
    failure: toJson(failure),
    repeats: investigation.repeats,
    message_ts: investigation.messageTs,
    started_at: toTime(startedAt),
    finished_at: finishedAt === null ? null : toTime(finishedAt),
  };
}

/** The investigation that a row holds. We wrote the JSON ourselves, so its shape is taken on trust. */
export function fromRow(row: Row): Investigation {
  const ask: Investigation['ask'] = JSON.parse(row.ask);
  const report: Investigation['report'] = row.report === null ? null : JSON.parse(row.report);
  const failure: Investigation['failure'] = row.failure === null ? null : JSON.parse(row.failure);
  return {
    id: row.id,
    ask,
    place: { team: row.team, channel: row.channel, thread: row.thread },
    askedBy: row.asked_by,
    startedAt: fromTime(row.started_at),
    finishedAt: row.finished_at === null ? null : fromTime(row.finished_at),
    state: row.state,
    report,
    failure,
    repeats: row.repeats,
    messageTs: row.message_ts,
  };
}

/** `JSON.stringify` writes U+0000 and lone surrogates as escapes, so that any text survives in any database. */
export function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Milliseconds; throws a `RangeError` for a text that is not a time. */
export function toTime(iso: string): number {
  return Date.parse(new Date(iso).toISOString());
}

function fromTime(ms: number | string): string {
  return new Date(Number(ms)).toISOString();
}
