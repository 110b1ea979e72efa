import type { ParameterMetadata } from '@aws-sdk/client-ssm';

/** Parameter Store. */
export interface Ssm {
  readonly parameters: readonly ParameterMetadata[];
}
