import { describe, expect, test } from 'vitest';
import { CannotChange, ReadFailure, WriteFailure } from '#playbook';
import type { AnyRemediation, FieldChange } from '#playbook';
import type { Account } from '#simulation/account';
import { changePolicy } from '../../src/aws/change-policy.ts';
import type { SessionPolicyDocument } from '../../src/aws/session-policy.ts';
import { checkAccount } from '../../src/simulation/check-account.ts';
import { fitsGlob } from '../../src/simulation/globs.ts';
import { digestOf } from '../../src/approval/digest.ts';
import { approved, schemas, withFaults } from './practice.ts';
import type { Approved, PracticeOptions } from './practice.ts';

/** One change as it might be asked for, in an account that allows it. */
export interface RemediationCase {
  readonly title: string;
  readonly given: Readonly<Record<string, string>>;
  readonly account: Account;
  /** Default: the account's own. */
  readonly region?: string;
  /** What the approver reads. */
  readonly changes: readonly FieldChange[];
  /** What the account is once it was made. */
  readonly made: (account: Account) => Account;
  /** Somebody else's change before ours, of which nobody approved. */
  readonly drift: (account: Account) => Account;
  /** Somebody else's change after ours: the undo has to leave it. Null where nothing is undone. */
  readonly others: ((account: Account) => Account) | null;
  /** Of an account, what is compared: default all of it. Ids and times of what AWS makes are nobody's to put back. */
  readonly compared?: (account: Account) => unknown;
}

/** Each must be refused by the preview, in these words. */
export interface Refused {
  readonly title: string;
  readonly given: Readonly<Record<string, string>>;
  readonly account: Account;
  readonly says: RegExp;
}

/** What must be true of every guarded change, over the wire. */
export function describeRemediation(
  remedy: AnyRemediation,
  cases: readonly RemediationCase[],
  refused: readonly Refused[],
): void {
  const options = ({ account, region }: RemediationCase): PracticeOptions => ({
    account,
    ...(region === undefined ? {} : { region }),
  });
  const proposal = (one: RemediationCase) => approved(remedy, one.given, options(one));
  const apply = async (own: Approved) => own.bound.apply(await own.doing(remedy, own.resources));
  const undo = async (own: Approved) => own.bound.undo?.(await own.doing(remedy, own.resources, 'undo'));
  const digest = ({ preview, where }: Approved) =>
    digestOf({ action: remedy.id, ...where, params: null, found: preview.found });

  describe.each(cases)(`${remedy.id}: $title`, (one) => {
    const seen = (account: Account) => (one.compared ? one.compared(account) : unseen(account));

    test('the preview changes nothing, reads what was declared, and says what will be', async () => {
      const own = await proposal(one);
      const { summary } = own.simulation.record();
      expect(summary.mutations).toEqual([]);
      const declared = new Set([...remedy.reads.map(({ id }) => id), 'sts.GetCallerIdentity', 'sts.AssumeRole']);
      expect(Object.keys(summary.byOperation).filter((id) => !declared.has(id))).toEqual([]);
      expect(own.preview.changes).toEqual(one.changes);
      expect(own.preview.call).toMatch(/^aws [a-z0-9-]+ [a-z-]+ --/);
      expect(own.preview.undo).toMatch(/\.$/);
      expect(own.preview.blastRadius).toMatch(/\.$/);
      expect(own.preview.resources).not.toEqual([]);
    });

    test('one request makes it, by the change role, and reading back shows it', async () => {
      const own = await proposal(one);
      expect(await own.bound.readBack(await own.look(remedy))).toMatchObject({ outcome: 'did-not' });
      await apply(own);
      expect(seen(own.account())).toEqual(seen(one.made(one.account)));
      expect(await checkAccount(own.account(), schemas)).toEqual([]);
      const wrote = own.simulation.record().calls.filter((call) => call.wrote);
      expect(wrote.map(({ caller }) => caller)).toEqual([
        expect.stringContaining('assumed-role/OpsMedicChange/opsmedic-'),
      ]);
      expect(remedy.writes.map(({ id }) => id)).toContain(`${wrote[0]?.service}.${wrote[0]?.operation}`);
      expect(await own.bound.readBack(await own.look(remedy))).toMatchObject({ outcome: 'took-effect' });
    });

    test('the printed policy of the change role allows all that the session is given', async () => {
      const own = await proposal(one);
      await own.writer(remedy, own.resources);
      const { account } = own.where;
      const allowed = changePolicy([remedy], { partition: one.account.partition ?? 'aws', account }).Statement;
      const given = policiesOf(own).flatMap(({ Statement }) => Statement);
      expect(given).not.toEqual([]);
      const pairs = given.flatMap(({ Action, Resource }) =>
        [Action].flat().flatMap((action) => [Resource].flat().map((arn) => ({ action, arn }))),
      );
      const outside = pairs.filter(
        ({ action, arn }) =>
          !allowed.some(
            (each) =>
              each.Effect === 'Allow' &&
              each.Action.includes(action) &&
              [each.Resource ?? []].flat().some((pattern) => fitsGlob(pattern, arn)),
          ),
      );
      expect(outside).toEqual([]);
    });

    test('its undo leaves the account as it was, or nothing is left of it to be undone', async () => {
      expect(remedy.undo === null).toBe(remedy.ends === 'nothing-left');
      if (remedy.undo === null) return;
      const own = await proposal(one);
      await apply(own);
      expect(await own.bound.undone(await own.look(remedy))).toMatchObject({ outcome: 'did-not', othersValue: false });
      await undo(own);
      expect(seen(own.account())).toEqual(seen(one.account));
      expect(await own.bound.undone(await own.look(remedy))).toMatchObject({
        outcome: 'took-effect',
        othersValue: false,
      });
      expect(own.simulation.record().calls.filter((call) => call.wrote)).toHaveLength(2);
    });

    test('what somebody else changed before it gives another digest, or it is refused', async () => {
      const [before, after] = await Promise.all([
        proposal(one).then(digest),
        proposal({ ...one, account: one.drift(one.account) }).then(digest, (error: unknown) => {
          if (error instanceof CannotChange) return 'refused';
          throw error;
        }),
      ]);
      expect(after).not.toBe(before);
    });

    test('what did not change gives the same digest', async () => {
      const [first, second] = await Promise.all([proposal(one), proposal(one)]);
      expect(digest(first)).toBe(digest(second));
    });

    const { others } = one;
    test.for(others ? [others] : [])('what somebody else set since is seen before it is undone', async (set) => {
      const own = await proposal(one);
      await apply(own);
      await own.others(set);
      expect(await own.bound.undone(await own.look(remedy))).toMatchObject({ othersValue: true });
    });

    test('a denied read is no preview', async () => {
      const error = await proposal({
        ...one,
        account: { ...one.account, denies: remedy.reads.map(({ action }) => action) },
      }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ReadFailure);
      expect(error).toMatchObject({ why: 'denied' });
    });

    test('a denied write is refused, and nothing is changed', async () => {
      const account = { ...one.account, denies: remedy.writes.map(({ action }) => action) };
      const own = await proposal({ ...one, account });
      const error = await apply(own).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WriteFailure);
      expect(error).toMatchObject({ outcome: 'refused' });
      expect(seen(own.account())).toEqual(seen(account));
    });

    test('whoever wakes up after the deadline is refused by AWS', async () => {
      const own = await proposal(one);
      const doing = await own.doing(remedy, own.resources);
      own.pass(26_000);
      const error = await own.bound.apply(doing).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'WriteFailure', outcome: 'refused' });
      expect(own.simulation.record().calls.filter((call) => call.wrote)).toEqual([]);
      expect(seen(own.account())).toEqual(seen(one.account));
    });

    test.each([
      ['drop', 'did-not'],
      ['lost-answer', 'took-effect'],
    ] as const)('%s: it is unclear, and reading back tells', async (kind, outcome) => {
      const operations = remedy.writes.map(({ id }) => id.split('.')[1] ?? '');
      const faults = operations.map((operation) => ({ kind, operation }));
      const own = await proposal({ ...one, account: withFaults(one.account, ...faults) });
      const error = await apply(own).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'WriteFailure', outcome: 'unclear' });
      expect(await own.bound.readBack(await own.look(remedy))).toMatchObject({ outcome });
    });

    test('whether it helped is said in a sentence', async () => {
      const own = await proposal(one);
      await apply(own);
      const since = own.now();
      own.pass(60_000);
      const { says } = await own.bound.verify(since, await own.look(remedy));
      expect(says).toMatch(/\.$/);
    });
  });

  test.each(refused)(`${remedy.id} is refused: $title`, async ({ given, account, says }) => {
    const error = await approved(remedy, given, { account }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CannotChange);
    expect(String(error)).toMatch(says);
  });
}

/** The session policies that were asked for. */
function policiesOf({ simulation }: Approved): readonly SessionPolicyDocument[] {
  const asked = simulation
    .record()
    .calls.map(({ input }) => (input as { readonly Policy?: string } | undefined)?.Policy);
  return asked.flatMap((policy) => (policy === undefined ? [] : [JSON.parse(policy) as SessionPolicyDocument]));
}

/** What the simulation alone knows of an account is no part of it. */
function unseen({ faults: _faults, denies: _denies, ...account }: Account): Account {
  return account;
}
