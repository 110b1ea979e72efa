import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export type Environment = Readonly<Record<string, string>>;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** OpsMedic as a process of its own, with an environment of its own: nothing of this machine's reaches it. */
export interface Program {
  readonly pid: number;
  /** What it has written so far. */
  readonly out: () => string;
  readonly err: () => string;
  readonly exit: Promise<Exit>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Ends it at once (SIGKILL), if it has not ended yet. */
  readonly close: () => Promise<void>;
}

const main = resolve(import.meta.dirname, '../../src/main.ts');

/** Starts `node src/main.ts` with these words, in a folder that should be empty. */
export async function start(words: readonly string[], folder: string, env: Environment): Promise<Program> {
  const child = spawn(process.execPath, [main, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  await once(child, 'spawn');
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const exit = ended.then((): Exit => ({ code: child.exitCode, signal: child.signalCode }));
  return {
    pid: child.pid ?? 0,
    out: () => out,
    err: () => err,
    exit,
    signal: (signal) => void child.kill(signal),
    close: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** A command that ended by itself. */
export interface Ended extends Exit {
  readonly out: string;
  readonly err: string;
}

export async function run(words: readonly string[], folder: string, env: Environment): Promise<Ended> {
  const program = await start(words, folder, env);
  const exit = await program.exit;
  return { ...exit, out: program.out(), err: program.err() };
}

/** An empty folder: home, working directory and data of a program. */
export async function emptyFolder(): Promise<{ readonly path: string; readonly close: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'opsmedic-'));
  return { path, close: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Looks again and again until there is something to see. Rejects after `withinMs`, or when looking throws. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  withinMs: number,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
    await pause(20);
  }
}

/** An answer over HTTP, or undefined while nobody listens. */
export async function get(url: string): Promise<{ readonly status: number; readonly body: string } | undefined> {
  try {
    const response = await fetch(url, { headers: { connection: 'close' } });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined;
  }
}

/** Waits until the program says that it can be asked; shows what it wrote if it does not. */
export async function ready(program: Program, origin: string, withinMs = 60_000): Promise<void> {
  let over: Exit | null = null;
  void program.exit.then((exit) => (over = exit));
  const look = async (): Promise<true | undefined> => {
    if (over !== null) throw new Error(`it ended (${JSON.stringify(over)}) before it was ready:\n${program.err()}`);
    return (await get(`${origin}/readyz`))?.status === 200 || undefined;
  };
  try {
    await until('ready', look, withinMs);
  } catch (cause) {
    throw new Error(`${String(cause)}\n${program.err()}`, { cause });
  }
}
