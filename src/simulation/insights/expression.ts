import { asNumber, asText, functionNamed, periodOf } from './functions.ts';
import type { Row, Value } from './row.ts';
import { malformed, regularExpression } from './tokens.ts';
import type { Token } from './tokens.ts';

/** What an expression is worth for a row. A comparison is worth 1 or 0. */
export type Expression = (row: Row) => Value;

/** Reads the tokens of a query from left to right. */
export class Cursor {
  readonly query: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(query: string, tokens: readonly Token[]) {
    this.query = query;
    this.#tokens = tokens;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    if (!token) throw malformed('unexpected end of the query');
    this.#at += 1;
    return token;
  }

  /** Steps over a word (in capitals or not) or a sign, where it is the next. */
  skip(...wanted: readonly string[]): boolean {
    const found = wanted.every((value, index) => {
      const token = this.peek(index);
      return token !== undefined && token.kind !== 'text' && token.value.toLowerCase() === value;
    });
    if (found) this.#at += wanted.length;
    return found;
  }

  expect(value: string): void {
    if (!this.skip(value)) throw malformed(`mismatched input '${this.peek()?.value ?? '<EOF>'}' expecting '${value}'`);
  }

  /** What stands in the query from this token to before the next. */
  since(first: Token | undefined): string {
    return this.query.slice(first?.start ?? 0, this.#tokens[this.#at - 1]?.end);
  }
}

export function expression(cursor: Cursor): Expression {
  return or(cursor);
}

function or(cursor: Cursor): Expression {
  let left = and(cursor);
  while (cursor.skip('or')) {
    const [one, other] = [left, and(cursor)];
    left = (row) => truth(isTrue(one(row)) || isTrue(other(row)));
  }
  return left;
}

function and(cursor: Cursor): Expression {
  let left = not(cursor);
  while (cursor.skip('and')) {
    const [one, other] = [left, not(cursor)];
    left = (row) => truth(isTrue(one(row)) && isTrue(other(row)));
  }
  return left;
}

function not(cursor: Cursor): Expression {
  if (!cursor.skip('not')) return comparison(cursor);
  const inner = not(cursor);
  return (row) => truth(!isTrue(inner(row)));
}

function comparison(cursor: Cursor): Expression {
  const left = sum(cursor);
  if (cursor.skip('not', 'like')) return negated(like(left, cursor));
  if (cursor.skip('like') || cursor.skip('=~')) return like(left, cursor);
  if (cursor.skip('not', 'in')) return negated(within(left, cursor));
  if (cursor.skip('in')) return within(left, cursor);
  for (const operator of ['=', '!=', '<=', '>=', '<', '>'])
    if (cursor.skip(operator)) {
      const right = sum(cursor);
      return (row) => compared(operator, left(row), right(row));
    }
  return left;
}

function negated(inner: Expression): Expression {
  return (row) => truth(!isTrue(inner(row)));
}

function like(left: Expression, cursor: Cursor): Expression {
  const { kind, value } = cursor.next();
  if (kind === 'regex') {
    const pattern = regularExpression(value);
    return (row) => truth(pattern.test(asText(left(row))));
  }
  if (kind !== 'text') throw malformed(`mismatched input '${value}' expecting a text or a regular expression`);
  return (row) => truth(asText(left(row)).includes(value));
}

function within(left: Expression, cursor: Cursor): Expression {
  cursor.expect('[');
  const options: Expression[] = [];
  do options.push(sum(cursor));
  while (cursor.skip(','));
  cursor.expect(']');
  return (row) => truth(options.some((option) => isTrue(compared('=', left(row), option(row)))));
}

/** Texts that are numbers count as such. An absent field is equal to nothing, and so unequal to everything. */
function compared(operator: string, left: Value, right: Value): Value {
  if (left === undefined || right === undefined) return truth(operator === '!=' && left !== right);
  const [a, b] = [asNumber(left), asNumber(right)];
  const order = Number.isNaN(a) || Number.isNaN(b) ? inOrder(asText(left), asText(right)) : a - b;
  switch (operator) {
    case '=':
      return truth(order === 0);
    case '!=':
      return truth(order !== 0);
    case '<':
      return truth(order < 0);
    case '<=':
      return truth(order <= 0);
    case '>':
      return truth(order > 0);
    default:
      return truth(order >= 0);
  }
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sum(cursor: Cursor): Expression {
  let left = product(cursor);
  for (;;) {
    if (cursor.skip('+')) left = arithmetic(left, product(cursor), (a, b) => a + b);
    else if (cursor.skip('-')) left = arithmetic(left, product(cursor), (a, b) => a - b);
    else return left;
  }
}

function product(cursor: Cursor): Expression {
  let left = operand(cursor);
  for (;;) {
    if (cursor.skip('*')) left = arithmetic(left, operand(cursor), (a, b) => a * b);
    else if (cursor.skip('/')) left = arithmetic(left, operand(cursor), (a, b) => a / b);
    else if (cursor.skip('%')) left = arithmetic(left, operand(cursor), (a, b) => a % b);
    else return left;
  }
}

function arithmetic(left: Expression, right: Expression, of: (a: number, b: number) => number): Expression {
  return (row) => {
    const result = of(asNumber(left(row)), asNumber(right(row)));
    return Number.isFinite(result) ? result : undefined;
  };
}

function operand(cursor: Cursor): Expression {
  if (cursor.skip('(')) {
    const inner = expression(cursor);
    cursor.expect(')');
    return inner;
  }
  if (cursor.skip('-'))
    return arithmetic(
      () => 0,
      operand(cursor),
      (a, b) => a - b,
    );
  const { kind, value } = cursor.next();
  if (kind === 'text') return () => value;
  if (kind === 'number') return () => Number(value);
  if (kind !== 'word') throw malformed(`unexpected symbol found ${value}`);
  return cursor.skip('(') ? called(value, cursor) : (row) => row.field(value);
}

function called(name: string, cursor: Cursor): Expression {
  if (name.toLowerCase() === 'bin') return binned((row) => row.field('@timestamp'), cursor);
  if (name.toLowerCase() === 'datefloor') {
    const time = expression(cursor);
    cursor.expect(',');
    return binned(time, cursor);
  }
  const values: Expression[] = [];
  if (!cursor.skip(')')) {
    do values.push(expression(cursor));
    while (cursor.skip(','));
    cursor.expect(')');
  }
  const call = functionNamed(name);
  return (row) => call(values.map((value) => value(row)));
}

function binned(time: Expression, cursor: Cursor): Expression {
  const first = cursor.next().value;
  // `5 m` as well as `5m`.
  const width = periodOf(cursor.peek()?.kind === 'word' ? `${first}${cursor.next().value}` : first);
  cursor.expect(')');
  return (row) => {
    const at = asNumber(time(row));
    return Number.isNaN(at) ? undefined : Math.floor(at / width) * width;
  };
}

function truth(holds: boolean): number {
  return holds ? 1 : 0;
}

export function isTrue(value: Value): boolean {
  return value !== undefined && value !== 0 && value !== '';
}
