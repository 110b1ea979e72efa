import type * as sdk from '@aws-sdk/client-cloudfront';
import type { DistributionList, DistributionSummary } from '@aws-sdk/client-cloudfront';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { page } from './page.ts';

export const cloudfront: Answers<typeof sdk> = {
  ListDistributions: (account, input) => ({
    DistributionList: listed(account, account.cloudfront?.distributions ?? [], input),
  }),

  ListDistributionsByWebACLId(account, input) {
    const wanted = input.WebACLId === 'null' ? '' : input.WebACLId;
    const own = (account.cloudfront?.distributions ?? []).filter(({ WebACLId = '' }) => WebACLId === wanted);
    return { DistributionList: listed(account, own, input) };
  },

  GetDistributionConfig(account, { Id }) {
    const found = account.cloudfront?.distributions.find((one) => one.Id === Id);
    if (!found || Id === undefined)
      throw new AwsError('NoSuchDistribution', 'The specified distribution does not exist.', { status: 404 });
    const { WebACLId = '', Aliases = { Quantity: 0 }, Comment = '', Enabled = true } = found;
    const rest = {
      CallerReference: Id,
      Origins: { Quantity: 0, Items: [] },
      DefaultCacheBehavior: { TargetOriginId: 'origin', ViewerProtocolPolicy: 'redirect-to-https' as const },
    };
    const own = account.cloudfront?.configs?.[Id];
    return { DistributionConfig: { ...rest, WebACLId, Aliases, Comment, Enabled, ...own }, ETag: 'E2QWRUHAPOMQZL' };
  },
};

function listed(
  account: Account,
  all: readonly Partial<DistributionSummary>[],
  { Marker, MaxItems }: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
): DistributionList {
  const { items, next } = page(account, all, {
    token: Marker || undefined,
    asked: MaxItems,
    usual: 100,
    badToken: () => new AwsError('InvalidArgument', 'The parameter Marker is invalid.'),
  });
  return {
    Marker: Marker ?? '',
    NextMarker: next,
    MaxItems: MaxItems ?? 100,
    IsTruncated: next !== undefined,
    Quantity: items.length,
    Items: items.map(whole),
  };
}

/** Fills in what AWS always gives. */
function whole(given: Partial<DistributionSummary>): DistributionSummary {
  return {
    Id: '',
    ARN: '',
    Status: 'Deployed',
    LastModifiedTime: new Date(0),
    DomainName: '',
    Aliases: { Quantity: 0 },
    Origins: { Quantity: 0, Items: [] },
    DefaultCacheBehavior: { TargetOriginId: 'origin', ViewerProtocolPolicy: 'redirect-to-https' },
    CacheBehaviors: { Quantity: 0 },
    CustomErrorResponses: { Quantity: 0 },
    Comment: '',
    PriceClass: 'PriceClass_All',
    Enabled: true,
    ViewerCertificate: {},
    Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
    WebACLId: '',
    HttpVersion: 'http2',
    IsIPV6Enabled: true,
    Staging: false,
    ...given,
  };
}
