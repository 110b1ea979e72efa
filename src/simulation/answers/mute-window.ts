import type { AlarmMuteRuleStatus } from '@aws-sdk/client-cloudwatch';
import type { AlarmMuteRule } from '../account/cloudwatch.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `PT1M` to `P15D`, in milliseconds; null for what is no duration. */
export function durationMs(iso = ''): number | null {
  const [whole, days = 0, hours = 0, minutes = 0] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(iso)?.map((part) => (part === undefined ? 0 : part)) ?? [];
  if (whole === undefined || iso.endsWith('T')) return null;
  return Number(days) * DAY + Number(hours) * HOUR + Number(minutes) * MINUTE;
}

/** When an `at(yyyy-MM-ddThh:mm)` begins; null for a cron expression and for nonsense. */
export function startsAt({ Rule }: Pick<AlarmMuteRule, 'Rule'>): Date | null {
  const { Expression = '', Timezone = 'UTC' } = Rule?.Schedule ?? {};
  const [, written] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)$/.exec(Expression) ?? [];
  if (written === undefined) return null;
  const asUtc = Date.parse(`${written}:00Z`);
  return Number.isNaN(asUtc) ? null : new Date(asUtc - offsetMs(new Date(asUtc), Timezone));
}

/** What CloudWatch says of a rule: `GetAlarmMuteRule`, API reference. */
export function statusOf(rule: AlarmMuteRule, now: Date): AlarmMuteRuleStatus {
  const start = startsAt(rule);
  const lasts = durationMs(rule.Rule?.Schedule?.Duration) ?? 0;
  if (rule.ExpireDate && rule.ExpireDate <= now) return 'EXPIRED';
  if (start === null) return rule.status ?? 'SCHEDULED';
  const from = Math.max(start.getTime(), rule.StartDate?.getTime() ?? 0);
  if (now.getTime() < from) return 'SCHEDULED';
  return now.getTime() < start.getTime() + lasts ? 'ACTIVE' : 'EXPIRED';
}

/** How far a time zone is ahead of UTC. Throws a `RangeError` for a zone that does not exist. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const [, sign = '+', hours = '0', minutes = '0'] =
    /GMT([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
}
