/**
 * The source of an index with one more import and one more entry in the list or table that it exports as `name`; both
 * sorted. Throws when the source does not look like an index.
 */
export function withEntry(source: string, importLine: string, entry: string, name: string): string {
  const lines = source.split('\n');
  const imports = lines.filter(isOfPlaybook);
  const sorted = [...imports, importLine].toSorted(by(pathOf));
  const at = lines.findIndex(isOfPlaybook);
  const others = lines.filter((line) => !isOfPlaybook(line));
  if (at < 0) throw new Error(`The index of ${name} imports no playbook: add the new one by hand.`);
  const text = others.toSpliced(at, 0, ...sorted).join('\n');
  const found = new RegExp(`(export const ${name}\\b[^=]*= )([[{])([^]*?)([\\]}]);`).exec(text);
  if (!found) throw new Error(`The index exports no list called ${name}: add the new playbook by hand.`);
  const [whole, declaration = '', open = '', list = '', close = ''] = found;
  const entries = [...list.split(',').map((one) => one.trim()), entry].filter((one) => one !== '');
  // Keys may be in quotes or not.
  const ordered = entries.toSorted(by((one) => one.replaceAll("'", '')));
  return text.replace(whole, () => `${declaration}${open}\n  ${ordered.join(',\n  ')},\n${close};`);
}

function isOfPlaybook(line: string): boolean {
  return /^import .* from '\.\/[a-z0-9-]+\/.*';$/.test(line);
}

function pathOf(line: string): string {
  return line.split(' from ')[1] ?? line;
}

function by(key: (one: string) => string): (a: string, b: string) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
