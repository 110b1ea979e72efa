/**
 * What is set up wrongly, all of it at once: one sentence per problem, naming the variable or the line of the file.
 * Programs that meet it start nothing and exit with code 2.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
