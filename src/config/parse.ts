import { ConfigError } from './config-error.ts';
import { pathText, problemsOf } from './problem.ts';
import type { Problem } from './problem.ts';
import { checkReferences } from './references.ts';
import { configSchema } from './schema.ts';
import type { Config } from './schema.ts';
import { readYaml } from './yaml-text.ts';
import type { Mistake } from './yaml-text.ts';

const maxShown = 20;

/**
 * Reads the text of a configuration file; `name` is what messages call the file. Rejects what is not understood with a
 * `ConfigError` that gives the line of each problem. An empty text is a configuration too: everything is optional.
 */
export function parseConfig(text: string, name: string): Config {
  const yaml = readYaml(text);
  if ('mistakes' in yaml) throw new ConfigError(sentences(yaml.mistakes, name));
  const locate = (problem: Problem): Mistake => ({
    line: yaml.lineOf(problem.path, problem.aboutKey === true),
    says: `${pathText(problem.path) || 'the file'} ${problem.says}`,
  });
  const checked = configSchema.safeParse(yaml.data ?? {}, { reportInput: true });
  const problems = checked.success ? checkReferences(checked.data) : checked.error.issues.flatMap(problemsOf);
  if (!checked.success || problems.length > 0) throw new ConfigError(sentences(problems.map(locate), name));
  return checked.data;
}

function sentences(mistakes: readonly Mistake[], name: string): string[] {
  const sorted = mistakes.toSorted((a, b) => a.line - b.line);
  const shown = sorted
    .slice(0, maxShown)
    .map(({ line, says }) => `${name}, line ${line}: ${says}${says.endsWith('?') ? '' : '.'}`);
  const hidden = sorted.length - shown.length;
  return hidden > 0 ? [...shown, `${name}: there are ${hidden} more problems.`] : shown;
}
