import { aggregate } from './aggregates.ts';
import type { Tally } from './aggregates.ts';
import { Cursor, expression } from './expression.ts';
import type { Expression } from './expression.ts';
import { parsing } from './parse-command.ts';
import type { Parsing } from './parse-command.ts';
import { malformed, tokens } from './tokens.ts';

/** An expression and the name of the field that holds what it is worth. */
export interface Column {
  readonly name: string;
  readonly of: Expression;
  /** Its numbers are moments, and are written as such. */
  readonly isTime: boolean;
}

export interface Order {
  readonly of: Expression;
  readonly descending: boolean;
}

/** One command of a query, in the order in which they are carried out. */
export type Command =
  | { readonly kind: 'fields' | 'display'; readonly columns: readonly Column[] }
  | { readonly kind: 'filter'; readonly holds: Expression }
  | { readonly kind: 'parse'; readonly parsing: Parsing }
  | { readonly kind: 'dedup'; readonly by: readonly Expression[] }
  | {
      readonly kind: 'stats';
      readonly figures: readonly { readonly name: string; readonly tally: () => Tally }[];
      readonly by: readonly Column[];
    }
  | { readonly kind: 'sort'; readonly orders: readonly Order[] }
  | { readonly kind: 'limit'; readonly count: number };

/** Rows that one query may give. */
const MOST_ROWS = 10_000;

/**
 * Reads a query in the language of Logs Insights: a part of it, and what is not understood is refused, never ignored.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 * @throws AwsError MalformedQueryException
 */
export function readQuery(query: string): readonly Command[] {
  const cursor = new Cursor(query, tokens(query));
  const commands: Command[] = [];
  do {
    // Pipes may stand before the first command too.
    while (cursor.skip('|'));
    commands.push(command(cursor));
  } while (cursor.skip('|'));
  const left = cursor.peek();
  if (left) throw malformed(`unexpected symbol found ${left.value} at line 1 and position ${left.start}`);
  return commands;
}

function command(cursor: Cursor): Command {
  const { value } = cursor.next();
  switch (value.toLowerCase()) {
    case 'fields':
      return { kind: 'fields', columns: columns(cursor) };
    case 'display':
      return { kind: 'display', columns: columns(cursor) };
    case 'filter':
      return { kind: 'filter', holds: expression(cursor) };
    case 'parse':
      return { kind: 'parse', parsing: parsing(cursor) };
    case 'dedup':
      return { kind: 'dedup', by: columns(cursor).map(({ of }) => of) };
    case 'stats':
      return stats(cursor);
    case 'sort':
    case 'order':
      cursor.skip('by');
      return { kind: 'sort', orders: orders(cursor) };
    case 'limit':
    case 'head':
      return { kind: 'limit', count: count(cursor.next().value) };
    default:
      throw malformed(
        `mismatched input '${value}' expecting {K_PARSE, K_SEARCH, K_FIELDS, K_DISPLAY, K_FILTER, K_STATS, K_SORT, K_ORDER, K_HEAD, K_LIMIT, K_TAIL}`,
      );
  }
}

function columns(cursor: Cursor): readonly Column[] {
  const found: Column[] = [];
  do {
    const first = cursor.peek();
    const of = expression(cursor);
    const text = cursor.since(first);
    const name = cursor.skip('as') ? cursor.next().value : text.replaceAll('`', '');
    found.push({ name, of, isTime: /^(bin|datefloor|fromMillis)\s*\(|^@timestamp$|^@ingestionTime$/i.test(text) });
  } while (cursor.skip(','));
  return found;
}

function stats(cursor: Cursor): Command {
  const figures: { name: string; tally: () => Tally }[] = [];
  do {
    const first = cursor.peek();
    const tally = aggregate(cursor);
    const text = cursor.since(first);
    figures.push({ name: cursor.skip('as') ? cursor.next().value : text, tally });
  } while (cursor.skip(','));
  return { kind: 'stats', figures, by: cursor.skip('by') ? columns(cursor) : [] };
}

function orders(cursor: Cursor): readonly Order[] {
  const found: Order[] = [];
  do {
    const of = expression(cursor);
    const descending = cursor.skip('desc');
    if (!descending) cursor.skip('asc');
    found.push({ of, descending });
  } while (cursor.skip(','));
  return found;
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > MOST_ROWS) {
    throw malformed(`Invalid limit: ${text}. It must be between 1 and ${MOST_ROWS}.`);
  }
  return number;
}
