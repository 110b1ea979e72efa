import type { ActionsBlock, Button, ContextBlock, HeaderBlock, MrkdwnElement, PlainTextElement } from '@slack/types';
import { mrkdwn, plain } from '../escape.ts';
import { limits } from '../limits.ts';
import { serializePress } from '../press.ts';
import type { Press } from '../press.ts';

/** The first line of a card. Without emoji codes: a resource may be called `:fire:`. */
export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', emoji: false, text: plain(text, limits.header) || ' ' } };
}

/** Small print. Strings are shown as they are; `{ mrkdwn }` must have been escaped already. */
export function context(...items: readonly (string | { readonly mrkdwn: string } | null)[]): ContextBlock {
  const elements = items.flatMap((item): readonly (PlainTextElement | MrkdwnElement)[] => {
    if (item === null || item === '') return [];
    if (typeof item !== 'string') return [{ type: 'mrkdwn', verbatim: true, text: item.mrkdwn }];
    const text = plain(item, 500);
    return text === '' ? [] : [{ type: 'plain_text', emoji: false, text }];
  });
  return { type: 'context', elements: elements.slice(0, limits.contextElements) };
}

/** How a button looks, and what is asked before it is taken for meant. */
export interface Manner {
  readonly style?: 'primary' | 'danger';
  readonly confirm?: { readonly title: string; readonly says: string; readonly yes: string };
}

/** A button that says what it does. `name` tells the buttons of one message apart. */
export function button(name: string, label: string, press: Press, { style, confirm }: Manner = {}): Button {
  return {
    type: 'button',
    action_id: `press:${name}`,
    text: plainText(label, limits.buttonText, 'Go on'),
    value: serializePress(press),
    ...(style && { style }),
    ...(confirm && {
      confirm: {
        title: plainText(confirm.title, limits.confirmTitle, 'Sure?'),
        text: plainText(confirm.says, limits.confirmText, 'Sure?'),
        confirm: plainText(confirm.yes, limits.confirmButton, 'Yes'),
        deny: plainText('Go back', limits.confirmButton, 'No'),
      },
    }),
  };
}

/** Text that Slack shows as it is. It may not be empty, so `otherwise` stands in. */
export function plainText(text: string, limit: number, otherwise: string): PlainTextElement {
  return { type: 'plain_text', emoji: false, text: plain(text, limit) || otherwise };
}

/** Buttons in a row; those whose press is too long for Slack to carry are left out. */
export function buttons(...elements: readonly (Button | null)[]): readonly ActionsBlock[] {
  const kept = elements.filter((element) => element !== null && (element.value ?? '').length <= limits.buttonValue);
  const row = kept.flatMap((element) => element ?? []).slice(0, limits.actions);
  return row.length === 0 ? [] : [{ type: 'actions', elements: row }];
}

/** The sentence for notifications: whole sentences joined, escaped and clipped. */
export function sentence(...parts: readonly (string | null)[]): string {
  const whole = parts.flatMap((part) => (part === null ? [] : [plain(part, 600)])).filter((part) => part !== '');
  return mrkdwn(whole.map(ended).join(' '), limits.fallback);
}

/** A sentence ends with a full stop, even one that AWS forgot to end. */
export function ended(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?…:]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}
