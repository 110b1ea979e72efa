import type { Parameter as WireParameter } from '@aws-sdk/client-rds';
import { pages } from './pages.ts';
import { read } from './service.ts';

/** What somebody has set in a parameter group, by name. What stands at its default is not among it. */
export type Parameters = Readonly<Record<string, string>>;

/** Settings of a DB cluster parameter group. */
export const clusterParameters = read(
  'rds',
  'DescribeDBClusterParameters',
  async (send, { group }: { readonly group: string }): Promise<Parameters> =>
    valuesOf(
      await pages(
        (Marker) => send({ DBClusterParameterGroupName: group, Source: 'user', MaxRecords: 100, Marker }),
        (page) => page.Marker,
        (page) => page.Parameters,
      ),
    ),
);

/** Settings of a DB parameter group, which instances have; they win over the cluster's. */
export const instanceParameters = read(
  'rds',
  'DescribeDBParameters',
  async (send, { group }: { readonly group: string }): Promise<Parameters> =>
    valuesOf(
      await pages(
        (Marker) => send({ DBParameterGroupName: group, Source: 'user', MaxRecords: 100, Marker }),
        (page) => page.Marker,
        (page) => page.Parameters,
      ),
    ),
);

function valuesOf(parameters: readonly WireParameter[]): Parameters {
  return Object.fromEntries(
    parameters.flatMap(({ ParameterName: name, ParameterValue: value }) =>
      name && value !== undefined && value !== '' ? [[name, value] as const] : [],
    ),
  );
}
