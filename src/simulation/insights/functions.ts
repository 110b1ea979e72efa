import { malformed } from './tokens.ts';
import type { Value } from './row.ts';

type Call = (values: readonly Value[]) => Value;

const text = (value: Value) => (value === undefined ? '' : String(value));
const number = (value: Value) => (value === undefined || value === '' ? Number.NaN : Number(value));
const truth = (holds: boolean) => (holds ? 1 : 0);

function numeric(of: (...values: readonly number[]) => number): Call {
  return (values) => {
    const result = of(...values.map(number));
    return Number.isNaN(result) ? undefined : result;
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
const functions: Readonly<Record<string, Call>> = {
  abs: numeric(Math.abs),
  ceil: numeric(Math.ceil),
  floor: numeric(Math.floor),
  greatest: numeric(Math.max),
  least: numeric(Math.min),
  log: numeric(Math.log),
  sqrt: numeric(Math.sqrt),
  ispresent: ([value]) => truth(value !== undefined),
  isempty: ([value]) => truth(value === undefined || value === ''),
  isblank: ([value]) => truth(text(value).trim() === ''),
  coalesce: (values) => values.find((value) => value !== undefined),
  concat: (values) => values.map(text).join(''),
  strlen: ([value]) => text(value).length,
  tolower: ([value]) => text(value).toLowerCase(),
  toupper: ([value]) => text(value).toUpperCase(),
  trim: ([value]) => text(value).trim(),
  ltrim: ([value]) => text(value).trimStart(),
  rtrim: ([value]) => text(value).trimEnd(),
  substr: ([value, start, length]) => {
    const from = Number(start ?? 0);
    return text(value).slice(from, length === undefined ? undefined : from + Number(length));
  },
  replace: ([value, from, to]) => text(value).replaceAll(text(from), text(to)),
  strcontains: ([value, part]) => truth(value !== undefined && text(value).includes(text(part))),
  // Times are milliseconds in here and written as times only at the end.
  frommillis: ([value]) => value,
  tomillis: ([value]) => value,
};

/** @throws AwsError for a function that there is none of, or none of here. */
export function functionNamed(name: string): Call {
  const found = functions[name.toLowerCase()];
  if (!found) throw malformed(`Invalid function name: ${name}`);
  return found;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `5m`, `30s`, `1h`, `1hour` in milliseconds. */
export function periodOf(period: string): number {
  const [, count, unit = ''] = /^(\d+)(ms|s|sec|m|min|h|hr|hour|d|day|minute|second)s?$/.exec(period) ?? [];
  const width = UNITS[unit] ?? UNITS[unit.charAt(0)];
  if (count === undefined || width === undefined) throw malformed(`Invalid time period: ${period}`);
  return Number(count) * width;
}

export { number as asNumber, text as asText };
