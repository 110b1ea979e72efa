import { AwsError } from '../aws-error.ts';

/** A piece of a Logs Insights query. */
export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'regex' | 'sign';
  /** A text without its quotation marks, a regular expression without its slashes. */
  readonly value: string;
  /** Where it begins and ends in the query. */
  readonly start: number;
  readonly end: number;
}

const COMMENT = /#[^\n]*/y;
const BLANK = /\s+/y;
const TEXT = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y;
const QUOTED_FIELD = /`([^`]+)`/y;
const NUMBER = /\d+(?:\.\d+)?(?![\w.])/y;
/** Field names hold dots, and at their beginning an `@`. Durations such as `5m` are words too. */
const WORD = /@?[A-Za-z0-9_$][\w$.]*(?:\[\d+\][\w$.]*)*|@/y;
const REGEX = /\/((?:[^/\\\n]|\\.)+)\//y;
const SIGN = /=~|!=|<=|>=|[|(),=<>+\-*/%^[\]]/y;

/** A regular expression stands only after these: elsewhere a slash divides. */
const BEFORE_REGEX = new Set(['like', '=~', 'parse', ',', '(']);

/** @throws AwsError where the query holds what no query may. */
export function tokens(query: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(query);
  };
  while (at < query.length) {
    const skipped = match(BLANK) ?? match(COMMENT);
    if (skipped) {
      at += skipped[0].length;
      continue;
    }
    const [kind, text, value] = next(match, found);
    if (text === undefined) throw malformed(`unexpected symbol found ${query.charAt(at)} at line 1 and position ${at}`);
    found.push({ kind, value, start: at, end: at + text.length });
    at += text.length;
  }
  return found;
}

function next(
  match: (pattern: RegExp) => RegExpExecArray | null,
  before: readonly Token[],
): readonly [Token['kind'], string | undefined, string] {
  const text = match(TEXT);
  if (text) return ['text', text[0], unescaped(text[1] ?? text[2] ?? '')];
  const quoted = match(QUOTED_FIELD);
  if (quoted) return ['word', quoted[0], quoted[1] ?? ''];
  // A pattern may follow the field it is looked for in: `parse @message /…/`.
  const mayBeRegex = BEFORE_REGEX.has(before.at(-1)?.value ?? '') || before.at(-2)?.value === 'parse';
  const regex = mayBeRegex ? match(REGEX) : null;
  if (regex) return ['regex', regex[0], regex[1] ?? ''];
  const number = match(NUMBER);
  if (number) return ['number', number[0], number[0]];
  const word = match(WORD);
  if (word) return ['word', word[0], word[0]];
  const sign = match(SIGN);
  return ['sign', sign?.[0], sign?.[0] ?? ''];
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter);
}

/** `(?i)` and the like stand at the beginning of an expression there, and are flags here. */
export function regularExpression(source: string): RegExp {
  const [, flags = '', rest = source] = /^\(\?([ims]+)\)(.*)$/s.exec(source) ?? [];
  try {
    return new RegExp(rest, flags);
  } catch {
    throw malformed(`invalid regular expression: ${source}`);
  }
}

export function malformed(message: string): AwsError {
  return new AwsError('MalformedQueryException', message);
}
