import type {
  RichTextBlock,
  RichTextElement,
  RichTextList,
  RichTextPreformatted,
  RichTextQuote,
  RichTextSection,
} from '@slack/types';
import { layout, plain } from '../escape.ts';
import { consoleLink } from './console-link.ts';
import { richMoment } from './moment.ts';

/** A stretch of a line. Whatever is put in here is cleaned, redacted and clipped: cards need not think of it. */
export type Part =
  | string
  | { readonly bold: string }
  | { readonly code: string }
  | { readonly faint: string }
  /** Shown as a link only when it leads to the AWS console; otherwise left out. */
  | { readonly console: string | null }
  | { readonly link: string; readonly label: string }
  /** A moment in the reader's own time; `ago` adds how far off it is: “in 40 minutes”. */
  | { readonly moment: string; readonly ago?: true }
  /** A person, by the Slack user id. Mentions notify where a message is posted, not where it is edited. */
  | { readonly user: string };

export type RichTextPart = RichTextSection | RichTextList | RichTextPreformatted | RichTextQuote;

const userId = /^[UW][A-Z0-9]{1,40}$/u;

/** A sentence of ours that names people as `<@U0123ABCD>`: those, and nothing else in it, become mentions. */
export function naming(says: string): readonly Part[] {
  return says.split(/(<@[UW][A-Z0-9]{1,40}>)/u).flatMap((part): readonly Part[] => {
    const [, user] = /^<@(\w+)>$/u.exec(part) ?? [];
    if (user !== undefined) return [{ user }];
    return part === '' ? [] : [part];
  });
}

/** Longer texts are cut; the file in the thread has them whole. */
export const longestPart = 700;
const longestQuote = 1000;

/**
 * Rich text is what cards are made of: Slack parses nothing in it, so that no log line can mention anyone, link
 * anywhere or turn half of a sentence bold.
 */
export function rich(...parts: readonly RichTextPart[]): RichTextBlock {
  return { type: 'rich_text', elements: [...parts] };
}

/** One line; several in a row are separated by a line break. */
export function line(...parts: readonly Part[]): RichTextSection {
  return { type: 'rich_text_section', elements: parts.flatMap(element) };
}

/** Lines one under the other, in one section. */
export function lines(...rows: readonly (readonly Part[])[]): RichTextSection {
  return line(...rows.flatMap((row, index): readonly Part[] => (index === 0 ? row : ['\n', ...row])));
}

export function bullets(items: readonly (readonly Part[])[], indent = 0): RichTextList {
  return { type: 'rich_text_list', style: 'bullet', indent, elements: items.map((item) => line(...item)) };
}

/** Text exactly as a machine wrote it: log lines, answers of AWS, what is to be copied. */
export function quote(text: string): RichTextPreformatted {
  const exact = layout(text, longestQuote).trim();
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: exact === '' ? '(empty)' : exact }] };
}

function element(part: Part): readonly RichTextElement[] {
  if (typeof part === 'string') return text(spaced(part));
  if ('bold' in part) return text(spaced(part.bold), { bold: true });
  if ('code' in part) return text(spaced(part.code), { code: true });
  if ('faint' in part) return text(spaced(part.faint), { italic: true });
  if ('moment' in part) return [richMoment(part.moment, part.ago)];
  if ('user' in part) return userId.test(part.user) ? [{ type: 'user', user_id: part.user }] : text(spaced(part.user));
  if ('link' in part) return [{ type: 'link', url: part.link, text: plain(part.label, longestPart) || 'link' }];
  const url = consoleLink(part.console);
  return url === null
    ? []
    : [
        { type: 'text', text: ' ' },
        { type: 'link', url, text: 'console' },
      ];
}

function text(shown: string, style?: { bold?: boolean; code?: boolean; italic?: boolean }): readonly RichTextElement[] {
  if (shown === '') return [];
  return [style ? { type: 'text', text: shown, style } : { type: 'text', text: shown }];
}

/** Parts are put one after the other, so the spaces and line breaks at their ends count. */
function spaced(part: string): string {
  if (/^\s*$/u.test(part)) return part.includes('\n') ? '\n' : part === '' ? '' : ' ';
  const before = /^\s/u.test(part) ? ' ' : '';
  const after = /\s$/u.test(part) ? ' ' : '';
  return `${before}${plain(part, longestPart)}${after}`;
}
