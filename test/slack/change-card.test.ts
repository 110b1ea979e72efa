import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change } from '#store';
import type { Standing } from '../../src/approval/standing.ts';
import { actButtons, offered } from '../../src/slack/cards/change/acts.ts';
import { changeCard, directCard } from '../../src/slack/cards/change/card.ts';
import { lasting, shortName } from '../../src/slack/cards/change/words.ts';
import { parsePress } from '../../src/slack/press.ts';
import { ana, bob, changeOf, proposalOf, shownOf, standings } from './support/changes.ts';
import { hostileText, secrets } from './support/hostile.ts';
import { mentionsIn, shown as read } from './support/shown.ts';

const card = (standing: Standing, parts: Parameters<typeof changeOf>[1] = {}): string =>
  read(changeCard(shownOf(changeOf(standing, parts))));

describe('the card of a change that waits', () => {
  const [head, what, where] = card({ state: 'pending', votes: [] }).split('\n---\n');

  test('tells in its first two blocks what will change, for how long, and how it is undone', () => {
    expect(head).toBe('⏳ Limit how many copies of the function run at once · checkout-worker · 45 min');
    expect(what).toContain('checkout-worker · reserved concurrency: not set → 5');
    expect(what).toContain('Where: prod (123456789012) · eu-west-1');
    expect(what).toContain(
      'For 45 min, then it is undone by itself. Undo: The reserved concurrency is deleted, as it was not set.',
    );
    expect(what).toContain('Touches: Callers of checkout-worker beyond 5 at once are throttled.');
    expect(what).toContain('Why: @U0ALICE: The queue floods the database.');
  });

  test('tells who is needed and until when', () => {
    expect(where).toBe('Waits for approval. Needs @Bob Tanaka. Until 22 Nov 02:46 UTC.');
  });

  test('counts who has approved', () => {
    const votes = [{ by: bob, at: new Date() }];
    expect(card({ state: 'pending', votes })).toContain('Waits for more approvals. Approved by @U0BOB. Needs');
  });

  test('shows the digest, the id and the head of the audit log', () => {
    expect(card({ state: 'pending', votes: [] })).toContain(
      'medium risk · digest 1a2b3c4d · chg_01TEST · audit 12:9f86d081884c7d65',
    );
  });

  test('mentions who asks and nobody else, since it would ring', () => {
    expect(mentionsIn(changeCard(shownOf(changeOf({ state: 'pending', votes: [] }))))).toEqual([
      JSON.stringify({ type: 'user', user_id: 'U0ALICE' }),
    ]);
  });

  test('says before an approval counts what is approved', () => {
    const [row] = actButtons(shownOf(changeOf({ state: 'pending', votes: [] })), ['approve']);
    expect(JSON.stringify(row)).toContain(
      'Limit how many copies of the function run at once: checkout-worker, in prod (123456789012) · eu-west-1. For 45 min, then it is undone by itself.',
    );
  });

  test('its approval carries the digest of what was shown', () => {
    const [row] = actButtons(shownOf(changeOf({ state: 'pending', votes: [] })), ['approve']);
    const [approve] = row?.elements ?? [];
    expect(parsePress(approve?.type === 'button' ? approve.value : undefined)).toEqual({
      do: 'approve',
      change: 'chg_01TEST',
      digest: proposalOf().digest,
    });
  });

  test('says that it will be undone by whoever manages the resource', () => {
    const preview = { ...proposalOf().preview, managedBy: 'Terraform' };
    expect(card({ state: 'pending', votes: [] }, { preview })).toContain(
      '⚠️ Managed by Terraform: its next run may undo',
    );
  });

  test('of what somebody may have to decide about at its end says so', () => {
    const remedy = { title: 'x', ends: 'undone', undo: null, objection: async () => null } as const;
    const text = read(changeCard(shownOf(changeOf({ state: 'pending', votes: [] }), { remedy })));
    expect(text).toContain('For 45 min, then it is undone, unless something speaks against it. Undo: ');
  });

  test('of an extension does not say that nothing can be put back', () => {
    const extension = { leavesNothing: true, extends: 'chg_0' };
    const text = card({ state: 'pending', votes: [] }, extension);
    expect(text).toContain('For 45 min from then on, then it is undone by itself. Undo: ');
    expect(text).not.toContain('nothing to put back');
    const [row] = actButtons(shownOf(changeOf({ state: 'pending', votes: [] }, extension)), ['approve']);
    expect(JSON.stringify(row)).toContain('From then on it lasts 45 min, then it is undone by itself.');
    expect(JSON.stringify(row)).not.toContain('cannot be undone');
  });

  test('of a change that leaves nothing speaks of no time and no undo', () => {
    const text = card({ state: 'pending', votes: [] }, { leavesNothing: true });
    expect(text).not.toContain('45 min');
    expect(text).toContain('Undo: there is nothing to put back.');
  });
});

describe('the buttons of a change', () => {
  test.each([
    ['pending', ['approve', 'deny', 'withdraw', 'details']],
    ['denied', ['again', 'details']],
    ['withdrawn', ['again', 'details']],
    ['expired', ['again', 'details']],
    ['approved', ['withdraw', 'details']],
    ['stale', ['again', 'details']],
    ['executing', ['details']],
    ['failed', ['again', 'details']],
    ['unknown', ['took-effect', 'did-not', 'details']],
    ['applied', ['undo', 'extend', 'keep', 'details']],
    ['reverting', ['details']],
    ['done', ['details']],
    ['reverted', ['again', 'details']],
    ['revert-stopped', ['undo', 'keep', 'details']],
    ['revert-unknown', ['took-effect', 'did-not', 'details']],
    ['kept', ['details']],
  ])('when it is %s are those that do something', (state, acts) => {
    const standing = standings.find((each) => each.state === state);
    expect(standing && offered(shownOf(changeOf(standing)))).toEqual(acts);
  });

  test('leave out Keep where AWS ends it by itself, and Extend where AWS would not be told of a later end', () => {
    const applied = standings.find(({ state }) => state === 'applied');
    const remedy = { title: 'x', ends: 'by-itself', undo: null } as const;
    expect(applied && offered(shownOf(changeOf(applied), { remedy }))).toEqual(['undo', 'details']);
  });

  test('of an extension are none: what it extends has them', () => {
    const applied = standings.find(({ state }) => state === 'applied');
    expect(applied && offered(shownOf(changeOf(applied, { extends: 'chg_0' })))).toEqual(['details']);
  });

  test('ask for the review of a broken glass until it is closed', () => {
    const broken = (review: Change['review']): string =>
      read(changeCard(shownOf(changeOf({ state: 'reverted', by: null }, { breakGlass: true }, { review }))));
    expect(broken({ state: 'open' })).toMatch(/🚨 Without approval.*Its review is open.*\[Close review\]/su);
    const closed = broken({ state: 'closed', by: bob, at: new Date(), note: 'It was right' });
    expect(closed).toContain('Reviewed by @U0BOB: It was right.');
    expect(closed).not.toContain('[Close review]');
  });
});

describe('the card of a change tells where it stands', () => {
  test.each([
    [
      'applied',
      /^🟢 Limit.*\n---\nIn force until 22 Nov 03:16 UTC, then it is undone by itself\. Approved by @U0BOB\./u,
    ],
    ['unknown', /The call was sent, and no answer came\..*the call is not sent again\. Whoever may/su],
    ['stale', /Nothing was changed\. the reserved concurrency is 8 by now, not 5\..*\[Ask again\]/su],
    ['revert-stopped', /Not undone\..*undo it anyway, or keep it\..*\[Undo anyway\] \[Keep for good\]/su],
    ['expired', /Nobody decided in time\. Nothing was changed\..*\[Ask again\]/su],
    ['denied', /Denied by @U0BOB: It is the wrong function\./u],
    ['reverted', /Undone at its end, 22 Nov 02:31 UTC\./u],
  ])('%s', (state, text) => {
    const standing = standings.find((each) => each.state === state);
    expect(standing && card(standing)).toMatch(text);
  });

  test('with the latest look at its effect', () => {
    const applied = standings.find(({ state }) => state === 'applied');
    const verified = [
      { minutes: 0, at: new Date(), effect: 'not-seen', says: '40 of 100 failed' },
      { minutes: 5, at: new Date(), effect: 'worse', says: '80 of 100 failed' },
    ] as const;
    if (!applied) throw new Error('no such standing');
    const text = read(changeCard(shownOf(changeOf(applied, {}, { verified }))));
    expect(text).toContain('🔺 It got worse (after 5 min): 80 of 100 failed.');
    expect(text).not.toContain('40 of 100');
  });

  test('to an approver who was told directly: buttons while it waits, one line when it is decided', () => {
    const links = { card: 'https://local.slack.com/archives/C1/p1', investigation: null };
    const waiting = read(directCard(shownOf(changeOf({ state: 'pending', votes: [] }), { links })));
    expect(waiting).toMatch(/Open the card in its channel.*\[Approve\] \[Deny\]/su);
    const over = read(directCard(shownOf(changeOf({ state: 'denied', by: bob, reason: 'No' }), { links })));
    expect(over).toMatch(/^⚪ Limit.*Denied by @U0BOB: No\./su);
    expect(over).not.toMatch(/\[\w+\]/u);
  });
});

const anyStanding = fc.constantFrom(...standings);
const hostileChange: fc.Arbitrary<Change> = fc
  .record({
    standing: anyStanding,
    says: hostileText,
    reason: hostileText,
    undo: hostileText,
    blastRadius: hostileText,
    managedBy: fc.option(hostileText),
    fields: fc.array(
      fc.record({
        resource: hostileText,
        field: hostileText,
        before: fc.oneof(hostileText, fc.constant(null), fc.boolean(), fc.double()),
        after: hostileText,
      }),
      { maxLength: 30 },
    ),
    person: fc.oneof(hostileText, fc.constant(ana)),
    votes: fc.integer({ min: 0, max: 20 }),
    action: hostileText,
  })
  .map(({ standing, says, reason, person, votes, action, fields, ...preview }) => {
    const worse = {
      ...standing,
      ...('says' in standing && { says }),
      ...('reason' in standing && { reason: says }),
      ...('by' in standing && standing.by !== null && { by: person }),
      ...('note' in standing && { note: says }),
    };
    const said = Array.from({ length: votes }, () => ({ by: person, at: new Date() }));
    return changeOf(
      worse,
      {
        reason,
        action,
        requester: person,
        preview: {
          ...proposalOf().preview,
          ...preview,
          changes: fields,
          resources: fields.map((each) => each.resource),
        },
      },
      { votes: said, verified: [{ minutes: 5, at: new Date(), effect: 'worse', says }], review: { state: 'open' } },
    );
  });

describe('whatever a change says of itself', () => {
  test('its cards are taken by Slack, give nothing away and mention nobody but who acted', () => {
    fc.assert(
      fc.property(hostileChange, hostileText, (change, title) => {
        const shown = shownOf(change, {
          remedy: { title, ends: 'undone', undo: null },
          accountName: title,
          anchor: title,
        });
        for (const made of [changeCard(shown), directCard(shown)]) {
          const text = `${read(made)}\n${made.text}`;
          for (const secret of secrets) expect(text).not.toContain(secret);
          for (const mention of mentionsIn(made)) expect(mention).toMatch(/U0ALICE|U0BOB/u);
        }
      }),
      { numRuns: 150 },
    );
  });
});

test.each([
  [60_000, '1 min'],
  [45 * 60_000, '45 min'],
  [3_600_000, '1 h'],
  [5_400_000, '1 h 30 min'],
  [86_400_000, '1 day'],
  [3 * 86_400_000, '3 days'],
  [0, '1 min'],
])('%i ms is said as %s', (ms, says) => {
  expect(lasting(ms)).toBe(says);
});

test.each([
  ['arn:aws:lambda:eu-west-1:123456789012:function:checkout-worker', 'checkout-worker'],
  ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/checkout/50dc6c495c0c9188', 'checkout'],
  ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/checkout/50dc6c495c0c9188', 'checkout'],
  ['arn:aws:ecs:eu-west-1:123456789012:service/shop/checkout', 'checkout'],
  ['arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop/5xx rate', 'shop/5xx rate'],
  ['arn:aws:rds:eu-west-1:123456789012:cluster:checkout-aurora', 'checkout-aurora'],
  ['checkout', 'checkout'],
  ['arn:', 'arn:'],
])('%s is called %s', (resource, name) => {
  expect(shortName(resource)).toBe(name);
});

test('a change that was approved too late says so, and not that nobody decided', () => {
  const rule = {
    actions: ['*'],
    risks: [],
    accountTags: {},
    users: [bob],
    groups: [],
    onCall: false,
    needed: 1,
    differentGroups: false,
  };
  const votes = [{ by: bob, at: new Date() }];
  expect(card({ state: 'expired', votes }, { rule })).toContain('It could not start in time. Approved by @U0BOB.');
  expect(card({ state: 'expired', votes: [] }, { rule })).toContain('Nobody decided in time. Nothing was changed.');
});
