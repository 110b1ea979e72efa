import { describe, expect, test } from 'vitest';
import type { Report } from '#engine';
import { headline } from '../../src/slack/cards/headline.ts';
import type { Headline } from '../../src/slack/cards/headline.ts';
import { finding, reportOf } from './support/reports.ts';
import { shown } from './support/shown.ts';

function card(parts: Partial<Report>, more: Partial<Headline> = {}) {
  const place = { team: 'T1', channel: 'C1', thread: null };
  return headline({
    investigation: { id: 'inv_01TEST', askedBy: 'U0ALICE', place },
    report: reportOf(parts),
    assumed: null,
    changedSince: null,
    propose: [],
    next: [],
    ...more,
  });
}

const blind = { fact: 'logs', why: 'denied', detail: 'Access Denied', action: 's3:GetObject' } as const;

describe('the headline card', () => {
  test('says what, how sure, since when, how much and what to do, in that order', () => {
    expect(shown(card({}, { assumed: 'checkout, the only load balancer here' }))).toMatchInlineSnapshot(`
      "🔴 checkout · Tasks run out of memory
      ---
      Sure. 4 of 6 tasks were killed while they answered.
      Since 22 Nov 02:14 UTC. 412 of 5,310 requests got a 502. It explains 83% of it.
      Next: Raise the memory of the task definition above 512 MiB, or find the leak.
      ---
      prod (123456789012) · eu-west-1 · checkout, the only load balancer here · Looked at <!date^1795311000^{date_short_pretty} at {time}|22 Nov 01:30 UTC> to <!date^1795314600^{time}|22 Nov 02:30 UTC> · asked by <@U0ALICE>
      ---
      [Re-run]"
    `);
  });

  test('says the same in a notification', () => {
    expect(card({}).text).toMatchInlineSnapshot(
      `"checkout: Tasks run out of memory. Sure, since 22 Nov 02:14 UTC, explains 83% of it. Next: Raise the memory of the task definition above 512 MiB, or find the leak."`,
    );
  });

  test('says first that an incident is over', () => {
    const until = '2026-11-22T02:25:00.000Z';
    const over = card({
      symptom: { known: true, seen: true, says: '412 requests got a 502', since: '2026-11-22T02:14:00.000Z', until },
    });
    expect(shown(over)).toMatchInlineSnapshot(`
      "🟢 checkout · over now · Tasks run out of memory
      ---
      Sure. 4 of 6 tasks were killed while they answered.
      Since 22 Nov 02:14 UTC, ended 22 Nov 02:25 UTC. 412 requests got a 502. It explains 83% of it.
      Next: Raise the memory of the task definition above 512 MiB, or find the leak.
      ---
      prod (123456789012) · eu-west-1 · Looked at <!date^1795311000^{date_short_pretty} at {time}|22 Nov 01:30 UTC> to <!date^1795314600^{time}|22 Nov 02:30 UTC> · asked by <@U0ALICE>
      ---
      [Re-run]"
    `);
    expect(over.text).toMatchInlineSnapshot(
      `"checkout, over now: Tasks run out of memory. Sure, since 22 Nov 02:14 UTC, explains 83% of it. It ended 22 Nov 02:25 UTC. Next: Raise the memory of the task definition above 512 MiB, or find the leak."`,
    );
  });

  test('says what a likely cause still lacks, without sounding sure', () => {
    expect(
      shown(card({ findings: [finding({ confidence: 'likely', share: 0.996 })] }))
        .split('\n')
        .at(2),
    ).toMatchInlineSnapshot(`"Likely. 4 of 6 tasks were killed while they answered."`);
  });

  test('shows the candidates when none is settled', () => {
    const says = 'The best guess so far: tasks run out of memory. What caused it could not be settled.';
    expect(
      shown(
        card({
          diagnosis: { kind: 'undecided', rootCause: null, says },
          findings: [finding({ confidence: 'possible' })],
        }),
      ),
    ).toMatchInlineSnapshot(`
      "🟠 checkout · cause not settled yet
      ---
      The best guess so far: tasks run out of memory. What caused it could not be settled.
      Since 22 Nov 02:14 UTC. 412 of 5,310 requests got a 502.
      ---
      • Possible: Tasks run out of memory. 4 of 6 tasks were killed while they answered.
      ---
      prod (123456789012) · eu-west-1 · Looked at <!date^1795311000^{date_short_pretty} at {time}|22 Nov 01:30 UTC> to <!date^1795314600^{time}|22 Nov 02:30 UTC> · asked by <@U0ALICE>
      ---
      [Re-run]"
    `);
  });

  test('admits that no known cause explains it', () => {
    const says = 'It is happening, and none of the causes known here explains it.';
    expect(shown(card({ diagnosis: { kind: 'unexplained', rootCause: null, says }, findings: [] })))
      .toMatchInlineSnapshot(`
        "🟠 checkout · no cause known here explains it
        ---
        It is happening, and none of the causes known here explains it.
        Since 22 Nov 02:14 UTC. 412 of 5,310 requests got a 502.
        ---
        prod (123456789012) · eu-west-1 · Looked at <!date^1795311000^{date_short_pretty} at {time}|22 Nov 01:30 UTC> to <!date^1795314600^{time}|22 Nov 02:30 UTC> · asked by <@U0ALICE>
        ---
        [Re-run]"
      `);
  });

  test('says that nothing is happening', () => {
    const says = 'No request got a 502 in this hour';
    expect(
      shown(
        card({
          diagnosis: { kind: 'not-happening', rootCause: null, says },
          symptom: { known: true, seen: false, says, since: null, until: null },
          findings: [],
        }),
      ),
    ).toMatchInlineSnapshot(`
      "🟢 checkout · not happening
      ---
      No request got a 502 in this hour.
      ---
      prod (123456789012) · eu-west-1 · Looked at <!date^1795311000^{date_short_pretty} at {time}|22 Nov 01:30 UTC> to <!date^1795314600^{time}|22 Nov 02:30 UTC> · asked by <@U0ALICE>
      ---
      [Re-run]"
    `);
  });

  test('gives no green light to something that is not even there', () => {
    const says = 'There is no load balancer in eu-west-1 of account prod.';
    const nothing = card({
      subject: { name: 'load balancer', arn: null, from: 'only-one' },
      diagnosis: { kind: 'not-happening', rootCause: null, says },
      symptom: { known: true, seen: false, says, since: null, until: null },
      findings: [],
    });
    expect(shown(nothing)).toContain(`⚪ load balancer · nothing seen\n---\n${says}`);
  });

  test('tells times once, in local time', () => {
    const symptom = {
      known: true,
      seen: true,
      says: '262 requests failed since 02:14 UTC, 3% of all',
      until: null,
    } as const;
    const told = card({
      symptom: { ...symptom, since: '2026-11-22T02:14:00.000Z' },
      findings: [finding({ share: 1 })],
    });
    expect(shown(told)).toContain('Since 22 Nov 02:14 UTC. 262 requests failed, 3% of all. It explains all of it.');
  });

  test('says what to grant when it could not see enough', () => {
    const says = 'Whether it is happening could not be read: not allowed.';
    expect(
      shown(
        card({
          diagnosis: { kind: 'blind', rootCause: null, says },
          symptom: { known: false, blind },
          findings: [],
          blindSpots: [blind, { ...blind, action: 'cloudwatch:GetMetricData' }, blind],
        }),
      ),
    ).toMatchInlineSnapshot(`
      "⚫ checkout · could not see enough to tell
      ---
      Whether it is happening could not be read: not allowed.
      ---
      To see more, allow the bot:
      s3:GetObject
      cloudwatch:GetMetricData
      ---
      prod (123456789012) · eu-west-1 · Looked at <!date^1795311000^{date_short_pretty} at {time}|22 Nov 01:30 UTC> to <!date^1795314600^{time}|22 Nov 02:30 UTC> · asked by <@U0ALICE>
      ---
      [Re-run]"
    `);
  });

  test('names the root cause even when the symptom itself could not be seen', () => {
    expect(shown(card({ symptom: { known: false, blind } }))).toContain(
      'Whether it is happening could not be read: Access Denied.',
    );
  });

  test('says what changed since the run that it repeats', () => {
    const changed = shown(card({}, { changedSince: ['It has ended, at 02:25 UTC: no more 502s.'] }));
    expect(changed).toContain('Since the last run:\n• It has ended, at 02:25 UTC: no more 502s.');
  });

  test('does not say that an account is known when it is not', () => {
    expect(shown(card({ account: null, accountName: null }))).toContain('account not known · eu-west-1');
  });

  test('offers Re-run and the next useful playbooks, each with its complete command', () => {
    const next = [{ playbook: 'ecs-stopped-tasks', command: 'diagnose ecs-stopped-tasks checkout region=eu-west-1' }];
    const { blocks } = card({}, { next });
    const actions = blocks.find((block) => block.type === 'actions');
    expect(
      actions?.elements.map((element) => (element.type === 'button' ? [element.text.text, element.value] : [])),
    ).toEqual([
      ['Re-run', '{"do":"rerun","id":"inv_01TEST"}'],
      ['Next: ecs-stopped-tasks', JSON.stringify({ do: 'run', command: next[0]?.command, thread: null })],
    ]);
  });
});
