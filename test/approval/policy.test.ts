import fc from 'fast-check';
import { expect, test } from 'vitest';
import { approvers, isEnough, ruleFor, unreadable } from '../../src/approval/policy.ts';
import type { Membership, Rule } from '../../src/approval/policy.ts';

const rule: Rule = {
  actions: ['*'],
  risks: [],
  accountTags: {},
  users: [],
  groups: [],
  onCall: false,
  needed: 1,
  differentGroups: false,
};

function members(groups: Readonly<Record<string, readonly string[] | null>>, onCall: readonly string[] | null = []) {
  return { ofGroup: (group: string) => groups[group] ?? null, onCall } satisfies Membership;
}

const cap = { action: 'lambda.lower-concurrency', risk: 'medium', accountTags: { env: 'prod', team: 'web' } } as const;

test('the first rule that matches action, risk and tags decides', () => {
  const forStaging = { ...rule, accountTags: { env: 'staging' } };
  const forHigh: Rule = { ...rule, risks: ['high'] };
  const forEcs = { ...rule, actions: ['ecs.*', 'lambda.raise-*'] };
  const forProd = { ...rule, actions: ['lambda.*'], accountTags: { env: 'prod' }, needed: 2 };
  expect(ruleFor(cap, [forStaging, forHigh, forEcs, forProd, rule])).toBe(forProd);
  expect(ruleFor(cap, [forStaging, forHigh, forEcs])).toBeNull();
  expect(ruleFor({ ...cap, action: 'lambdaXlower' }, [forProd])).toBeNull();
});

test('a group that cannot be read gives nobody the right, and is named', () => {
  const two = { ...rule, users: ['ben'], groups: ['S1', 'S2'], onCall: true };
  const half = members({ S1: ['cem', 'ben'], S2: null }, null);
  expect(approvers(two, half)).toEqual(['ben', 'cem']);
  expect(unreadable(two, half)).toEqual(['S2', 'on call']);
});

test('an empty rule lets nobody approve, whatever is needed', () => {
  expect(isEnough(['ben'], { ...rule, groups: ['S1'] }, members({ S1: [] }))).toBe(false);
});

test('one person fills one slot, however often and through however many groups', () => {
  const both = { ...rule, groups: ['S1', 'S2'], needed: 2 };
  const groups = members({ S1: ['ben', 'cem'], S2: ['ben'] });
  expect(isEnough(['ben', 'ben'], both, groups)).toBe(false);
  expect(isEnough(['ben', 'cem'], both, groups)).toBe(true);
});

test('different groups: somebody of both stands for the one that the other cannot', () => {
  const both = { ...rule, groups: ['owners', 'security'], needed: 2, differentGroups: true };
  const groups = members({ owners: ['ben', 'cem', 'dia'], security: ['ben'] });
  expect(isEnough(['cem', 'dia'], both, groups)).toBe(false);
  expect(isEnough(['ben', 'cem'], both, groups)).toBe(true);
  expect(isEnough(['cem', 'ben'], both, groups)).toBe(true);
});

test('different groups are counted as trying every assignment would count them', () => {
  const person = fc.constantFrom('a', 'b', 'c', 'd');
  const group = fc.uniqueArray(person, { maxLength: 4 });
  fc.assert(
    fc.property(
      group,
      group,
      group,
      fc.uniqueArray(person),
      fc.integer({ min: 1, max: 4 }),
      (g1, g2, g3, people, needed) => {
        const asked: Rule = { ...rule, groups: ['1', '2', '3'], needed, differentGroups: true };
        expect(isEnough(people, asked, members({ 1: g1, 2: g2, 3: g3 }))).toBe(
          byTrying(people, [g1, g2, g3]) >= needed,
        );
      },
    ),
    { seed: 7, numRuns: 2_000 },
  );
});

function byTrying(people: readonly string[], groups: readonly (readonly string[])[]): number {
  const [first, ...others] = people;
  if (first === undefined) return 0;
  const without = byTrying(others, groups);
  return Math.max(
    without,
    ...groups.flatMap((group, index) =>
      group.includes(first) ? [1 + byTrying(others, groups.toSpliced(index, 1))] : [],
    ),
  );
}
