import type { Reply } from '#app';
import type { ExitCode } from './program.ts';
import { write } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { visible } from './visible.ts';

/** What stands before a command in a shell. */
export const prefix = 'opsmedic ';

/** A question cannot be asked here: the ways to go on are listed, and the person types one of them. */
export async function showChoice(
  { question, options }: Extract<Reply, { kind: 'choice' }>,
  { stderr }: Terminal,
): Promise<ExitCode> {
  const lines = options.map(({ label, command }) => `  ${visible(`${prefix}${command}`)}  # ${visible(label)}`);
  await write(stderr, `${[visible(question), ...lines].join('\n')}\n`);
  return 2;
}
