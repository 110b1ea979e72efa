import { withEmoji } from './emoji.ts';
import { escape, html, safeAddress, trusted, type Html } from './html.ts';
import { moment } from './moment.ts';
import type { Names } from './names.ts';

/** Slack's own markup, as https://docs.slack.dev/messaging/formatting-message-text describes it. */
export function mrkdwn(source: string, names: Names): Html {
  // Finished pieces are set aside under private-use characters, so that nothing inside them is formatted again.
  const pieces: Html[] = [];
  const aside = (piece: Html) => `\u{E000}${pieces.push(piece) - 1}\u{E001}`;
  const bare = source
    .replace(/[\u{E000}\u{E001}]/gu, '')
    .replace(/```\n?([\s\S]*?)```/gu, (_whole, code: string) => aside(html`<pre>${unescape(code)}</pre>`))
    .replace(/`([^`\n]+)`/gu, (_whole, code: string) => aside(html`<code>${unescape(code)}</code>`))
    .replace(/<([^<>|\n]+)(?:\|([^<>\n]*))?>/gu, (whole, target: string, label: string | undefined) => {
      const piece = reference(unescape(target), label === undefined ? undefined : unescape(label), names);
      return piece === null ? whole : aside(piece);
    });
  const markup = quotes(styles(escape(unescape(bare)))).replace(/\n/gu, '<br>');
  return trusted(restore(withEmoji(markup), pieces));
}

/** Text that may hold emoji and line breaks and nothing else. */
export function plainText(source: string): Html {
  return trusted(escape(withEmoji(source)).replace(/\n/gu, '<br>'));
}

function reference(target: string, label: string | undefined, names: Names): Html | null {
  if (target.startsWith('@')) return mention(`@${names.user(target.slice(1))}`);
  if (target.startsWith('#')) return mention(`#${label ?? names.channel(target.slice(1))}`);
  if (target.startsWith('!subteam^')) return mention(`@${names.group(target.slice('!subteam^'.length))}`);
  if (target.startsWith('!date^')) {
    const [, seconds, format] = target.split('^');
    return moment(Number(seconds), format ?? '{date}', label ?? '');
  }
  if (target.startsWith('!')) return mention(`@${target.slice(1)}`, 'everybody');
  const address = safeAddress(target);
  return address === null ? null : link(address, html`${label ?? address}`);
}

export function mention(text: string, kind = 'mention'): Html {
  return html`<span class="mention ${kind}">${text}</span>`;
}

/** A link that tells the other side nothing about this page. */
export function link(address: string, label: Html): Html {
  return html`<a href="${address}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

function styles(escaped: string): string {
  const style = (text: string, mark: string, tag: string) =>
    text.replace(
      new RegExp(`(^|[\\s(>\u{E001}])[${mark}](?=\\S)([^${mark}\\n]*?\\S)[${mark}](?=$|[\\s).,:;!?<\u{E000}])`, 'gmu'),
      `$1<${tag}>$2</${tag}>`,
    );
  return style(style(style(escaped, '*', 'strong'), '_', 'em'), '~', 's');
}

function quotes(escaped: string): string {
  return escaped.replace(
    /(?:^&#62; ?.*(?:\n|$))+/gmu,
    (lines) => `<blockquote>${lines.replace(/^&#62; ?/gmu, '').trimEnd()}</blockquote>`,
  );
}

function restore(markup: string, pieces: readonly Html[]): string {
  return markup.replace(/\u{E000}(\d+)\u{E001}/gu, (_whole, index: string) => pieces[Number(index)]?.markup ?? '');
}

function unescape(text: string): string {
  return text.replace(/&lt;/gu, '<').replace(/&gt;/gu, '>').replace(/&amp;/gu, '&');
}
