import type { Command, Option } from '#app';
import { limits } from '../limits.ts';
import type { Card, CardBlock } from './card.ts';
import { button, buttons, ended, sentence } from './elements.ts';
import { bullets, line, naming as named, quote, rich } from './rich-text.ts';

/** A sentence for one person. */
export function said(text: string): Card {
  return { text: sentence(text), blocks: [rich(line(ended(text)))] };
}

/** A sentence that names people as `<@U0123ABCD>`, for one person: it rings nobody. */
export function naming(says: string, ...more: readonly CardBlock[]): Card {
  return {
    text: sentence(says).replaceAll(/&lt;@([UW][A-Z0-9]{1,40})&gt;/gu, '<@$1>'),
    blocks: [rich(line(...named(ended(says)))), ...more],
  };
}

/** A question with a button for each answer; each carries its complete command. */
export function choice(question: string, options: readonly Option[], thread: string | null): Card {
  const shown = options.slice(0, limits.actions);
  const rest = options.slice(limits.actions);
  return {
    text: sentence(question, shown.map(({ label }) => label).join(', ')),
    blocks: [
      rich(line({ bold: question })),
      ...buttons(
        ...shown.map(({ label, command }, index) => button(`choose:${index}`, label, { do: 'run', command, thread })),
      ),
      ...(rest.length === 0
        ? []
        : [rich(line('More, to type:'), quote(rest.map(({ command }) => `/${command}`).join('\n')))]),
    ],
  };
}

/** The bot may not write here; how to let it, and the same command again at one press. */
export function invite(botName: string, command: string | null, thread: string | null): Card {
  const again = command === null ? null : button('again', 'Try again', { do: 'run', command, thread });
  return {
    text: sentence(
      `I am not in this channel, so I cannot post the answer here. Type /invite @${botName}, then try again`,
    ),
    blocks: [
      rich(
        line({ bold: 'I am not in this channel, so I cannot post here.' }),
        line('Let me in with:'),
        quote(`/invite @${botName}`),
      ),
      ...buttons(again),
    ],
  };
}

/** How to ask, for people who asked how. */
export function help(commands: readonly Pick<Command, 'usage' | 'summary'>[], botName: string): Card {
  return {
    text: sentence('Ask with /diagnose, for instance: /diagnose alb-502 checkout'),
    blocks: [
      rich(
        line({ bold: 'Ask in a channel: ' }, { code: '/diagnose alb-502 checkout' }),
        line(
          { bold: 'Ask in a thread: ' },
          { code: `@${botName} diagnose alb-502 checkout` },
          ' (slash commands do not work there)',
        ),
        line({ bold: 'About an alert: ' }, 'its menu ⋮, then “Diagnose this alert”'),
      ),
      rich(
        line({ bold: 'Commands' }),
        bullets(commands.map(({ usage, summary }) => [{ code: `${prefix(usage)}${usage}` }, ` ${ended(summary)}`])),
      ),
    ],
  };
}

/** Commands that have a slash of their own, and those that do not. */
function prefix(usage: string): string {
  return usage.startsWith('diagnose') ? '/' : '/opsmedic ';
}
