import { expect, test } from 'vitest';
import { classesOf } from '../../src/evaluation/classes.ts';
import type { Account } from '../../src/simulation/account.ts';
import type { Truth } from '../../src/simulation/scenario.ts';

const place = { id: '123456789012', region: 'eu-west-1' };

function classes(truth: Partial<Truth>, account: Partial<Account> = {}) {
  const scenario = { id: 'a/b', title: '', story: '', ask: '', account: () => ({ ...place, ...account }) };
  return classesOf(
    { ...scenario, truth: { kind: 'diagnosed', rootCause: ['one'], ...truth } },
    { ...place, ...account },
  );
}

test('an ordinary fault is of no class', () => {
  expect(classes({})).toEqual([]);
});

test('the truth tells healthy accounts, several faults and misleading company', () => {
  expect(classes({ kind: 'not-happening', rootCause: null, mustNotClaim: ['two'] })).toEqual(['healthy']);
  expect(classes({ contributing: ['two'], mustNotClaim: ['three'] })).toEqual(['several faults', 'misleading']);
});

test('the account tells permissions, throttling and size', () => {
  expect(classes({}, { denies: ['s3:*'] })).toEqual(['partial permissions']);
  expect(classes({}, { faults: [{ kind: 'throttling', every: 2 }] })).toEqual(['throttling']);
  expect(classes({}, { faults: [{ kind: 'throttling', delayMs: 500 }] })).toEqual([]);
  const tasks = Array.from({ length: 500 }, (_, index) => ({ taskArn: `task/${index}` }));
  expect(classes({}, { ecs: { clusters: [], tasks } })).toEqual(['very large']);
  expect(classes({}, { ecs: { clusters: [], tasks: tasks.slice(1) } })).toEqual([]);
});
