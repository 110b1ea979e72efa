import type { NormalizedSchema } from '@smithy/core/schema';
import { SCHEMA } from '@smithy/core/schema';

export type TimeFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** A time in the format its member asks for, else in the one the place asks for: seconds are a number. */
export function timeText(schema: NormalizedSchema, time: Date, otherwise: TimeFormat): string | number {
  const format = formats[Number(schema.getSchema())] ?? otherwise;
  if (format === 'epoch-seconds') return time.getTime() / 1000;
  return format === 'http-date' ? time.toUTCString() : time.toISOString().replace('.000Z', 'Z');
}

const formats: { readonly [schema: number]: TimeFormat } = {
  [SCHEMA.TIMESTAMP_DATE_TIME]: 'date-time',
  [SCHEMA.TIMESTAMP_HTTP_DATE]: 'http-date',
  [SCHEMA.TIMESTAMP_EPOCH_SECONDS]: 'epoch-seconds',
};

/** A simple value as text, for XML and headers. */
export function toText(schema: NormalizedSchema, value: unknown, times: TimeFormat): string {
  if (value instanceof Date) return String(timeText(schema, value, times));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}
