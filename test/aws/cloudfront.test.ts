import { distributionConfig, distributions, distributionsOfWebAcl } from '../../src/aws/cloudfront.ts';
import { describeCall } from './wire.ts';

const webAcl = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/e5f6';
const summary = (id: string, acl: string) =>
  `<DistributionSummary><Id>${id}</Id><ARN>arn:aws:cloudfront::123456789012:distribution/${id}</ARN><DomainName>${id.toLowerCase()}.cloudfront.net</DomainName><Aliases><Quantity>1</Quantity><Items><CNAME>www.example.com</CNAME></Items></Aliases><WebACLId>${acl}</WebACLId></DistributionSummary>`;
const listing = (items: string, next = '') =>
  `<?xml version="1.0"?><DistributionList xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Marker></Marker>${next === '' ? '' : `<NextMarker>${next}</NextMarker>`}<MaxItems>100</MaxItems><IsTruncated>${next !== ''}</IsTruncated><Quantity>1</Quantity><Items>${items}</Items></DistributionList>`;
const distribution = (id: string, acl: string | null) => ({
  id,
  arn: `arn:aws:cloudfront::123456789012:distribution/${id}`,
  domain: `${id.toLowerCase()}.cloudfront.net`,
  aliases: ['www.example.com'],
  webAcl: acl,
});

describeCall('distributions', {
  call: distributions,
  input: {},
  exchanges: [
    {
      asks: { path: '/2020-05-31/distribution', MaxItems: '100', Marker: undefined },
      answer: listing(summary('E1', webAcl), 'E1'),
    },
    { asks: { path: '/2020-05-31/distribution', Marker: 'E1' }, answer: listing(summary('E2', '')) },
  ],
  gives: [distribution('E1', webAcl), distribution('E2', null)],
});

describeCall('distributions behind a web ACL', {
  call: distributionsOfWebAcl,
  input: { webAcl },
  exchanges: [
    { asks: { path: `/2020-05-31/distributionsByWebACLId/${webAcl}` }, answer: listing(summary('E1', webAcl)) },
  ],
  gives: [distribution('E1', webAcl)],
});

describeCall('the configuration of a distribution', {
  call: distributionConfig,
  input: { id: 'E1' },
  exchanges: [
    {
      asks: { path: '/2020-05-31/distribution/E1/config' },
      answer: `<?xml version="1.0"?><DistributionConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><CallerReference>r</CallerReference><Aliases><Quantity>0</Quantity></Aliases><WebACLId>${webAcl}</WebACLId></DistributionConfig>`,
    },
  ],
  gives: { id: 'E1', aliases: [], webAcl },
});
