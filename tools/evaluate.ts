import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { playbooks } from '../playbooks/index.ts';
import { scenarios } from '../playbooks/scenarios.ts';
import { evaluationPage } from '../src/evaluation/page.ts';
import { resultOf } from '../src/evaluation/run.ts';
import type { Result } from '../src/evaluation/run.ts';

/** Whole programs, which mostly wait: more at once than this would make the processor what is measured. */
const AT_ONCE = 3;

/**
 * `npm run evaluate`: asks about every scenario of every playbook through the whole program, and writes
 * docs/evaluation.md. With words it runs those whose `playbook: id` has one of them in it, and only prints.
 * Exit code 1 when something is confirmed that is not true, or claimed in a healthy account.
 */
async function main(words: readonly string[]): Promise<number> {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const chosen = playbooks
    .flatMap((playbook) => (scenarios[playbook.id] ?? []).map((scenario) => ({ playbook, scenario })))
    .filter(
      ({ playbook, scenario }) =>
        words.length === 0 || words.some((word) => `${playbook.id}: ${scenario.id}`.includes(word)),
    );
  let done = 0;
  const results = await queue.addAll(
    chosen.map(({ playbook, scenario }) => async (): Promise<Result> => {
      const result = await resultOf(scenario, playbook);
      done += 1;
      if (result.problems.length > 0)
        process.stderr.write(`${playbook.id}: ${scenario.id}: ${result.problems.join('; ')}\n`);
      if (done % 50 === 0) process.stderr.write(`${done} of ${chosen.length} …\n`);
      return result;
    }),
  );
  const page = evaluationPage(results, new Date());
  if (words.length === 0) await writeFile(join(import.meta.dirname, '..', 'docs', 'evaluation.md'), page);
  else process.stdout.write(page);
  const worst = results.filter(
    ({ marks }) => marks !== null && marks.wrongConfirmations.length + marks.falseAlarms.length > 0,
  );
  return worst.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
