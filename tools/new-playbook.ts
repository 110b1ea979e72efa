import { cp, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PageProblem, formatted } from './docs/page.ts';
import { withEntry } from './scaffold/index-file.ts';
import { bindingOf, problemWith } from './scaffold/playbook-id.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'playbooks');
/** Stands for the id, in the template's folder name and in its files. */
const TEMPLATE = '_template';

/** The new playbook's files: the template with the id in place of its own. Whole or not there at all. */
async function copyTemplate(id: string): Promise<void> {
  const half = await mkdtemp(join(folder, '.new-'));
  try {
    await cp(join(folder, TEMPLATE), half, { recursive: true });
    const files = await readdir(half, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      const path = join(file.parentPath, file.name);
      const text = (await readFile(path, 'utf8')).replaceAll(TEMPLATE, id);
      await writeFile(path, await formatted(root, path, text));
    }
    await rename(half, join(folder, id));
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/** One line more in the list of playbooks and in that of their scenarios. */
async function addToIndexes(id: string): Promise<void> {
  const playbook = bindingOf(id, 'Playbook');
  const scenarios = bindingOf(id, 'Scenarios');
  await change('playbooks/index.ts', (text) =>
    withEntry(text, `import ${playbook} from './${id}/playbook.ts';`, playbook, 'playbooks'),
  );
  await change('playbooks/scenarios.ts', (text) =>
    withEntry(
      text,
      `import { scenarios as ${scenarios} } from './${id}/scenarios/index.ts';`,
      `'${id}': ${scenarios}`,
      'scenarios',
    ),
  );
}

async function change(path: string, edit: (text: string) => string): Promise<void> {
  const text = edit(await readFile(join(root, path), 'utf8'));
  await writeFile(join(root, path), await formatted(root, path, text));
}

function nextSteps(id: string): string {
  return [
    `playbooks/${id} is there. It is small and it works; make it yours:`,
    '',
    `  1. playbooks/${id}/scenarios/index.ts  incidents as AWS shows them, and what is true of each`,
    `  2. playbooks/${id}/playbook.ts         the symptom, the facts, the causes and how each is told`,
    '     New reads of AWS go to src/aws, the facts that read them to src/facts.',
    `  3. playbooks/${id}/README.md           the symptom, what it cannot see, fixing by hand`,
    '',
    `  SCENARIO=nobody-there npx vitest run test/playbooks/scenarios.test.ts   a few scenarios, by a part of their id`,
    '  npm run docs:write                                                     after a change of causes or reads',
    '  npm run check                                                          everything, as a change must pass it',
    '',
    'docs/writing-a-playbook.md builds one in six steps.',
    '',
  ].join('\n');
}

/** `npm run new:playbook <id>`. Exit code 2 for an id that cannot be, with one sentence saying why. */
async function main(args: readonly string[]): Promise<number> {
  const [id, ...others] = args;
  if (id === undefined || id.startsWith('-') || others.length > 0)
    return refuse('Say one id for the new playbook: npm run new:playbook aurora-connectivity');
  const problem = problemWith(id, await readdir(folder));
  if (problem !== null) return refuse(problem);
  await copyTemplate(id);
  await addToIndexes(id);
  // Only now: it imports the list of playbooks, which has the new one by now.
  const { writePages } = await import('./docs/write-pages.ts');
  try {
    await writePages(root);
  } catch (error) {
    if (error instanceof PageProblem)
      return refuse(`playbooks/${id} is made, but its pages are not: ${error.message}`, 1);
    throw error;
  }
  process.stdout.write(nextSteps(id));
  return 0;
}

function refuse(sentence: string, code = 2): number {
  process.stderr.write(`${sentence}\n`);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
