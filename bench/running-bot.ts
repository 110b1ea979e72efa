import { readFile } from 'node:fs/promises';
import { emptyFolder, ready, start } from '../test/e2e/program.ts';
import type { Program } from '../test/e2e/program.ts';
import { startWorkspace } from '../test/e2e/workspace.ts';
import type { Transport, Workspace } from '../test/e2e/workspace.ts';

/** An acknowledgement that comes late is a figure, not an error. */
const endlessMs = 120_000;

/** The bot as a process, connected to a Slack-like server in this one. */
export interface RunningBot {
  readonly workspace: Workspace;
  readonly program: Program;
  /** From the start of the process until it says that it is ready. */
  readonly readyMs: number;
  readonly close: () => Promise<void>;
}

export async function startBot(transport: Transport, aws: Readonly<Record<string, string>>): Promise<RunningBot> {
  const folder = await emptyFolder();
  const workspace = await startWorkspace(transport, endlessMs);
  const began = performance.now();
  const env = { ...workspace.env, ...aws, OPSMEDIC_DATA: `${folder.path}/data`, LOG_LEVEL: 'warn' };
  const program = await start(['serve'], folder.path, env);
  const close = async (): Promise<void> => {
    await program.close();
    await workspace.close();
    await folder.close();
  };
  try {
    await ready(program, workspace.origin);
    return { workspace, program, readyMs: performance.now() - began, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Bytes that a process has in memory now, and the most that it ever had; null where the system does not tell. */
export async function memoryOf({ pid }: Program): Promise<{ readonly now: number; readonly peak: number } | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'mu').exec(status)?.[1]);
  const [now, peak] = [kilobytes('VmRSS') * 1024, kilobytes('VmHWM') * 1024];
  return Number.isNaN(now + peak) ? null : { now, peak };
}
