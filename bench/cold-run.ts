import { emptyFolder, run } from '../test/e2e/program.ts';
import { times } from './statistics.ts';

type Env = Readonly<Record<string, string>>;

/**
 * Milliseconds from the start of the command line to its end, so many times; compiled code is kept from one to the next,
 * as `bin/opsmedic` does, and the first, which finds none, is not counted. Rejects when one does not end well.
 */
export async function coldRuns(count: number, words: readonly string[], env: Env): Promise<readonly number[]> {
  const folder = await emptyFolder();
  const once = async (): Promise<number> => {
    const began = performance.now();
    const { code, err } = await run(words, folder.path, { ...env, NODE_COMPILE_CACHE: `${folder.path}/compiled` });
    if (code !== 0) throw new Error(`opsmedic ${words.join(' ')} ended with ${code}: ${err}`);
    return performance.now() - began;
  };
  try {
    await once();
    return await times(count, once);
  } finally {
    await folder.close();
  }
}
