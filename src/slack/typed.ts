import { splitWords } from '#app';

/**
 * What a person typed to the bot, as words. Slack turns names into links (`<http://a.elb.amazonaws.com|a.elb…>`) and
 * three characters into entities in messages, and people paste commands with a slash, in backticks or after a mention.
 * https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
 */
export function wordsTyped(text: string, botUserId: string): readonly string[] {
  const said = text
    .replaceAll(new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`, 'gu'), ' ')
    .replaceAll(/<(?:https?:\/\/|mailto:)[^|>]*\|([^>]*)>/gu, '$1')
    .replaceAll(/<((?:https?:\/\/)[^|>]*)>/gu, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll('`', ' ')
    .replaceAll(/(?<=\w)[\u2010-\u2015\u2212](?=\w)/gu, '-');
  const [first, ...rest] = splitWords(said.normalize('NFKC')).filter((word) => word !== '');
  if (first === undefined) return [];
  return [first.replace(/^\//u, '').toLowerCase(), ...rest].filter((word) => word !== '');
}
