import type { EstateOptions } from '#simulation/aurora/estate';
import { hostName } from '#simulation/aurora/hosts';
import { digits } from '#simulation/shop/dice';

/** Each scenario has an account of its own, so that many can be simulated side by side. */
export function accountId(seed: string): string {
  return digits(`aurora account of ${seed}`, 12);
}

/** Orders of a shop: PostgreSQL 16, two services and a function that exports invoices. */
export function orders(seed: string): EstateOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-west-1',
    database: { id: 'orders-db', database: 'orders', readers: 2, connections: 58 },
    clients: [
      { name: 'checkout', driver: 'node-pg', json: true, tasks: 3 },
      { name: 'fulfilment', driver: 'pgjdbc', user: 'fulfil', configured: 'url' },
      { name: 'invoice-export', kind: 'function', driver: 'psycopg2', user: 'export' },
    ],
  };
}

/** A ledger: MySQL 8.0, Java and Go, a function that makes statements. */
export function ledger(seed: string): EstateOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-east-1',
    database: { id: 'ledger-cluster', engine: 'aurora-mysql', database: 'ledger', readers: 1, connections: 110 },
    clients: [
      { name: 'ledger-api', driver: 'connector-j', user: 'ledger_rw', tasks: 3 },
      { name: 'payouts', driver: 'go-mysql', user: 'payouts', configured: 'url' },
      { name: 'statements', kind: 'function', driver: 'pymysql', user: 'statements' },
    ],
  };
}

/** A clinic in GovCloud: an old PostgreSQL, .NET and Python. */
export function clinic(seed: string): EstateOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-gov-west-1',
    partition: 'aws-us-gov',
    database: { id: 'patients', version: '13.18', database: 'clinic', readers: 1 },
    clients: [
      { name: 'booking', driver: 'npgsql', user: 'booking_svc' },
      { name: 'records', driver: 'psycopg2', user: 'records_svc' },
    ],
  };
}

/** Maps in China: MySQL, one service in Node.js. */
export function maps(seed: string): EstateOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'cn-north-1',
    partition: 'aws-cn',
    zones: 2,
    database: {
      id: 'ditu-geo',
      engine: 'aurora-mysql',
      version: '5.7.mysql_aurora.2.12.4',
      database: 'geo',
      readers: 1,
    },
    clients: [{ name: 'tiles', driver: 'mysql2', user: 'tiles', tasks: 4 }],
  };
}

/** Tickets on serverless capacity: PostgreSQL 15, Go and Node.js. */
export function tickets(seed: string): EstateOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'ap-southeast-2',
    zones: 2,
    database: {
      id: 'tix-live',
      version: '15.10',
      database: 'tix',
      readers: 1,
      serverless: { min: 0.5, max: 4 },
      connections: 90,
    },
    clients: [
      { name: 'seatmap', driver: 'pgx', user: 'seatmap', tasks: 4, configured: 'url' },
      { name: 'orders-api', driver: 'node-pg', user: 'orders' },
    ],
  };
}

/** A back office that sleeps: serverless from zero, one instance, a nightly function and a small portal. */
export function backoffice(seed: string): EstateOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-central-1',
    zones: 2,
    database: {
      id: 'intern-pg',
      version: '16.6',
      database: 'intern',
      readers: 0,
      serverless: { min: 0, max: 2, pauseAfter: 900 },
      connections: 3,
    },
    clients: [
      { name: 'staff-portal', driver: 'pgjdbc', user: 'portal', tasks: 1 },
      { name: 'timesheets', kind: 'function', driver: 'node-pg', user: 'timesheets' },
    ],
  };
}

/** Video: PostgreSQL 14 behind nothing, many tasks. */
export function video(seed: string): EstateOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-west-2',
    database: {
      id: 'stream-catalog',
      version: '14.15',
      database: 'catalog',
      readers: 2,
      connections: 140,
      instanceClass: 'db.r6g.2xlarge',
    },
    clients: [
      { name: 'playback', driver: 'pgx', user: 'playback', tasks: 6, json: true },
      { name: 'profiles', driver: 'psycopg2', user: 'profiles', tasks: 3 },
    ],
  };
}

/** A small company: one service, one serverless instance. */
export function bakery(seed: string): EstateOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-north-1',
    zones: 2,
    database: { id: 'backstube', database: 'shop', readers: 0, serverless: { min: 0.5, max: 1 }, connections: 24 },
    clients: [{ name: 'web', driver: 'node-pg', user: 'web' }],
  };
}

/** The same estate, with one client configured otherwise. */
export function configured(
  options: EstateOptions,
  client: string,
  how: Partial<EstateOptions['clients'][number]>,
): EstateOptions {
  return { ...options, clients: options.clients.map((one) => (one.name === client ? { ...one, ...how } : one)) };
}

/** A host name of the estate’s account, known beforehand. */
export function hostOf(
  options: EstateOptions,
  name: string,
  kind: '' | 'cluster-' | 'cluster-ro-' | 'cluster-custom-',
): string {
  return hostName(
    { account: options.account, region: options.region, partition: options.partition ?? 'aws' },
    name,
    kind,
  );
}
