import type { ShopOptions } from '#simulation/shop';
import { digits } from '#simulation/shop/dice';

/** Each scenario has an account of its own, so that many can be simulated side by side. */
export function accountId(seed: string): string {
  return digits(`account of ${seed}`, 12);
}

/** The businesses in which incidents happen. A scenario takes one and gives it a seed of its own, so that ids differ. */
export function storefront(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-west-1',
    balancer: 'storefront-prod',
    cluster: 'storefront',
    domain: 'shop.example.com',
    services: [
      { name: 'checkout-api', perMinute: 110, tasks: 4, revision: 87 },
      { name: 'catalog-web', perMinute: 60, port: 3_000, container: 'web', revision: 212 },
    ],
  };
}

export function payments(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-east-1',
    balancer: 'payments-edge',
    cluster: 'pay-prod',
    domain: 'pay.example.net',
    services: [
      { name: 'ledger', perMinute: 90, port: 9_000, container: 'ledger', revision: 14 },
      { name: 'fraud-score', perMinute: 45, port: 5_000, revision: 31 },
      { name: 'webhooks', perMinute: 30, port: 8_081, tasks: 2, revision: 6 },
    ],
  };
}

export function clinic(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-gov-west-1',
    partition: 'aws-us-gov',
    balancer: 'appointments',
    cluster: 'clinic-production',
    domain: 'clinic.example.gov',
    services: [
      { name: 'booking', perMinute: 80, tasks: 4, revision: 55 },
      { name: 'records-gateway', perMinute: 40, port: 7_443, revision: 19 },
    ],
  };
}

export function maps(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'cn-north-1',
    partition: 'aws-cn',
    balancer: 'ditu-web',
    cluster: 'ditu',
    domain: 'ditu.example.cn',
    zones: 2,
    services: [
      { name: 'tiles', perMinute: 140, tasks: 4, seconds: 0.02, revision: 301 },
      { name: 'routing', perMinute: 40, port: 5_001, tasks: 2, seconds: 0.3, revision: 44 },
    ],
  };
}

export function tickets(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'ap-southeast-2',
    balancer: 'tix-public',
    cluster: 'tix',
    domain: 'tix.example.com.au',
    zones: 2,
    services: [
      { name: 'seatmap', perMinute: 120, tasks: 6, port: 8_000, seconds: 0.08, revision: 140 },
      { name: 'orders', perMinute: 60, tasks: 4, revision: 73 },
    ],
  };
}

/** An internal load balancer of a back office, with its access log off. */
export function backoffice(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-central-1',
    balancer: 'backoffice-int',
    cluster: 'intern',
    domain: 'intern.example.de',
    internal: true,
    logs: false,
    services: [
      { name: 'invoices', perMinute: 70, port: 8_080, seconds: 0.12, revision: 9 },
      { name: 'staff-portal', perMinute: 35, port: 4_000, tasks: 2, revision: 27 },
    ],
  };
}

export function video(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-west-2',
    balancer: 'stream-api',
    cluster: 'stream-live',
    domain: 'stream.example.tv',
    services: [
      { name: 'playback', perMinute: 130, tasks: 6, port: 8_443, revision: 402 },
      { name: 'profiles', perMinute: 50, port: 8_080, revision: 118 },
    ],
  };
}

/** A small company: one load balancer, one service. */
export function bakery(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-north-1',
    balancer: 'baeckerei',
    cluster: 'default',
    domain: 'backstube.example.org',
    zones: 2,
    services: [{ name: 'web', perMinute: 90, tasks: 2, port: 80, revision: 11 }],
  };
}
