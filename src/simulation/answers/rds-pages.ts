import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { page } from './page.ts';

/** One page of a list: 100 items unless asked for fewer. @throws AwsError below 20 and above 100. */
export function pagedRds<T>(
  account: Account,
  list: readonly T[],
  { Marker, MaxRecords }: { readonly Marker?: string | undefined; readonly MaxRecords?: number | undefined },
) {
  if (MaxRecords !== undefined && (MaxRecords < 20 || MaxRecords > 100)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Invalid value ${MaxRecords} for MaxRecords. Must be between 20 and 100`,
    );
  }
  return page(account, list, {
    token: Marker,
    asked: MaxRecords,
    usual: 100,
    badToken: () => new AwsError('InvalidParameterValue', 'The Marker provided was not valid.'),
  });
}
