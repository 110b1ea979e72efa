import { UsageError } from '#app';
import type { Command } from '#app';

/** The bot itself. The command line starts it before any command is run, since it opens everything itself. */
export const serveCommand: Command = {
  name: 'serve',
  only: 'terminal',
  usage: 'serve',
  summary: 'Run the bot: connected to Slack with tokens, or with the local workspace without.',
  run: () => Promise.reject(new UsageError('“serve” is for the command line.')),
};
