import { AwsError } from '../aws-error.ts';

/** Filter name to the members it looks at, dots into structures and through lists. */
export type FilterTable = { readonly [filter: string]: string };

interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

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
  const tags = tagsOf(item);
  if (name === 'tag-key') return valuesAt(tags, ['Key']);
  const named = tags.filter((tag) => tag.Key === name.slice('tag:'.length));
  return named.map((tag) => tag.Value ?? '');
}

/** Network interfaces call their tags a tag set. */
function tagsOf(item: { readonly Tags?: readonly Tag[]; readonly TagSet?: readonly Tag[] }): readonly Tag[] {
  return item.Tags ?? item.TagSet ?? [];
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
