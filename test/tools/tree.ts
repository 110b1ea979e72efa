import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const parts = [
  'src',
  'playbooks',
  'commands',
  'test/playbooks',
  'test/remediations',
  'test/conventions.test.ts',
  'test/setup.ts',
  'tools',
  'docs',
  'package.json',
  'tsconfig.json',
  'oxlint.config.ts',
  'vitest.config.ts',
  '.oxfmtrc.json',
  '.gitignore',
];

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A copy of the repository that can be spoilt. */
export interface Tree {
  /** Runs Node on a file of the copy. */
  readonly node: (...args: readonly string[]) => Promise<Ended>;
  /** Runs a program of `node_modules/.bin` in the copy. */
  readonly run: (program: string, ...args: readonly string[]) => Promise<Ended>;
  readonly read: (path: string) => Promise<string>;
  readonly write: (path: string, text: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Copies what the tools, the types and the tests of playbooks need; dependencies are those of the original. */
export async function copyOfTree(): Promise<Tree> {
  const copy = await mkdtemp(join(tmpdir(), 'opsmedic-tree-'));
  await mkdir(join(copy, 'test'));
  await Promise.all(parts.map((part) => cp(join(root, part), join(copy, part), { recursive: true })));
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  const run = (program: string, args: readonly string[]) =>
    new Promise<Ended>((resolve) => {
      const child = execFile(program, args, { cwd: copy, env: ownEnv() }, (_, out, err) =>
        resolve({ code: child.exitCode ?? -1, out, err }),
      );
    });
  return {
    node: (...args) => run(process.execPath, args),
    run: (program, ...args) => run(process.execPath, [join(root, 'node_modules/.bin', program), ...args]),
    read: (path) => readFile(join(copy, path), 'utf8'),
    write: (path, text) => writeFile(join(copy, path), text),
    remove: (path) => rm(join(copy, path), { recursive: true }),
    close: () => rm(copy, { recursive: true, force: true }),
  };
}

/** Without what tells a test runner that it runs inside of another. */
function ownEnv(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$|SCENARIO$)/.test(name));
  return { ...Object.fromEntries(inherited), NO_COLOR: '1' };
}
