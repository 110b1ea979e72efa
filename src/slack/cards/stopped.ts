import type { Investigation } from '#app';
import type { Card } from './card.ts';
import { button, buttons, context, ended, header, sentence } from './elements.ts';
import { momentToken, utc } from './moment.ts';
import { line, rich } from './rich-text.ts';

/** What every card of an investigation without a report is made from. */
export interface Stopped {
  readonly investigation: Pick<Investigation, 'id'>;
  /** `checkout`, or `alb-502` when no subject was settled. */
  readonly about: string;
}

/** The investigation could not be carried out: one sentence why, and a way to try again. */
export function failed({ investigation, about }: Stopped, says: string): Card {
  return stopped({
    id: investigation.id,
    title: `⚪ ${about} · could not look`,
    says: ended(says),
    text: sentence(`${about}: could not look`, says),
  });
}

/** Our own fault. The person needs only the id under which the whole story was logged. */
export function broken(from: Stopped): Card {
  const says = `Something broke in OpsMedic itself. It was logged as ${from.investigation.id}.`;
  return failed(from, says);
}

/** The process that was looking went away, at `at`, ISO 8601. */
export function interrupted({ investigation, about }: Stopped, at: string): Card {
  return stopped({
    id: investigation.id,
    title: `⚪ ${about} · interrupted`,
    says: 'OpsMedic was restarted before it had an answer. Press Re-run to ask again.',
    text: sentence(`${about}: interrupted at ${utc(at)}`, 'Ask again with Re-run'),
    note: `Interrupted ${momentToken(at)}`,
  });
}

function stopped(shown: { id: string; title: string; says: string; text: string; note?: string }): Card {
  const note = shown.note === undefined ? null : { mrkdwn: shown.note };
  return {
    text: shown.text,
    blocks: [
      header(shown.title),
      rich(line(shown.says)),
      context(note, shown.id),
      ...buttons(button('rerun', 'Re-run', { do: 'rerun', id: shown.id })),
    ],
  };
}
