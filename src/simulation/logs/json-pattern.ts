import { AwsError } from '../aws-error.ts';

/**
 * Compiles `{ $.type = "platform.report" && $.record.status != "success" }`: comparisons of one path each, joined by
 * `&&` or by `||`, without brackets. `*` in a text stands for anything.
 * @throws AwsError for what is not such a pattern.
 */
export function jsonPattern(pattern: string): (message: string) => boolean {
  const [, inner = ''] = /^\{\s*(.*?)\s*\}$/s.exec(pattern) ?? [];
  const any = inner.split(/\s*\|\|\s*/).map((part) => part.split(/\s*&&\s*/).map(comparison));
  return (message) => {
    const value = parsed(message);
    return value !== undefined && any.some((all) => all.every((holds) => holds(value)));
  };
}

function comparison(text: string): (value: unknown) => boolean {
  const [, path, operator, quoted, bare] =
    /^\(?\s*\$\.([\w.[\]@-]+)\s*(=|!=|<=|>=|<|>|IS|EXISTS|NOT EXISTS)\s*(?:"([^"]*)"|(\S*?))\s*\)?$/.exec(text) ?? [];
  if (path === undefined) throw new AwsError('InvalidParameterException', 'Invalid filter pattern');
  const wanted = quoted ?? bare ?? '';
  return (value) => {
    const found = member(value, path);
    if (operator === 'EXISTS') return found !== undefined;
    if (operator === 'NOT EXISTS') return found === undefined;
    if (found === undefined) return false;
    const text = typeof found === 'string' ? found : JSON.stringify(found);
    if (operator === 'IS') return text.toUpperCase() === wanted.toUpperCase();
    if (operator === '=' || operator === '!=') return fits(wanted, text) === (operator === '=');
    const [left, right] = [Number(found), Number(wanted)];
    if (operator === '<') return left < right;
    if (operator === '<=') return left <= right;
    return operator === '>' ? left > right : left >= right;
  };
}

function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

function parsed(message: string): unknown {
  try {
    return message.trimStart().startsWith('{') ? JSON.parse(message) : undefined;
  } catch {
    return undefined;
  }
}

function member(value: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter((name) => name !== '')
    .reduce((holder: unknown, name) => Object.entries(Object(holder)).find(([own]) => own === name)?.[1], value);
}
