import { UsageError } from './command.ts';
import { meant } from './nearest.ts';

/** What options a command has: `value` ones are followed by a value, `flag` ones stand alone. */
export type OptionSpecs = { readonly [name: string]: 'value' | 'flag' };

/** Words sorted into what they are. Flags are the string `true` when given. */
export interface SortedWords {
  readonly positionals: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

const opening = /^["'“”„‟«‘’‚‛]/u;
const closing = /["'“”„‟»‘’‚‛]$/u;
/** What phones make of `--`: hyphens, en and em dashes, minus signs. */
const dashes = /^[-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]+/u;
const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** Splits a line as typed into words; quoted parts stay together, whichever quotation marks the phone put there. */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: RegExp | null = null;
  for (const char of line.replace(invisible, '')) {
    if (quote) {
      if (quote.test(char)) quote = null;
      else word += char;
    } else if (/\s/u.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (opensQuote(char, word)) {
      quote = closes(char);
      word ??= '';
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== null) words.push(word);
  return words;
}

/** A quotation mark begins a quoted part at the start of a word or after `=`; elsewhere it is an apostrophe. */
function opensQuote(char: string, word: string | null): boolean {
  return opening.test(char) && (word === null || word === '' || word.endsWith('='));
}

function closes(char: string): RegExp {
  if (char === '"' || /[“”„‟«]/u.test(char)) return /["“”‟»]/u;
  return /['‘’‛]/u;
}

/**
 * Sorts words into positionals and options: `key=value`, `--key value`, `--key=value` and `--flag` mean what they mean
 * on a command line, with any dash a phone may have typed. Rejects unknown options, naming the nearest known one.
 */
export function sortWords(words: readonly string[], specs: OptionSpecs): SortedWords {
  const positionals: string[] = [];
  const options = new Map<string, string>();
  const rest = words.map(tidy).filter((word) => word !== '');
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    if (word === '--') {
      positionals.push(...rest.splice(0));
      continue;
    }
    const { name, value } = optionIn(word, specs);
    if (name === null) {
      positionals.push(word);
      continue;
    }
    if (options.has(name)) throw new UsageError(`“${name}” was given twice.`);
    options.set(name, specs[name] === 'flag' ? flagValue(name, value) : (value ?? valueAfter(name, rest)));
  }
  for (const [name, value] of options) if (value === 'false' && specs[name] === 'flag') options.delete(name);
  return { positionals, options };
}

/** Takes off quotation marks that came along from a chat, and what cannot be seen. */
function tidy(word: string): string {
  const clean = word.replace(invisible, '').trim();
  return clean.length >= 2 && opening.test(clean) && closing.test(clean) ? clean.slice(1, -1) : clean;
}

function optionIn(word: string, specs: OptionSpecs): { readonly name: string | null; readonly value?: string } {
  const dash = dashes.exec(word)?.[0];
  const body = dash ? word.slice(dash.length) : word;
  const [, key = '', value] = /^([a-z][a-z-]*)(?:=(.*))?$/isu.exec(body) ?? [];
  const name = key.toLowerCase();
  if (!dash && (value === undefined || name === '')) return { name: null };
  if (dash && body === '') return { name: null };
  if (!Object.hasOwn(specs, name)) throw unknownOption(dash ? body : name, specs);
  return value === undefined ? { name } : { name, value: tidy(value) };
}

function unknownOption(typed: string, specs: OptionSpecs): UsageError {
  const known = Object.keys(specs);
  const near = meant(typed, known);
  const help = near ? `did you mean “${near}”?` : `there is ${known.join(', ')}.`;
  return new UsageError(`There is no option “${typed}”: ${known.length > 0 ? help : 'this takes none.'}`);
}

function valueAfter(name: string, rest: string[]): string {
  const next = rest[0];
  if (next === undefined || dashes.test(next)) throw new UsageError(`“${name}” needs a value: ${name}=….`);
  rest.shift();
  return next;
}

function flagValue(name: string, value: string | undefined): string {
  if (value === undefined || /^(?:true|yes|on|1)$/iu.test(value)) return 'true';
  if (/^(?:false|no|off|0)$/iu.test(value)) return 'false';
  throw new UsageError(`“${name}” takes no value.`);
}

/** One word as it must be typed to be read as one word again. */
export function quoteWord(word: string): string {
  return /^[^\s"'“”„‟«»‘’‚‛]+$/u.test(word) ? word : `"${word.replaceAll('"', '')}"`;
}
