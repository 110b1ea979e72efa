import { batches, pages } from './pages.ts';
import { read } from './service.ts';

/** Which of these parameters there are, by name. Their values are never asked for. */
export const parameterNames = read(
  'ssm',
  'DescribeParameters',
  async (send, { names }: { readonly names: readonly string[] }): Promise<readonly string[]> => {
    // A filter takes fifty values.
    const found = await Promise.all(
      batches([...new Set(names)], 50).map((Values) =>
        pages(
          (NextToken) =>
            send({ ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values }], MaxResults: 50, NextToken }),
          (page) => page.NextToken,
          (page) => page.Parameters,
        ),
      ),
    );
    return found.flat().flatMap(({ Name }) => Name ?? []);
  },
);
