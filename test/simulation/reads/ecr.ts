import { expect } from 'vitest';
import type { CasesOf } from './case.ts';

export const ecr: CasesOf<'ecr'> = {
  DescribeImages: {
    input: { repositoryName: 'shop/checkout', imageIds: [{ imageTag: 'v7' }] },
    found: { imageDetails: [{ imageDigest: expect.stringMatching(/^sha256:7{64}$/) }] },
    nothing: { name: 'RepositoryNotFoundException' },
  },
};
