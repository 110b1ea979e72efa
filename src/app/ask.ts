import { UsageError } from './command.ts';
import type { Ask, Place } from './investigation.ts';
import { quoteWord, sortWords } from './words.ts';
import type { OptionSpecs } from './words.ts';

/** The options of `diagnose` that say what to look at; the same wherever it is typed. */
export const askOptions = {
  subject: 'value',
  since: 'value',
  from: 'value',
  to: 'value',
  account: 'value',
  region: 'value',
} as const satisfies OptionSpecs;

/** Those that use files and profiles of the machine, or choose an output: on the command line only. */
export const terminalOptions = {
  profile: 'value',
  json: 'flag',
  plan: 'flag',
  save: 'value',
  replay: 'value',
} as const satisfies OptionSpecs;

/** Whether it is asked on a command line, and not in a chat. */
export function isTerminal(place: Place): boolean {
  return place.team === 'terminal';
}

/** Reads `alb-502 checkout prod since=30m` as a question. Rejects with a `UsageError` what is not understood. */
export function askFrom(words: readonly string[], place: Place): Ask {
  const known = isTerminal(place) ? { ...askOptions, ...terminalOptions } : askOptions;
  const { positionals, options } = sortWords(words, known);
  const [playbook = '', ...rest] = positionals;
  const named = options.get('subject');
  if (named !== undefined && rest.length > 0)
    throw new UsageError(`The subject was given twice: “${rest.join(' ')}” and “${named}”.`);
  const option = (name: keyof Ask): string | null => options.get(name)?.trim() || null;
  return {
    playbook,
    subject: rest.join(' ') || option('subject'),
    account: option('account'),
    region: option('region'),
    profile: option('profile'),
    since: option('since'),
    from: option('from'),
    to: option('to'),
  };
}

/** The complete command that asks this again: what a button carries and a list in the terminal shows. */
export function commandOf(ask: Ask): string {
  const options = (['account', 'region', 'profile', 'since', 'from', 'to'] as const).flatMap((name) => {
    const value = ask[name];
    return value === null ? [] : [`${name}=${quoteWord(value)}`];
  });
  const subject = ask.subject === null ? [] : [quoteWord(ask.subject)];
  return ['diagnose', quoteWord(ask.playbook), ...subject, ...options].join(' ');
}
