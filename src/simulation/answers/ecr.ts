import type * as sdk from '@aws-sdk/client-ecr';
import type { ImageIdentifier } from '@aws-sdk/client-ecr';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { AnswerContext, Answers } from './answers.ts';
import { page } from './page.ts';

export const ecr: Answers<typeof sdk> = {
  DescribeRepositories(account, input, context) {
    const { registryId = account.id, repositoryNames } = input;
    const own = (account.ecr?.repositories ?? []).filter((one) => (one.registryId ?? account.id) === registryId);
    const wanted = repositoryNames?.map((name) =>
      repository(account, registryId, name, context, 'DescribeRepositories'),
    );
    const { items, next } = paged(account, wanted ?? own, input);
    return { repositories: items, nextToken: next };
  },

  DescribeImages(account, input, context) {
    const { registryId = account.id, repositoryName = '', imageIds } = input;
    repository(account, registryId, repositoryName, context, 'DescribeImages');
    const all = (account.ecr?.images ?? []).filter(
      (one) => one.repositoryName === repositoryName && (one.registryId ?? account.id) === registryId,
    );
    const tags = input.filter?.tagStatus;
    const wanted = imageIds?.map(({ imageDigest, imageTag }) => {
      const found = all.find(
        (one) =>
          (imageDigest === undefined || one.imageDigest === imageDigest) &&
          (imageTag === undefined || one.imageTags?.includes(imageTag)),
      );
      if (!found) throw noImage({ imageDigest, imageTag }, repositoryName, registryId);
      return found;
    });
    const listed = all.filter(
      ({ imageTags = [] }) => tags === undefined || tags === 'ANY' || (tags === 'TAGGED') === imageTags.length > 0,
    );
    const { items, next } = paged(account, wanted ?? listed, input);
    return { imageDetails: items, nextToken: next };
  },

  GetRepositoryPolicy(account, { registryId = account.id, repositoryName = '' }, context) {
    repository(account, registryId, repositoryName, context, 'GetRepositoryPolicy');
    const policyText = account.ecr?.policies?.[repositoryName];
    if (policyText === undefined) {
      throw new AwsError(
        'RepositoryPolicyNotFoundException',
        `Repository policy does not exist for the repository with name '${repositoryName}' in the registry with id '${registryId}'`,
      );
    }
    return { registryId, repositoryName, policyText };
  },
};

/** Of another registry nothing can be known unless its owner allows it, not even whether a repository is there. */
function repository(account: Account, registryId: string, name: string, context: AnswerContext, operation: string) {
  const found = account.ecr?.repositories.find(
    (one) => one.repositoryName === name && (one.registryId ?? account.id) === registryId,
  );
  if (found) return found;
  if (registryId !== account.id) {
    const arn = `arn:${account.partition ?? 'aws'}:ecr:${context.region}:${registryId}:repository/${name}`;
    throw new AwsError(
      'AccessDeniedException',
      `User: ${context.caller} is not authorized to perform: ecr:${operation} on resource: ${arn} because no resource-based policy allows the ecr:${operation} action`,
      { status: 400 },
    );
  }
  throw new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
  );
}

function noImage({ imageDigest, imageTag }: ImageIdentifier, name: string, registryId: string): AwsError {
  const quoted = (value: string | undefined) => `'${value ?? 'null'}'`;
  return new AwsError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:${quoted(imageDigest)}, imageTag:${quoted(imageTag)}} does not exist within the repository with name '${name}' in the registry with id '${registryId}'`,
  );
}

function paged<T>(
  account: Account,
  list: readonly T[],
  { nextToken, maxResults }: { nextToken?: string | undefined; maxResults?: number | undefined },
) {
  const badToken = () => new AwsError('InvalidParameterException', 'Invalid parameter: nextToken');
  return page(account, list, { token: nextToken, asked: maxResults, usual: 100, most: 1_000, badToken });
}
