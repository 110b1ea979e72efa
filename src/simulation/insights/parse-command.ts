import { asText } from './functions.ts';
import type { Cursor, Expression } from './expression.ts';
import type { Row, Value } from './row.ts';
import { malformed, regularExpression } from './tokens.ts';

/** Takes parts out of a text: the new fields of a row, none of them where the text does not fit. */
export type Parsing = (row: Row) => Readonly<Record<string, Value>>;

/**
 * Reads what follows `parse`: a field (`@message` where there is none), then a glob whose `*` are the fields named
 * after `as`, or a regular expression with named groups.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html
 */
export function parsing(cursor: Cursor): Parsing {
  const first = cursor.next();
  const of: Expression = first.kind === 'word' ? (row) => row.field(first.value) : (row) => row.field('@message');
  const { kind, value } = first.kind === 'word' ? cursor.next() : first;
  if (kind === 'regex') return byGroups(of, value);
  if (kind !== 'text') throw malformed(`mismatched input '${value}' expecting a glob or a regular expression`);
  cursor.expect('as');
  const names: string[] = [];
  do names.push(cursor.next().value);
  while (cursor.skip(','));
  return byGlob(of, value, names);
}

function byGroups(of: Expression, source: string): Parsing {
  const pattern = regularExpression(source);
  if (!source.includes('(?<')) throw malformed('parse needs named groups in its regular expression');
  return (row) => ({ ...pattern.exec(asText(of(row)))?.groups });
}

function byGlob(of: Expression, glob: string, names: readonly string[]): Parsing {
  const parts = glob.split('*');
  if (parts.length !== names.length + 1) throw malformed(`parse has ${parts.length - 1} * and ${names.length} names`);
  const source = parts.map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  // The last * takes all that is left where nothing follows it, any other as little as it can.
  const joined = source.reduce((all, part, index) => {
    const last = index === source.length - 1;
    return `${all}${last && part === '' ? '(.*)' : '(.*?)'}${part}`;
  });
  const pattern = new RegExp(joined, 's');
  return (row) => {
    const found = pattern.exec(asText(of(row)));
    return found ? Object.fromEntries(names.map((name, index) => [name, found[index + 1]])) : {};
  };
}
