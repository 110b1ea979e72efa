import { helpMarkdown, isTerminal } from '#app';
import type { Command } from '#app';

/** What can be typed here; a terminal and a chat do not spell it the same. */
export const helpCommand: Command = {
  name: 'help',
  usage: 'help [<command>]',
  summary: 'What can be typed; or how one command is used.',
  run: async ({ words: [name], place }, { commands }) => {
    const here = [...commands.values()].filter(({ only }) => only === undefined || isTerminal(place));
    return { kind: 'text', markdown: helpMarkdown(name, here, isTerminal(place) ? onTerminal : inChat) };
  },
};

function onTerminal({ name }: Command): string {
  return `opsmedic ${name}`;
}

function inChat({ name }: Command): string {
  return name === 'diagnose' ? '/diagnose' : `/opsmedic ${name}`;
}
