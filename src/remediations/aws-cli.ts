/** A value of an option: `true` is a flag without a value, a list is several values, an object is JSON. */
export type CliValue = string | number | boolean | readonly string[] | { readonly [member: string]: unknown };

/**
 * A call as the AWS CLI takes it, quoted for a shell: what an approver reads, and may copy. Options in kebab-case, in
 * the order given; null leaves one out.
 */
export function awsCli(
  command: string,
  options: { readonly [option: string]: CliValue | null },
  { region }: { readonly region: string },
): string {
  const words = Object.entries({ ...options, region }).flatMap(([option, value]) =>
    value === null ? [] : [wordsOf(option, value)],
  );
  return ['aws', command, ...words].join(' ');
}

function wordsOf(option: string, value: CliValue): string {
  if (typeof value === 'boolean') return value ? `--${option}` : `--no-${option}`;
  if (typeof value === 'string' || typeof value === 'number') return `--${option} ${quoted(String(value))}`;
  if (isList(value)) return [`--${option}`, ...value.map(quoted)].join(' ');
  return `--${option} ${quoted(JSON.stringify(value))}`;
}

function isList(value: CliValue): value is readonly string[] {
  return Array.isArray(value);
}

/** Single quotes keep everything as it is but a single quote. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word) && !word.startsWith('-')) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
