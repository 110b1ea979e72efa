import type { DistributionSummary } from '@aws-sdk/client-cloudfront';
import { pages } from './pages.ts';
import { read } from './service.ts';

/** A CloudFront distribution as far as its names and its web ACL go. */
export interface Distribution {
  readonly id: string;
  readonly arn: string;
  /** `d111111abcdef8.cloudfront.net` */
  readonly domain: string;
  readonly aliases: readonly string[];
  /** ARN of its web ACL; the bare id of one of WAF Classic; null for none. */
  readonly webAcl: string | null;
}

export const distributions = read('cloudfront', 'ListDistributions', async (send): Promise<readonly Distribution[]> => {
  const all = await pages(
    (Marker) => send({ Marker, MaxItems: 100 }),
    (page) => page.DistributionList?.NextMarker,
    (page) => page.DistributionList?.Items,
  );
  return all.map(distributionOf);
});

export const distributionsOfWebAcl = read(
  'cloudfront',
  'ListDistributionsByWebACLId',
  async (send, { webAcl }: { readonly webAcl: string }): Promise<readonly Distribution[]> => {
    const all = await pages(
      (Marker) => send({ WebACLId: webAcl, Marker, MaxItems: 100 }),
      (page) => page.DistributionList?.NextMarker,
      (page) => page.DistributionList?.Items,
    );
    return all.map(distributionOf);
  },
);

/** What is in front of requests to a distribution: its web ACL and its own names. Of one id. */
export const distributionConfig = read(
  'cloudfront',
  'GetDistributionConfig',
  async (send, { id }: { readonly id: string }): Promise<Pick<Distribution, 'id' | 'aliases' | 'webAcl'>> => {
    const { DistributionConfig: config } = await send({ Id: id });
    return { id, aliases: config?.Aliases?.Items ?? [], webAcl: config?.WebACLId || null };
  },
);

function distributionOf(wire: DistributionSummary): Distribution {
  return {
    id: wire.Id ?? '',
    arn: wire.ARN ?? '',
    domain: wire.DomainName ?? '',
    aliases: wire.Aliases?.Items ?? [],
    webAcl: wire.WebACLId || null,
  };
}
