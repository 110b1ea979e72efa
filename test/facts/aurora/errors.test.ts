import { describe, expect, test } from 'vitest';
import { lineOf } from '#facts/aurora/errors';

const host = 'orders.cluster-c1.eu-west-1.rds.amazonaws.com';
const about = {
  hosts: [host],
  told: true,
  port: 5432,
  own: new Set(['10.0.21.15']),
  foreign: new Set(['10.0.9.9']),
  former: (name: string) => name.startsWith('orders-old1.'),
};
const at = new Date('2026-11-22T10:00:00Z');

function meant(text: string, of: Partial<typeof about> = {}): string {
  const told = lineOf({ text, at, stream: 's' }, { ...about, ...of });
  if (told === null) return 'nothing';
  return 'own' in told ? told.own.failure : `other: ${told.other.to}`;
}

describe('A line of a client tells of this database', () => {
  test.each([
    ['Error: connect ETIMEDOUT 10.0.21.14:5432', 'dropped'],
    ['Error: connect ECONNREFUSED 10.0.21.14:5432', 'refused'],
    [`Error: getaddrinfo ENOTFOUND ${host}`, 'name'],
    ['FATAL:  remaining connection slots are reserved for non-replication superuser connections', 'full'],
    ['remaining connection slots are reserved for roles with the SUPERUSER attribute', 'full'],
    ['remaining connection slots are reserved for roles with privileges of the "rds_reserved" role', 'full'],
    ['ERROR 1040 (HY000): Too many connections', 'full'],
    ['ERROR 1040 (HY000): Connections rate limit exceeded (limit_value)', 'rate'],
    ['FATAL: password authentication failed for user "app"', 'password'],
    ["ERROR 1045 (28000): Access denied for user 'app'@'%' (using password: YES)", 'password'],
    [
      'This RDS proxy has no credentials for the role app. Check the credentials for this role and try again.',
      'password',
    ],
    ['FATAL: PAM authentication failed for user "app"', 'iam'],
    ['FATAL: no pg_hba.conf entry for host "10.0.1.5", user "app", database "orders", no encryption', 'tls-required'],
    ['This RDS Proxy requires TLS connections.', 'tls-required'],
    ['ERROR 9501 (HY000): Timed-out waiting to acquire database connection', 'proxy-pool'],
    ['error: cannot execute INSERT in a read-only transaction', 'read-only'],
    ['FATAL:  the database system is starting up', 'not-ready'],
    ['ERROR: database is not accepting commands to avoid wraparound data loss in database "orders"', 'no-writes'],
    [
      'Error: connect ETIMEDOUT\n    at PoolConnection._handleTimeoutError (node_modules/mysql2/lib/connection.js)',
      'dropped',
    ],
    ['Error: timeout exceeded when trying to connect', 'dropped'],
  ])('%s', (text, failure) => {
    expect(meant(text)).toBe(failure);
  });
});

describe('A line tells of something else', () => {
  test.each([
    ['Error: connect ECONNREFUSED 10.0.5.9:6379', 'other: 10.0.5.9:6379'],
    ['Error: connect ETIMEDOUT 10.0.9.9:5432', 'other: 10.0.9.9:5432'],
    [
      'connection to server at "pg.partner.example.net" (203.0.113.80), port 5432 failed: FATAL:  password authentication failed for user "x"',
      'other: pg.partner.example.net',
    ],
    [
      'Error: getaddrinfo ENOTFOUND ledger.cluster-c1.eu-west-1.rds.amazonaws.com',
      'other: ledger.cluster-c1.eu-west-1.rds.amazonaws.com',
    ],
    ['[ioredis] Unhandled error event: Error: connect ETIMEDOUT', 'nothing'],
    ['FATAL: terminating connection due to idle in transaction timeout', 'nothing'],
    ['canceling statement due to statement timeout', 'nothing'],
    ['order 5432 was placed', 'nothing'],
  ])('%s', (text, expected) => {
    expect(meant(text)).toBe(expected);
  });
});

test('an address of the database is its own on whatever port, and a former name where none is told', () => {
  expect(meant('Error: connect ETIMEDOUT 10.0.21.15:5433')).toBe('dropped');
  const gone = 'Error: getaddrinfo ENOTFOUND orders-old1.cluster-c1.eu-west-1.rds.amazonaws.com';
  expect(meant(gone, { told: false })).toBe('name');
  expect(meant(gone)).toContain('other');
});

test('a name that the client was never told in its environment may be an alias of the database', () => {
  const text =
    'connection to server at "db.internal.example" (10.0.21.14), port 5432 failed: FATAL:  password authentication failed for user "app"';
  expect(meant(text, { told: false })).toBe('password');
  expect(meant(text)).toBe('other: db.internal.example');
});
