import type * as sdk from '@aws-sdk/client-ssm';
import type { ParameterMetadata, ParameterStringFilter } from '@aws-sdk/client-ssm';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { page } from './page.ts';

export const ssm: Answers<typeof sdk> = {
  DescribeParameters(account, { ParameterFilters = [], NextToken, MaxResults }) {
    if (MaxResults !== undefined && (MaxResults < 1 || MaxResults > 50)) {
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${MaxResults}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50`,
      );
    }
    const found = (account.ssm?.parameters ?? []).filter((one) =>
      ParameterFilters.every((filter) => fits(one, filter)),
    );
    const { items, next } = page(account, found, {
      token: NextToken,
      asked: MaxResults,
      usual: 10,
      most: 50,
      mayBeEmpty: true,
      badToken: () => new AwsError('InvalidNextToken', 'The specified token is not valid.'),
    });
    return { Parameters: items, NextToken: next };
  },
};

function fits({ Name = '', Type, KeyId }: ParameterMetadata, { Key = '', Option, Values = [] }: ParameterStringFilter) {
  const own = { Name, Type, KeyId }[Key];
  if (!['Name', 'Type', 'KeyId'].includes(Key)) {
    throw new AwsError('InvalidFilterKey', `The following filter key is not valid: ${Key}.`);
  }
  switch (Option ?? 'Equals') {
    case 'Equals':
      return Values.some((value) => own === value);
    case 'BeginsWith':
      return Values.some((value) => own?.startsWith(value));
    case 'Contains':
      return Values.some((value) => own?.includes(value));
    default:
      throw new AwsError('InvalidFilterOption', `The following filter option is not valid: ${Option}.`);
  }
}
