import type { SiteOptions } from '#simulation/waf/site';
import { digits } from '#simulation/shop/dice';

/** Each scenario has an account of its own, so that many can be simulated side by side. */
function accountOf(seed: string): string {
  return digits(`account of ${seed}`, 12);
}

/** A shop behind a load balancer, in Ireland. */
export function storefront(seed: string): SiteOptions {
  return { seed, account: accountOf(seed), region: 'eu-west-1', name: 'storefront-acl', domain: 'shop.example.com' };
}

/** A magazine behind CloudFront; everything about its web ACL is in us-east-1. */
export function magazine(seed: string): SiteOptions {
  return {
    seed,
    account: accountOf(seed),
    region: 'eu-central-1',
    name: 'magazine-edge',
    domain: 'www.magazin.example.de',
    front: 'distribution',
    visitors: 90,
  };
}

/** An API of a clinic in GovCloud. */
export function clinicApi(seed: string): SiteOptions {
  return {
    seed,
    account: accountOf(seed),
    region: 'us-gov-west-1',
    partition: 'aws-us-gov',
    name: 'appointments-api',
    domain: 'api.clinic.example.gov',
    front: 'API',
    visitors: 40,
  };
}

/** Tickets behind a load balancer, in Sydney. */
export function tickets(seed: string): SiteOptions {
  return {
    seed,
    account: accountOf(seed),
    region: 'ap-southeast-2',
    name: 'tix-public',
    domain: 'tix.example.com.au',
    visitors: 120,
  };
}
