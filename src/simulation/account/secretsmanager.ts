import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';

/** Secrets as DescribeSecret gives them: those scheduled for deletion have a `DeletedDate`. */
export interface SecretsManager {
  readonly secrets: readonly Omit<DescribeSecretResponse, '$metadata'>[];
  /** Their current text by ARN. A secret without one exists and has no value yet. */
  readonly values?: { readonly [arn: string]: string };
}
