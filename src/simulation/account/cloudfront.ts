import type { DistributionConfig, DistributionSummary } from '@aws-sdk/client-cloudfront';

/** CloudFront, which belongs to no region. */
export interface CloudFront {
  readonly distributions: readonly Partial<DistributionSummary>[];
  /** More of the configuration than the summary tells, by id. */
  readonly configs?: { readonly [id: string]: Partial<DistributionConfig> };
}
