import { describe, expect, test } from 'vitest';
import type { Progress } from '#engine';
import { markdownCards } from '../../src/slack/cards/markdown.ts';
import { choice, help, invite, said } from '../../src/slack/cards/private.ts';
import { running } from '../../src/slack/cards/running.ts';
import { broken, failed, interrupted } from '../../src/slack/cards/stopped.ts';
import { shown } from './support/shown.ts';

const ask = {
  playbook: 'alb-502',
  subject: 'checkout',
  account: null,
  region: null,
  profile: null,
  since: null,
  from: null,
  to: null,
};
const investigation = { id: 'inv_01TEST', ask, askedBy: 'U0ALICE' };
const progress: Progress = {
  done: 9,
  of: 14,
  steps: [
    { title: 'Load balancer', state: 'complete', done: 4, of: 4 },
    { title: 'Targets', state: 'in-progress', done: 5, of: 6 },
    { title: 'Access log', state: 'error', done: 0, of: 1 },
    { title: 'Changes', state: 'pending', done: 0, of: 3 },
  ],
};

describe('the card of a running investigation', () => {
  const card = { investigation, subject: 'checkout', assumed: 'checkout, the only load balancer here', progress };

  test('shows the steps in a plan', () => {
    expect(shown(running(card, 'plan'))).toMatchInlineSnapshot(`
      "Looking: alb-502 · checkout
      Load balancer
      Targets (5 of 6)
      Access log
      Changes
      ---
      9 of 14 read · checkout, the only load balancer here · asked by <@U0ALICE>"
    `);
    const [plan] = running(card, 'plan').blocks;
    expect(plan?.type === 'plan' && plan.tasks?.map(({ status }) => status)).toEqual([
      'complete',
      'in_progress',
      'error',
      'pending',
    ]);
  });

  test('shows them as lines to workspaces that know no plans', () => {
    expect(shown(running(card, 'plain'))).toMatchInlineSnapshot(`
      "Looking: alb-502 · checkout
      ---
      ✓ Load balancer
      ◐ Targets (5 of 6)
      ✗ Access log
      ○ Changes
      ---
      9 of 14 read · checkout, the only load balancer here · asked by <@U0ALICE>"
    `);
  });

  test('is complete before the first answer is in', () => {
    expect(shown(running({ ...card, assumed: null, progress: null }, 'plan'))).toMatchInlineSnapshot(`
      "Looking: alb-502 · checkout
      Getting ready
      ---
      Starting · asked by <@U0ALICE>"
    `);
    expect(shown(running({ ...card, assumed: null, progress: null }, 'plain'))).toContain('Getting ready …');
  });
});

describe('the card of an investigation without a report', () => {
  const stopped = { investigation, about: 'checkout' };

  test('says in one sentence why it could not be carried out', () => {
    expect(shown(failed(stopped, 'There are no AWS credentials. Set AWS_PROFILE.'))).toMatchInlineSnapshot(`
      "⚪ checkout · could not look
      ---
      There are no AWS credentials. Set AWS_PROFILE.
      ---
      inv_01TEST
      ---
      [Re-run]"
    `);
  });

  test('owns up to a fault of ours, with the id it was logged under', () => {
    expect(shown(broken(stopped))).toContain('Something broke in OpsMedic itself. It was logged as inv_01TEST.');
  });

  test('says when it was interrupted and offers to run it again', () => {
    const card = interrupted(stopped, '2026-11-22T02:31:00.000Z');
    expect(shown(card)).toMatchInlineSnapshot(`
      "⚪ checkout · interrupted
      ---
      OpsMedic was restarted before it had an answer. Press Re-run to ask again.
      ---
      Interrupted <!date^1795314660^{date_short_pretty} at {time}|22 Nov 02:31 UTC> · inv_01TEST
      ---
      [Re-run]"
    `);
    expect(card.text).toBe('checkout: interrupted at 22 Nov 02:31 UTC. Ask again with Re-run.');
  });
});

describe('what only one person sees', () => {
  test('is the sentence, and ends as one', () => {
    expect(shown(said('There is no load balancer “chekout”'))).toBe('There is no load balancer “chekout”.');
  });

  test('is a question with a button for each answer', () => {
    const options = Array.from({ length: 30 }, (_, n) => ({ label: `lb-${n}`, command: `diagnose alb-502 lb-${n}` }));
    const text = shown(choice('Which load balancer?', options, '1700000000.000100'));
    expect(text.split('\n---\n')).toEqual([
      expect.stringContaining('Which load balancer?'),
      expect.stringMatching(/More, to type:\n\/diagnose alb-502 lb-25\n[^]*lb-29/u),
      expect.stringMatching(/^\[lb-0\].*\[lb-24\]$/u),
    ]);
  });

  test('drops an answer that no button could carry', () => {
    const options = [
      { label: 'long', command: `diagnose ${'x'.repeat(3000)}` },
      { label: 'short', command: 'diagnose y' },
    ];
    expect(shown(choice('Which?', options, null))).toBe('Which?\n---\n[short]');
  });

  test('tells how to let the bot into a channel', () => {
    expect(shown(invite('opsmedic', 'diagnose alb-502 checkout', null))).toMatchInlineSnapshot(`
      "I am not in this channel, so I cannot post here.
      Let me in with:
      /invite @opsmedic
      ---
      [Try again]"
    `);
  });

  test('is help that shows each way to ask', () => {
    expect(shown(help([{ usage: 'playbooks [<playbook>]', summary: 'List the playbooks' }], 'opsmedic')))
      .toMatchInlineSnapshot(`
      "Ask in a channel: /diagnose alb-502 checkout
      Ask in a thread: @opsmedic diagnose alb-502 checkout (slash commands do not work there)
      About an alert: its menu ⋮, then “Diagnose this alert”
      ---
      Commands
      • /opsmedic playbooks [<playbook>] List the playbooks."
    `);
  });
});

describe('Markdown of a command', () => {
  test('cannot mention anyone', () => {
    const [card] = markdownCards('hello <!channel> <@U1> **bold** <https://aws.amazon.com>');
    expect(card?.blocks).toEqual([
      { type: 'markdown', text: 'hello &lt;!channel> &lt;@U1> **bold** <https://aws.amazon.com>' },
    ]);
    expect(card?.text).not.toContain('<');
  });

  test('is cut at line ends, with code fences closed and opened again', () => {
    const code = Array.from({ length: 400 }, (_, n) => `line ${n} ${'x'.repeat(30)}`).join('\n');
    const cards = markdownCards(`before\n\`\`\`json\n${code}\n\`\`\`\nafter`);
    expect(cards.length).toBeGreaterThan(1);
    for (const card of cards) {
      expect(shown(card).match(/^```/gmu)?.length).toBe(2);
    }
    expect(cards.map(shown).join('\n')).toContain('after');
  });

  test('of any length comes in at most four messages', () => {
    const cards = markdownCards('y'.repeat(1_000_000));
    expect(cards).toHaveLength(4);
    expect(shown(cards[3] ?? { text: '', blocks: [] })).toContain('the rest did not fit');
  });
});
