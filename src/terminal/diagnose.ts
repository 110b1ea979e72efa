import { access, constants, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  Recorder,
  UsageError,
  askFrom,
  askOptions,
  begin,
  parseRecording,
  planOf,
  replayOf,
  settle,
  sortWords,
  terminalOptions,
} from '#app';
import type { App, Ask, Asker, Recording, Reply, Run } from '#app';
import { showChoice } from './choice.ts';
import { liveSteps } from './live-steps.ts';
import { planText } from './plan-text.ts';
import type { ExitCode, Program } from './program.ts';
import { reportText } from './report-text.ts';
import { paintFor, widthOf, write } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { printableJson, visible } from './visible.ts';

/** What only a terminal has, for the help. */
export const moreOptions = [
  'Options may be written as `--since 1h`, `--since=1h` or `since=1h`. On the command line also:',
  '- `--profile P`: a profile of the AWS configuration',
  '- `--json`: one JSON document on stdout, nothing else',
  '- `--save FILE`: keep every answer of AWS, redacted',
  '- `--replay FILE`: judge a kept one again, without AWS',
  '- `--plan`: what would be read, without reading it',
].join('\n');

/** `opsmedic diagnose`: like everywhere, and with what only a terminal has: files, plans and JSON. */
export async function diagnoseHere(
  words: readonly string[],
  terminal: Terminal,
  { by, signal }: Pick<Program, 'by' | 'signal'>,
  app: App,
): Promise<ExitCode> {
  const { options } = sortWords(words, { ...askOptions, ...terminalOptions });
  const asker: Asker = { by, signal, place: { team: 'terminal', channel: '', thread: null } };
  const ask = askFrom(words, asker.place);
  const json = options.has('json');
  const save = options.get('save') ?? null;
  const replay = options.get('replay');
  if (replay !== undefined) {
    const recording = parseRecording(await textOf(replay), replay);
    if (save !== null || options.has('plan')) throw new UsageError('“replay” goes with neither “save” nor “plan”.');
    checkSame(ask, recording);
    return carryOut(replayOf(recording, asker, app), asker, app, terminal, json);
  }
  if (options.has('plan')) return plan(ask, terminal, json, app);
  if (save !== null) await checkWritable(save);
  const settled = await settle(ask, asker, app);
  if (settled.kind === 'choice') return showChoice(settled, terminal);
  return carryOut(settled.run, asker, app, terminal, json, save);
}

async function carryOut(
  run: Run,
  asker: Asker,
  app: App,
  terminal: Terminal,
  json: boolean,
  save: string | null = null,
): Promise<ExitCode> {
  const recorder = save === null ? null : new Recorder();
  const { account } = run;
  const heard = recorder === null ? run : { ...run, account: { ...account, read: recorder.listening(account.read) } };
  const code = await show(await begin(heard, asker, app), terminal, json);
  if (code !== 0 || recorder === null || save === null) return code;
  const text = `${JSON.stringify(recorder.recording(run), null, 1)}\n`;
  try {
    await writeFile(save, text, { mode: 0o600 });
    return 0;
  } catch (error) {
    await write(terminal.stderr, `The recording could not be written to ${visible(save)}: ${why(error)}.\n`);
    return 1;
  }
}

async function show(reply: Reply, terminal: Terminal, json: boolean): Promise<ExitCode> {
  if (reply.kind !== 'investigation') throw new TypeError('an investigation was begun and did not begin');
  const { stdout, stderr, env } = terminal;
  const steps = liveSteps(terminal);
  for await (const update of reply.updates) {
    switch (update.state) {
      case 'running':
        steps.show(update.progress);
        break;
      case 'failed':
        steps.clear();
        await write(stderr, `${visible(update.says)}\n`);
        return 1;
      case 'finished': {
        steps.clear();
        const { report, changedSince } = update;
        const layout = { paint: paintFor(stdout, env), width: widthOf(stdout), assumed: reply.assumed, changedSince };
        await write(stdout, json ? `${printableJson(report)}\n` : reportText(report, layout));
      }
    }
  }
  return 0;
}

async function plan(ask: Ask, { stdout, stderr, env }: Terminal, json: boolean, app: App): Promise<ExitCode> {
  const playbook = app.playbooks.get(ask.playbook);
  if (!playbook) {
    return showChoice(
      {
        kind: 'choice',
        question: ask.playbook === '' ? 'The plan of which playbook?' : `There is no playbook “${ask.playbook}”.`,
        options: [...app.playbooks.values()].map(({ id, title }) => ({
          label: title,
          command: `diagnose ${id} --plan`,
        })),
      },
      { stdout, stderr, env },
    );
  }
  const planned = planOf(playbook);
  await write(stdout, json ? `${printableJson(planned)}\n` : planText(planned, paintFor(stdout, env), widthOf(stdout)));
  return 0;
}

/** A recording is about what it is about: what is typed beside it may repeat that, not change it. */
function checkSame(ask: Ask, { ask: recorded }: Recording): void {
  for (const [key, typed] of Object.entries(ask)) {
    const was = new Map<string, string | null>(Object.entries(recorded)).get(key) ?? null;
    if (typed === null || typed === '' || typed === was) continue;
    throw new UsageError(`The recording has ${key} ${was === null ? 'not given' : `“${was}”`}, not “${typed}”.`);
  }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${path} could not be read: ${why(error)}.`);
  });
}

async function checkWritable(path: string): Promise<void> {
  await access(dirname(path), constants.W_OK).catch((error: unknown) => {
    throw new UsageError(`Nothing can be saved in ${dirname(path)}: ${why(error)}.`);
  });
}

/** Node's errors for files, without the path and the name of the system call. */
function why(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or directory';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'it is not allowed';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOTDIR':
      return 'part of the path is not a directory';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return code || String(error);
  }
}
