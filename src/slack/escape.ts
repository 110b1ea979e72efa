import { stripVTControlCharacters } from 'node:util';
import { redactText } from '#redaction';

/** Everything that has no shape of its own: zero-width characters, marks that turn the direction of writing, tags. */
const invisible = /\p{Cf}|\u034F|[\u115F\u1160\u3164\uFFA0]|[\u17B4\u17B5]|[\u180B-\u180F]/gu;
// oxlint-disable-next-line no-control-regex -- finding control characters is the point
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029]/gu;

/**
 * Text from AWS or from people as it may be shown in a field that Slack does not parse (`plain_text`, rich text):
 * secrets redacted, terminal colours and invisible characters gone, lone surrogates repaired, layout kept. Redaction
 * comes after the invisible characters, since they could hide a secret from it, and before any clipping, which could
 * cut one in half.
 */
export function layout(text: string, limit: number): string {
  return clip(clean(text, limit), limit);
}

/** The same on one line. */
export function plain(text: string, limit: number): string {
  return clip(clean(text, limit).replaceAll(/\s+/gu, ' ').trim(), limit);
}

function clean(text: string, limit: number): string {
  const seen = stripVTControlCharacters(enoughOf(text, limit).toWellFormed()).replaceAll(/\r\n?/gu, '\n');
  return redactText(seen.replaceAll(invisible, '').replaceAll(control, ' '));
}

/**
 * More than will be shown, but not all of a megabyte, since looking for secrets takes its time. Cut between words: no
 * half of a secret is left at the end that nothing would recognise.
 */
function enoughOf(text: string, limit: number): string {
  const enough = limit * 4 + 8_192;
  if (text.length <= enough) return text;
  const kept = text.slice(0, enough);
  const end = Math.max(...['\n', ' ', '\t'].map((space) => kept.lastIndexOf(space)));
  return `${kept.slice(0, Math.max(end, enough - 4_096))} …`;
}

/**
 * Text for a field that Slack does parse: `text` of a message, `mrkdwn`. It cannot mention anyone, open a code block or
 * link to anything. `limit` counts the escaped text, as Slack does.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function mrkdwn(text: string, limit: number): string {
  const harmless = plain(text, limit).replaceAll('://', ': //').replaceAll(/`{2,}/gu, "'");
  const whole = escape(harmless.slice(0, limit + 1));
  if (whole.length <= limit) return whole;
  let escaped = '';
  for (const char of harmless) {
    const next = escaped + escape(char);
    if (next.length > limit - 1) break;
    escaped = next;
  }
  return `${escaped}…`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** At most `limit` UTF-16 units, with an ellipsis where something was cut, and no surrogate pair cut in half. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, Math.max(0, limit - 1));
  return `${/[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut}…`;
}
