import { join } from 'node:path';
import { PageProblem } from './docs/page.ts';
import { stalePages, writePages } from './docs/write-pages.ts';

/**
 * `node tools/docs.ts`: writes the pages that follow from the code. With `--check` it writes nothing, and names those
 * that say something else. Exit code 1 when one does or cannot be made, 2 for words it does not understand.
 */
async function main(args: readonly string[]): Promise<number> {
  const root = join(import.meta.dirname, '..');
  const [word, ...others] = args;
  if ((word !== undefined && word !== '--check') || others.length > 0)
    return refuse('Say npm run docs to check the pages, or npm run docs:write to write them.', 2);
  try {
    if (word === undefined) {
      for (const { path } of await writePages(root)) process.stdout.write(`${path} is written anew.\n`);
      return 0;
    }
    const stale = await stalePages(root);
    for (const { path } of stale) refuse(`${path} is not what the code says: run npm run docs:write.`, 1);
    return stale.length > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof PageProblem) return refuse(error.message, 1);
    throw error;
  }
}

function refuse(sentence: string, code: number): number {
  process.stderr.write(`${sentence}\n`);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
