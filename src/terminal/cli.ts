import { UsageError, helpMarkdown, unknownCommand } from '#app';
import type { Command, Reply } from '#app';
import { prefix, showChoice } from './choice.ts';
import { diagnoseHere, moreOptions } from './diagnose.ts';
import { markdownText } from './markdown-text.ts';
import type { ExitCode, Program } from './program.ts';
import { paintFor, widthOf, write } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { printableJson, visible } from './visible.ts';

const helpWords: ReadonlySet<string> = new Set(['--help', '-h', '-?']);
const versionWords: ReadonlySet<string> = new Set(['--version', '-v', '-V', 'version']);

/** Runs one command line: results to stdout, what went wrong as a sentence to stderr. Never rejects. */
export async function cli(argv: readonly string[], terminal: Terminal, program: Program): Promise<ExitCode> {
  const { stdout, stderr } = terminal;
  // Without a listener, a reader that leaves early (`| head`) would end the process with a stack trace.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  // Deadlines do not keep a process alive (AbortSignal.timeout), and an answer may be all that is waited for.
  const alive = setInterval(() => {}, 60_000);
  try {
    return await dispatch(argv, terminal, program);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      await write(stderr, `Something went wrong inside OpsMedic: ${visible(String(error))}\n`);
      return 1;
    }
    for (const line of error.message.split('\n')) await write(stderr, `${visible(line)}\n`);
    return 2;
  } finally {
    clearInterval(alive);
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal, program: Program): Promise<ExitCode> {
  const [name = 'help', ...words] = argv;
  if (versionWords.has(name)) return say(`opsmedic ${program.version}`, terminal);
  if (name === 'help' || helpWords.has(name)) return help(words.find(isNoOption), terminal, program);
  const command = program.commands.get(name);
  if (!command) throw unknownCommand(name, [...program.commands.values()]);
  if (words.some((word) => helpWords.has(word))) return help(name, terminal, program);
  if (command.name === 'serve') return program.serve();

  const { app, close } = await program.open(command);
  try {
    if (command.name === 'diagnose') return await diagnoseHere(words, terminal, program, app);
    const place = { team: 'terminal', channel: '', thread: null };
    const asked = { words: words.filter((word) => !isJson(word)), by: program.by, place, signal: program.signal };
    return await show(await command.run(asked, app), words.some(isJson), terminal);
  } finally {
    await close();
  }
}

/** Needs no configuration, so that it helps when that is wrong. */
function help(name: string | undefined, terminal: Terminal, { commands }: Program): Promise<ExitCode> {
  const text = helpMarkdown(name, [...commands.values()], (command: Command) => prefix + command.name);
  return say(name === 'diagnose' ? `${text}\n\n${moreOptions}` : text, terminal);
}

function isNoOption(word: string): boolean {
  return !word.startsWith('-');
}

/** `--json` is an option of every command: it chooses the shape of the answer, not what is done. */
function isJson(word: string): boolean {
  return /^[-\u2013\u2014]+json$/iu.test(word);
}

async function show(reply: Reply, json: boolean, terminal: Terminal): Promise<ExitCode> {
  switch (reply.kind) {
    case 'text':
      if (json) await write(terminal.stdout, `${printableJson(reply.data ?? { text: reply.markdown })}\n`);
      else await say(reply.markdown, terminal);
      return reply.problem ? 1 : 0;
    case 'form':
      return show(await reply.preview(), json, terminal);
    case 'lines':
      for await (const line of reply.lines) await write(terminal.stdout, `${printableJson(line, 'one line')}\n`);
      return 0;
    case 'choice':
      return showChoice(reply, terminal);
    case 'investigation':
      throw new TypeError('only diagnose investigates on the terminal');
  }
}

async function say(markdown: string, { stdout, env }: Terminal): Promise<ExitCode> {
  await write(stdout, markdownText(markdown, paintFor(stdout, env), widthOf(stdout)));
  return 0;
}
