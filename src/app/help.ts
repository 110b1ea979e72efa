import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { meant } from './nearest.ts';

/** How commands are spelt where the help is read: `opsmedic diagnose`, `/diagnose`. */
export type Spelling = (command: Command) => string;

/** What can be typed, or how one command is used, as Markdown. Rejects an unknown name with a `UsageError`. */
export function helpMarkdown(name: string | undefined, commands: readonly Command[], spelling: Spelling): string {
  const usage = (command: Command): string => `\`${spelling(command)}${command.usage.slice(command.name.length)}\``;
  if (name === undefined) {
    const lines = commands.map((command) => `- ${usage(command)}: ${command.summary}`);
    return [
      '**OpsMedic** finds out why something in AWS is failing. It changes nothing that nobody else approved.',
      '',
      ...lines,
    ].join('\n');
  }
  const command = commands.find((each) => each.name === name);
  if (!command) throw unknownCommand(name, commands);
  return `${usage(command)}\n\n${command.summary}`;
}

/** The sentence for a command that does not exist, with the nearest that does. */
export function unknownCommand(name: string, commands: readonly Command[]): UsageError {
  const names = commands.map((command) => command.name);
  const near = meant(name, names);
  return new UsageError(
    `There is no command “${name}”: ${near === undefined ? `there is ${names.join(', ')}.` : `did you mean “${near}”?`}`,
  );
}
