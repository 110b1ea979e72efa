import type { ImageDetail, Repository } from '@aws-sdk/client-ecr';

/** Image repositories. Those of another registry are here only when its owner lets this account look at them. */
export interface Ecr {
  /** `registryId` is the account's own where it is not given. */
  readonly repositories: readonly Repository[];
  readonly images?: readonly ImageDetail[];
  /** Repository policies (JSON text) by repository name. Where there is none the answer is an error, as in AWS. */
  readonly policies?: { readonly [repositoryName: string]: string };
}
