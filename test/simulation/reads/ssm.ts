import type { CasesOf } from './case.ts';

export const ssm: CasesOf<'ssm'> = {
  DescribeParameters: {
    input: { ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: ['/checkout/key'] }] },
    found: { Parameters: [{ Name: '/checkout/key' }] },
    nothing: { Parameters: [] },
  },
};
