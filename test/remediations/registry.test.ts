import { describe, expect, test } from 'vitest';
import { remedies } from '#remediations';
import { changePolicy } from '../../src/aws/change-policy.ts';
import { reads } from '../../src/aws/reads.ts';
import { writes } from '../../src/aws/writes.ts';

const guarded = [...remedies.values()].filter((remedy) => remedy.kind === 'guarded');
const listed = (list: Readonly<Record<string, object>>) =>
  Object.entries(list).flatMap(([service, operations]) =>
    Object.keys(operations).map((operation) => `${service}.${operation}`),
  );

describe.each(guarded)('$id', (remedy) => {
  test('is named for its service, in letters and hyphens', () => {
    expect(remedy.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(remedies.get(remedy.id)).toBe(remedy);
  });

  test('makes only calls on the write allowlist, and looks only by calls on the read allowlist', () => {
    expect(listed(writes)).toEqual(expect.arrayContaining(remedy.writes.map(({ id }) => id)));
    expect(listed(reads)).toEqual(expect.arrayContaining(remedy.reads.map(({ id }) => id)));
    expect(remedy.writes).not.toEqual([]);
  });

  test('says of each of several writes at which step it is made, so that no attempt may do more', () => {
    const { writes: all, writesTo = {}, undo, extend } = remedy;
    const steps = ['apply', ...(extend ? ['extend'] : []), ...(undo ? ['undo'] : [])];
    expect(Object.keys(writesTo)).toEqual(all.length === 1 ? [] : steps);
    expect(new Set(all.length === 1 ? all : Object.values(writesTo).flat())).toEqual(new Set(all));
  });

  test('ends in time, and is undone, ended by AWS, or leaves nothing', () => {
    const { usualMs, mostMs } = remedy.lasts;
    expect(usualMs).toBeGreaterThan(0);
    expect(usualMs).toBeLessThanOrEqual(mostMs);
    expect(mostMs).toBeLessThanOrEqual(7 * 24 * 3_600_000);
    expect(remedy.undo === null).toBe(remedy.ends === 'nothing-left');
    expect(remedy.extend !== undefined).toBe(remedy.ends === 'by-itself');
  });

  test('asks for every field by a name and in words', () => {
    const wrong = remedy.parse({});
    const names = remedy.parameters.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(wrong.ok ? [] : Object.keys(wrong.wrong).filter((name) => !names.includes(name))).toEqual([]);
  });
});

test('nothing is both a read and a write', () => {
  expect(listed(reads).filter((id) => listed(writes).includes(id))).toEqual([]);
  const actions = Object.values(writes).flatMap((operations) =>
    Object.values(operations).flatMap((needs) => Object.keys(needs)),
  );
  const reading = Object.values(reads).flatMap((operations) => Object.values<string>(operations));
  expect(actions.filter((action) => reading.includes(action))).toEqual([]);
});

test('no write is on the allowlist that no change makes', () => {
  const made = new Set(guarded.flatMap((remedy) => remedy.writes.map(({ id }) => id)));
  expect(listed(writes).filter((id) => !made.has(id))).toEqual([]);
});

test('the policy for all changes is no longer than a managed policy may be', () => {
  const policy = changePolicy(guarded, { partition: 'aws', account: '111122223333' });
  expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6_144);
  const names = policy.Statement.map(({ Sid }) => Sid);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9]+$/);
});
