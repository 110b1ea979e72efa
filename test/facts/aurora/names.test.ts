import { describe, expect, test } from 'vitest';
import { askedOf, elsewhereOf, familyOf } from '#facts/aurora/cluster';
import { kindOf } from '#facts/aurora/events';
import { rdsHostOf, speaksOf } from '#facts/aurora/host-names';
import { callerIn } from '#facts/aurora/caller';

test.each([
  ['orders.cluster-c1.eu-west-1.rds.amazonaws.com', 'writer'],
  ['orders.cluster-ro-c1.eu-west-1.rds.amazonaws.com', 'reader'],
  ['reports.cluster-custom-c1.eu-west-1.rds.amazonaws.com', 'custom'],
  ['orders-1.c1.eu-west-1.rds.amazonaws.com', 'instance'],
  ['pool.proxy-c1.eu-west-1.rds.amazonaws.com', 'proxy'],
  ['read.endpoint.proxy-c1.eu-west-1.rds.amazonaws.com', 'proxy-endpoint'],
  ['orders.cluster-c1.cn-north-1.rds.amazonaws.com.cn', 'writer'],
])('%s is a %s', (host, kind) => {
  expect(rdsHostOf(host)).toMatchObject({ kind, zone: 'c1' });
});

test.each(['db.internal', '10.0.0.1', 'orders.rds.example.com'])('%s is no name of RDS', (host) => {
  expect(rdsHostOf(host)).toBeNull();
});

test('a name speaks of another only in whole words', () => {
  expect(speaksOf('prod/orders-db/app', 'orders-db')).toBe(true);
  expect(speaksOf('orders-db-old1', 'orders-db')).toBe(true);
  expect(speaksOf('reorders-db', 'orders-db')).toBe(false);
  expect(speaksOf('orders-dbx', 'orders-db')).toBe(false);
});

test('a question may name the database and who connects to it', () => {
  expect(askedOf('orders-db from checkout')).toEqual({ database: 'orders-db', client: 'checkout' });
  expect(askedOf('from-here')).toEqual({ database: 'from-here', client: null });
});

test('how the subject was found tells whose connections are meant', () => {
  expect(callerIn('through ECS service main/checkout')).toEqual({
    kind: 'ECS service',
    cluster: 'main',
    name: 'checkout',
  });
  expect(callerIn('through Lambda function export')).toEqual({ kind: 'Lambda function', name: 'export' });
  expect(callerIn('through proxy orders-proxy')).toBeNull();
  expect(callerIn(undefined)).toBeNull();
});

describe('Elsewhere', () => {
  const place = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };
  const asked = (name: string, arn: string | null = null) => elsewhereOf({ name, arn, from: 'typed' }, place);

  test('is a host of another region, and a sentence says where to ask', () => {
    expect(asked('orders.cluster-c1.us-east-1.rds.amazonaws.com')).toContain('region=us-east-1');
    expect(asked('orders.cluster-c1.eu-west-1.rds.amazonaws.com')).toBeNull();
  });

  test('is an ARN of another account', () => {
    expect(asked('orders', 'arn:aws:rds:eu-west-1:999999999999:cluster:orders')).toContain('account 999999999999');
  });
});

test('only engines of PostgreSQL and MySQL are known', () => {
  expect(
    ['aurora-postgresql', 'aurora-mysql', 'aurora', 'postgres', 'mysql', 'neptune', 'docdb'].map(familyOf),
  ).toEqual(['postgresql', 'mysql', 'mysql', 'postgresql', 'mysql', null, null]);
});

test.each([
  ['Cluster failover failed, check the health of your cluster instances and try again.', 'failover-failed'],
  ['Promoting previous primary again: orders-1.', 'failover-started'],
  ['Started same AZ failover to DB instance: orders-2.', 'failover-started'],
  ['Started cross AZ failover to DB instance: orders-2', 'failover-started'],
  ['Completed failover to DB instance: orders-2', 'failover-completed'],
  ['The DB cluster is paused.', 'paused'],
  ['The DB cluster is being resumed.', 'resumed'],
  ['DB cluster stopped.', 'stopped'],
  ['DB cluster started.', 'started'],
  ['DB cluster is being started due to it exceeding the maximum allowed time being stopped.', 'started'],
  ['DB instance shutdown.', 'shutdown'],
  ['DB instance restarted.', 'restarted'],
  ['Reset master credentials.', 'master-reset'],
  ['Applying off-line patches to DB instance.', 'patching'],
  ['Recovery of the DB instance is complete.', 'recovery'],
  ['Allocated storage has been exhausted. Allocate additional storage to resolve.', 'storage'],
  [
    "RDS failed to provision capacity for proxy p because there aren't enough IP addresses available in your subnets: s.",
    'proxy-addresses',
  ],
  ['Finished DB Instance backup', 'other'],
])('the event “%s” is of kind %s', (message, kind) => {
  expect(kindOf({ at: new Date(0), source: 'orders', message, categories: [] })).toBe(kind);
});
