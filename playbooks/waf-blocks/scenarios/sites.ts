import { people, visitors } from '#simulation/waf/callers';
import type { Stream } from '#simulation/waf/model';
import type { SiteOptions } from '#simulation/waf/site';

/** Businesses behind web ACLs; `seed` tells their incidents apart. */

/** A shop in Ireland behind a load balancer. */
export function shop(seed: string): SiteOptions {
  return {
    seed,
    account: '418273645091',
    region: 'eu-west-1',
    name: 'shop-web',
    domain: 'www.fennel-and-fig.example',
  };
}

/** An API for partners in Frankfurt, behind API Gateway. */
export function partners(seed: string): SiteOptions {
  return {
    seed,
    account: '730516284417',
    region: 'eu-central-1',
    name: 'partner-api',
    domain: 'api.kestrel-freight.example',
    front: 'API',
    visitors: 40,
  };
}

/** A magazine behind CloudFront, looked at from Dublin; its web ACL is in us-east-1. */
export function magazine(seed: string): SiteOptions {
  return {
    seed,
    account: '559120473386',
    region: 'eu-west-1',
    name: 'magazine-edge',
    domain: 'www.tidewater-weekly.example',
    front: 'distribution',
    visitors: 80,
  };
}

/** A bakery in Stockholm behind a load balancer. */
export function bakery(seed: string): SiteOptions {
  return {
    seed,
    account: '264901837750',
    region: 'eu-north-1',
    name: 'bakery',
    domain: 'order.rye-and-salt.example',
  };
}

/** People who send pictures with a form, which the core rule set blocks since then. */
export function uploads(since: number, more: Partial<Stream> = {}): Stream {
  return visitors({
    who: 'uploads',
    perMinute: 3,
    clients: people('uploads', 60),
    routes: [{ method: 'POST', path: '/v1/upload' }],
    body: [18_000, 410_000],
    stops: [
      {
        rule: 'common',
        within: 'SizeRestrictions_BODY',
        action: 'BLOCK',
        since,
        labels: ['awswaf:managed:aws:core-rule-set:SizeRestrictions_Body'],
      },
    ],
    ...more,
  });
}
