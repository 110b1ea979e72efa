import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import template from '../../playbooks/_template/playbook.ts';
import { remedies } from '#remediations';
import { playbooks } from '../../playbooks/index.ts';
import { iamPage } from './iam-page.ts';
import { PageProblem, formatted } from './page.ts';
import type { Page } from './page.ts';
import { playbooksPage } from './playbooks-page.ts';
import { remediesPage } from './remedies-page.ts';
import { readmeOf } from './readme.ts';

/**
 * Pages that say something else than the code of the repository at `root`, as they should be. Rejects with
 * `PageProblem` when one cannot be made.
 */
export async function stalePages(root: string): Promise<readonly Page[]> {
  const readmes = [...playbooks, template].map(async (playbook): Promise<Page> => {
    const path = `playbooks/${playbook.id}/README.md`;
    const current = await textOf(root, path);
    if (current === null)
      throw new PageProblem(`${path} is missing: copy playbooks/_template/README.md and fill it in.`);
    return { path, text: readmeOf(playbook, path, current) };
  });
  const pages = [
    { path: 'docs/iam.md', text: iamPage(playbooks) },
    { path: 'docs/playbooks.md', text: playbooksPage(playbooks) },
    { path: 'docs/remedies.md', text: remediesPage([...remedies.values()]) },
    ...(await Promise.all(readmes)),
  ];
  const stale = pages.map(async ({ path, text }) => {
    const right = await formatted(root, path, text);
    return (await textOf(root, path)) === right ? [] : [{ path, text: right }];
  });
  return (await Promise.all(stale)).flat();
}

/** Brings the stale pages up to date, and says which they were. Rejects with `PageProblem` like `stalePages`. */
export async function writePages(root: string): Promise<readonly Page[]> {
  const stale = await stalePages(root);
  for (const { path, text } of stale) await writeFile(join(root, path), text);
  return stale;
}

async function textOf(root: string, path: string): Promise<string | null> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
