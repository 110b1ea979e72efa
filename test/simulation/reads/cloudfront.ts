import { wafArns } from '../small-account-waf.ts';
import type { CasesOf } from './case.ts';

const none = { DistributionList: { Quantity: 0, IsTruncated: false } };

export const cloudfront: CasesOf<'cloudfront'> = {
  GetDistributionConfig: {
    input: { Id: 'E1' },
    found: { DistributionConfig: { WebACLId: wafArns.webAcl } },
    nothing: { name: 'NoSuchDistribution' },
  },
  ListDistributions: { input: {}, found: { DistributionList: { Items: [{ Id: 'E1' }] } }, nothing: none },
  ListDistributionsByWebACLId: {
    input: { WebACLId: wafArns.webAcl },
    found: { DistributionList: { Items: [{ Id: 'E1' }] } },
    nothing: none,
  },
};
