import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import * as z from 'zod';
import { begin, noStore, parseRecording, replayOf } from '#app';
import type { App, Recording, Run } from '#app';
import { loadConfig } from '#config';
import type { Report } from '#engine';
import type { Playbook, Reader } from '#playbook';
import type { Truth } from '#simulation/scenario';

const ids = z.array(z.string());

/** What is added to a recording by hand, so that it is a scenario: see `Truth`. */
const truth = z.strictObject({
  kind: z.enum(['diagnosed', 'undecided', 'unexplained', 'not-happening', 'blind']),
  rootCause: z.nullable(ids),
  resource: z.exactOptional(z.string()),
  contributing: z.exactOptional(ids),
  possible: z.exactOptional(ids),
  noticed: z.exactOptional(ids),
  mustNotClaim: z.exactOptional(ids),
  gaps: z.exactOptional(ids),
  atMost: z.exactOptional(z.enum(['possible', 'likely'])),
  quotes: z.exactOptional(z.string()),
  recovered: z.exactOptional(z.boolean()),
});

const told = z.object({ story: z.string(), truth });

/** An incident as AWS answered it, and what it turned out to be. */
export interface RecordedScenario {
  /** The file's name without its ending. */
  readonly id: string;
  readonly story: string;
  readonly truth: Truth;
  readonly recording: Recording;
}

/**
 * The recordings in a folder that say what the truth was: files of `--save` with a `story` and a `truth` added. None
 * when there is no such folder. Rejects with a sentence naming the file that is damaged or says nothing of the truth.
 */
export async function recordedScenarios(folder: string): Promise<readonly RecordedScenario[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map(async (name) => scenarioOf(name, await readFile(join(folder, name), 'utf8'))),
  );
}

function scenarioOf(name: string, content: string): RecordedScenario {
  const recording = parseRecording(content, name);
  const added = told.safeParse(JSON.parse(content));
  if (!added.success)
    throw new TypeError(`${name} does not say what was true: add a story and a truth. ${z.prettifyError(added.error)}`);
  return { id: name.slice(0, -'.json'.length), ...added.data, recording };
}

const asker = { by: 'evaluation', place: { team: 'evaluation', channel: '', thread: null } };

/** Judges a recording without AWS; `change` stands between the playbook and what was recorded. */
export async function replayed(
  recording: Recording,
  playbook: Playbook,
  change: (read: Reader) => Reader = (read) => read,
): Promise<Report> {
  const app = await appFor(playbook, new Date(recording.now), () => Promise.reject(new Error('a replay has no AWS')));
  const run = replayOf(recording, asker, app);
  return reportOf({ ...run, account: { ...run.account, read: change(run.account.read) } }, app);
}

/** Carries an investigation out to its report. Rejects when it comes to none. */
export async function reportOf(run: Run, app: App): Promise<Report> {
  const reply = await begin(run, asker, app);
  if (reply.kind !== 'investigation') throw new Error('it did not begin');
  for await (const update of reply.updates) {
    if (update.state === 'finished') return update.report;
    if (update.state === 'failed') throw new Error(update.says);
  }
  throw new Error('it did not end');
}

/** A bot of one playbook, without a configuration file, a store or a log. */
export async function appFor(playbook: Playbook, at: Date, openAccount: App['openAccount']): Promise<App> {
  return {
    config: await loadConfig({}, () => Promise.reject(Object.assign(new Error('no file'), { code: 'ENOENT' }))),
    playbooks: new Map([[playbook.id, playbook]]),
    commands: new Map(),
    store: noStore(),
    changes: null,
    openAccount,
    now: () => at,
    log: pino({ enabled: false }),
  };
}
