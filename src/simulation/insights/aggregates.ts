import { asNumber } from './functions.ts';
import { expression } from './expression.ts';
import type { Cursor, Expression } from './expression.ts';
import type { Row, Value } from './row.ts';
import { malformed } from './tokens.ts';

/** Takes the rows of one group, one after the other, and gives the figure of them all. */
export interface Tally {
  readonly add: (row: Row) => void;
  readonly result: () => Value;
}

const NAMES = new Set([
  'avg',
  'count',
  'count_distinct',
  'earliest',
  'latest',
  'max',
  'median',
  'min',
  'pct',
  'sortsfirst',
  'sortslast',
  'stddev',
  'sum',
]);

export function isAggregate(name: string): boolean {
  return NAMES.has(name.toLowerCase());
}

/**
 * Reads `sum(…)`, `pct(…, 95)`, `count(*)` and the like, of which sums may be made of their kind: `max(a) - min(a)`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html
 */
export function aggregate(cursor: Cursor): () => Tally {
  let left = single(cursor);
  for (;;) {
    const sign = ['+', '-', '*', '/'].find((each) => cursor.skip(each));
    if (sign === undefined) return left;
    left = combined(sign, left, single(cursor));
  }
}

function combined(sign: string, left: () => Tally, right: () => Tally): () => Tally {
  return () => {
    const [a, b] = [left(), right()];
    return {
      add: (row) => {
        a.add(row);
        b.add(row);
      },
      result: () => {
        const [one, other] = [asNumber(a.result()), asNumber(b.result())];
        const result = { '+': one + other, '-': one - other, '*': one * other, '/': one / other }[sign];
        return Number.isFinite(result) ? result : undefined;
      },
    };
  };
}

function single(cursor: Cursor): () => Tally {
  const constant = cursor.peek();
  if (constant?.kind === 'number') {
    cursor.next();
    return () => ({ add: () => {}, result: () => Number(constant.value) });
  }
  if (cursor.skip('(')) {
    const inner = aggregate(cursor);
    cursor.expect(')');
    return inner;
  }
  const name = cursor.next().value;
  if (!isAggregate(name)) throw malformed(`Invalid statistic: ${name}`);
  cursor.expect('(');
  const of = cursor.skip('*') || cursor.peek()?.value === ')' ? () => 1 : expression(cursor);
  const part = cursor.skip(',') ? Number(cursor.next().value) : Number.NaN;
  cursor.expect(')');
  return tallies(name.toLowerCase(), of, part);
}

function tallies(name: string, of: Expression, part: number): () => Tally {
  switch (name) {
    case 'count':
      return counting((row) => (of(row) === undefined ? 0 : 1));
    case 'count_distinct':
      return collecting(of, (values) => new Set(values).size);
    case 'sum':
      return counting((row) => finite(asNumber(of(row))));
    case 'min':
      return extreme(of, (value, before) => value < before);
    case 'max':
      return extreme(of, (value, before) => value > before);
    case 'earliest':
      return inTime(of, (at, before) => at < before);
    case 'latest':
      return inTime(of, (at, before) => at > before);
    case 'sortsfirst':
      return collecting(of, (values) => values.map(String).toSorted()[0]);
    case 'sortslast':
      return collecting(of, (values) => values.map(String).toSorted().at(-1));
    default:
      return collecting(of, (values) => spread(name, values.map(asNumber).filter(Number.isFinite), part));
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function counting(of: (row: Row) => number): () => Tally {
  return () => {
    let total = 0;
    return {
      add: (row) => {
        total += of(row);
      },
      result: () => total,
    };
  };
}

function extreme(of: Expression, better: (value: number, before: number) => boolean): () => Tally {
  return () => {
    let best: number | undefined;
    return {
      add: (row) => {
        const value = asNumber(of(row));
        if (Number.isFinite(value) && (best === undefined || better(value, best))) best = value;
      },
      result: () => best,
    };
  };
}

function inTime(of: Expression, better: (at: number, before: number) => boolean): () => Tally {
  return () => {
    let found: { readonly at: number; readonly value: Value } | undefined;
    return {
      add: (row) => {
        const value = of(row);
        const at = asNumber(row.field('@timestamp'));
        if (value !== undefined && (found === undefined || better(at, found.at))) found = { at, value };
      },
      result: () => found?.value,
    };
  };
}

function collecting(of: Expression, result: (values: readonly Value[]) => Value): () => Tally {
  return () => {
    const values: Value[] = [];
    return {
      add: (row) => {
        const value = of(row);
        if (value !== undefined) values.push(value);
      },
      result: () => result(values),
    };
  };
}

function spread(name: string, values: readonly number[], part: number): Value {
  if (values.length === 0) return undefined;
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  if (name === 'avg') return mean;
  if (name === 'stddev') {
    return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length);
  }
  const sorted = values.toSorted((a, b) => a - b);
  const percent = name === 'median' ? 50 : part;
  if (!(percent >= 0 && percent <= 100)) throw malformed(`Invalid percentile: ${part}`);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}
