import { AwsError } from '../aws-error.ts';
import { jsonPattern } from './json-pattern.ts';

type Matches = (message: string) => boolean;

/**
 * Compiles a filter pattern as FilterLogEvents takes it: terms that must all be there, `?` before those of which one
 * is enough, `-` before those that must not be, quotation marks around what is not only letters and digits, regular
 * expressions between per cent signs, and `{ $.level = "ERROR" }` for JSON. Upper and lower case differ. Where `?`
 * stands beside other terms it is as if those with it were not there.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws AwsError for a pattern that AWS does not take.
 */
export function filterPattern(pattern: string): Matches {
  const trimmed = pattern.trim();
  if (trimmed === '') return () => true;
  if (trimmed.startsWith('{')) return jsonPattern(trimmed);
  const terms = [...trimmed.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|(\S+))(?:\s+|$)/gy)];
  if (terms.reduce((length, [text]) => length + text.length, 0) !== trimmed.length) throw invalidPattern();
  const read = terms.map(([, sign, quoted, regex, bare]) => ({ sign, matches: term(quoted, regex, bare) }));
  const required = read.filter(({ sign }) => sign !== '?');
  if (required.length === 0) return (message) => read.some(({ matches }) => matches(message));
  return (message) => required.every(({ sign, matches }) => matches(message) === (sign !== '-'));
}

function term(quoted: string | undefined, regex: string | undefined, bare: string | undefined): Matches {
  if (quoted !== undefined) {
    const text = quoted.replaceAll(/\\(.)/g, '$1');
    return (message) => message.includes(text);
  }
  if (regex !== undefined) {
    const expression = new RegExp(regex);
    return (message) => expression.test(message);
  }
  if (bare === undefined || !/^[\w.]+$/.test(bare)) throw invalidPattern();
  return (message) => message.includes(bare);
}

export function invalidPattern(): AwsError {
  return new AwsError('InvalidParameterException', 'Invalid filter pattern');
}
