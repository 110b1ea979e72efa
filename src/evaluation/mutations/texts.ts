import type { Account } from '#simulation/account';
import { rewritten } from './rewritten.ts';

/** Members that hold sentences of AWS. */
const SENTENCES = ['stoppedReason', 'reason', 'message', 'rolloutStateReason', 'Description', 'Reason'];

/** AWS's sentences in other words or marks. Codes, which have no blanks, stay as they are. */
export function withSentences(change: (text: string) => string): (account: Account) => Account {
  return (account) =>
    rewritten(account, (value, name) =>
      typeof value === 'string' && SENTENCES.includes(name) && value.includes(' ') ? change(value) : value,
    );
}

export function curly(text: string): string {
  return text.replaceAll("'", '’');
}

export function straight(text: string): string {
  return text.replaceAll('’', "'");
}

/** A full stop more, or the one there was less. */
export function fullStop(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : `${text}.`;
}

/**
 * So long that AWS cuts it: what it adds at the end is of no use, and then it breaks off. Texts that are longer than that
 * by themselves stay as they are: what they would lose may be what they say.
 */
export function cutAt(length: number): (text: string) => string {
  const more = ' See the documentation for details: https://docs.aws.amazon.com/troubleshooting. RequestID: 7c1f';
  return (text) =>
    text.length > length - 3
      ? text
      : `${text}${more.repeat(Math.ceil(length / more.length))}`.slice(0, length - 3).concat('...');
}

/** `(service web)` was `service web` in older messages. */
export function withoutBrackets(text: string): string {
  return text.replace(/^\(service ([^)]+)\)/, 'service $1');
}

/** Values of enumerations in capitals, or all small. */
export function enumerations(
  names: readonly string[],
  change: (value: string) => string,
): (account: Account) => Account {
  return (account) =>
    rewritten(account, (value, name) => (typeof value === 'string' && names.includes(name) ? change(value) : value));
}
