import { AwsError } from '../aws-error.ts';

/** Filter name to the members it looks at, dots into structures and through lists. */
export type FilterTable = { readonly [filter: string]: string };

/** As the caller sends it. All filters must hold; of one filter's values any. */
export interface Ec2Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/**
 * Keeps what fits the filters: exact and case-sensitive values with the wildcards `*` and `?`, and `tag:<key>` and
 * `tag-key` on everything. Source: "List and filter your resources" in the EC2 User Guide.
 * @throws AwsError for a filter that the operation does not have.
 */
export function filtered<T extends object>(
  items: readonly T[],
  filters: readonly Ec2Filter[] | undefined,
  table: FilterTable,
): readonly T[] {
  return (filters ?? []).reduce((kept, { Name = '', Values = [] }) => {
    const path = table[Name];
    if (path === undefined && Name !== 'tag-key' && !Name.startsWith('tag:')) {
      throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
    }
    const wanted = Values.map(wildcard);
    const holds = (item: T) => filterValues(item, Name, path).some((value) => wanted.some((like) => like.test(value)));
    return kept.filter(holds);
  }, items);
}

function filterValues(item: object, name: string, path: string | undefined): readonly string[] {
  if (path !== undefined) return valuesAt(item, path.split('.'));
  if (name === 'tag-key') return valuesAt(item, ['Tags', 'Key']);
  const tags = 'Tags' in item && Array.isArray(item.Tags) ? item.Tags : [];
  return tags.filter((tag: { Key?: string }) => tag.Key === name.slice('tag:'.length)).map(tagValue);
}

function tagValue(tag: { Value?: string }): string {
  return tag.Value ?? '';
}

function valuesAt(value: unknown, path: readonly string[]): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (name !== undefined) return valuesAt(Object(value)[name], rest);
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

/** `*` is any text, `?` one character, a backslash takes their meaning away. */
function wildcard(text: string): RegExp {
  const pattern = text.replace(/\\([*?\\])|([*?])|([.+^${}()|[\]\\/])/g, (_, literal, wild, special) => {
    if (literal !== undefined) return `\\${literal}`;
    if (wild !== undefined) return wild === '*' ? '.*' : '.';
    return `\\${special}`;
  });
  return new RegExp(`^${pattern}$`, 's');
}
