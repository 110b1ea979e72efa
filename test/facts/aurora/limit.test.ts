import { describe, expect, test } from 'vitest';
import { limitOf, memoryOf } from '#facts/aurora/limit';

const unset = { ofCluster: {}, ofWriter: {} };
const serverless = (min: number, max: number) => ({ min, max, pausesAfter: null });
const onServerless = { class: 'db.serverless' };

describe('The limit of connections', () => {
  test.each([
    ['postgresql', 1, 189],
    ['postgresql', 4, 823],
    ['postgresql', 8, 1_669],
    ['postgresql', 16, 3_360],
    ['postgresql', 64, 5_000],
    ['mysql', 1, 90],
    ['mysql', 4, 135],
    ['mysql', 8, 1_000],
    ['mysql', 128, 5_000],
  ] as const)('of serverless %s with up to %d ACU is %d', (family, max, connections) => {
    expect(limitOf({ family, serverless: serverless(2, max) }, onServerless, unset)).toMatchObject({ connections });
  });

  test('of PostgreSQL that may shrink to half an ACU or pause is 2,000 at most', () => {
    expect(limitOf({ family: 'postgresql', serverless: serverless(0.5, 16) }, onServerless, unset).connections).toBe(
      2_000,
    );
    expect(limitOf({ family: 'postgresql', serverless: serverless(0, 1) }, onServerless, unset).connections).toBe(189);
    expect(limitOf({ family: 'mysql', serverless: serverless(0.5, 32) }, onServerless, unset).connections).toBe(3_000);
  });

  test('between two rows of the table is the lower, and no more than an estimate', () => {
    const limit = limitOf({ family: 'mysql', serverless: serverless(1, 6) }, onServerless, unset);
    expect(limit).toMatchObject({ connections: 135, exact: false });
  });

  test('is what somebody set, and the writer’s own group wins', () => {
    const set = { ofCluster: { max_connections: '500' }, ofWriter: { max_connections: '120' } };
    expect(limitOf({ family: 'mysql', serverless: null }, { class: 'db.r6g.large' }, set)).toEqual({
      connections: 120,
      from: 'max_connections is 120',
      exact: true,
    });
  });

  test.each([
    ['{DBInstanceClassMemory/12582880}', 1_365],
    ['LEAST({DBInstanceClassMemory/9531392},800)', 800],
    ['LEAST({DBInstanceClassMemory/9531392},5000)', 1_802],
    ['GREATEST({something},1)', null],
  ])('is calculated from %s', (expression, connections) => {
    const set = { ofCluster: { max_connections: expression }, ofWriter: {} };
    expect(limitOf({ family: 'postgresql', serverless: null }, { class: 'db.r6g.large' }, set).connections).toBe(
      connections,
    );
  });

  test.each([
    ['postgresql', 'db.r6g.large', 1_802],
    ['postgresql', 'db.r6g.16xlarge', 5_000],
    ['mysql', 'db.t3.medium', 90],
    ['mysql', 'db.r6g.2xlarge', 3_000],
    ['mysql', 'db.q9.large', null],
  ] as const)('of %s on %s follows its memory', (family, name, connections) => {
    expect(limitOf({ family, serverless: null }, { class: name }, unset).connections).toBe(connections);
  });
});

test('memory doubles with each size', () => {
  expect(['db.r6g.large', 'db.r6g.xlarge', 'db.r6g.24xlarge', 'db.t4g.medium', 'db.serverless'].map(memoryOf)).toEqual([
    16,
    32,
    768,
    4,
    null,
  ]);
});
