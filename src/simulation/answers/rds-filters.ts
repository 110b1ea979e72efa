import { AwsError } from '../aws-error.ts';

/** As the caller sends it. All filters must hold; of one filter's values any. */
interface RdsFilter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/**
 * Keeps what fits the filters: whole values, without regard to case. Source: API reference of each operation.
 * @throws AwsError for a filter that the operation does not have.
 */
export function filteredRds<T>(
  items: readonly T[],
  filters: readonly RdsFilter[] | undefined,
  values: { readonly [filter: string]: (item: T) => readonly (string | undefined)[] },
): readonly T[] {
  return (filters ?? []).reduce((kept, { Name = '', Values = [] }) => {
    const of = values[Name];
    if (!of) throw new AwsError('InvalidParameterValue', `Unrecognized filter name: ${Name}`);
    const wanted = new Set(Values.map((value) => value.toLowerCase()));
    return kept.filter((item) => of(item).some((value) => value !== undefined && wanted.has(value.toLowerCase())));
  }, items);
}
