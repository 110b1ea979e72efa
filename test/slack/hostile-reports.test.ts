import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '#engine';
import type { Card } from '../../src/slack/cards/card.ts';
import { evidence, isAbridged } from '../../src/slack/cards/evidence.ts';
import { fullText } from '../../src/slack/cards/full-text.ts';
import { headline } from '../../src/slack/cards/headline.ts';
import { home } from '../../src/slack/cards/home.ts';
import { markdownCards } from '../../src/slack/cards/markdown.ts';
import { choice, invite, said } from '../../src/slack/cards/private.ts';
import { running } from '../../src/slack/cards/running.ts';
import { failed, interrupted } from '../../src/slack/cards/stopped.ts';
import { textSize } from '../../src/slack/block-text.ts';
import { fit } from '../../src/slack/fit.ts';
import { limits } from '../../src/slack/limits.ts';
import { finding, reportOf } from './support/reports.ts';
import { hostileReport, hostileText, secrets } from './support/hostile.ts';
import { mentionsIn, mentionsInMrkdwn, problemsOf } from './support/shown.ts';

const asker = '<@U0ALICE>';
const noted = { text: 'The rest is in the file below.', shown: 'when-cut' } as const;

function cardsOf(report: Report): readonly Card[] {
  const place = { team: 'T1', channel: 'C1', thread: null };
  const investigation = { id: 'inv_01', askedBy: 'U0ALICE', place };
  const changedSince = report.changes.map(({ what }) => what);
  return [
    headline({ investigation, report, assumed: report.diagnosis.says, changedSince, propose: [], next: [] }),
    evidence(report),
  ];
}

/** What every message must be, whatever it is made from. */
function checkMessage(card: Card): void {
  const { blocks } = fit(card.blocks, noted);
  expect(problemsOf(blocks)).toEqual([]);
  expect(textSize(blocks)).toBeLessThanOrEqual(limits.message);
  expect(card.text.trim()).not.toBe('');
  expect(card.text.length).toBeLessThanOrEqual(limits.fallback);
  expect(mentionsIn(blocks).filter((mention) => mention !== asker)).toEqual([]);
  expect(mentionsInMrkdwn(card.text)).toEqual([]);
  // A button's value is never shown, and must come back as it was.
  const shown = JSON.stringify([blocks, card.text], (key, value: unknown) => (key === 'value' ? undefined : value));
  for (const secret of secrets) expect(shown).not.toContain(secret);
  expect(shown.isWellFormed()).toBe(true);
  // oxlint-disable-next-line no-control-regex -- none may be left
  expect(shown).not.toMatch(
    /\\u00[01]|\\u007f|[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF\u0080-\u009F]|\\ud[89a-f]/u,
  );
}

describe('whatever AWS and people write', () => {
  test('cards of reports fit, mention nobody and hold no secret', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        cardsOf(report).forEach(checkMessage);
      }),
      { numRuns: 120 },
    );
  });

  test('all other cards do, too', () => {
    const ask = { account: null, region: null, profile: null, since: null, from: null, to: null };
    fc.assert(
      fc.property(hostileText, hostileText, fc.boolean(), (one, other, many) => {
        const investigation = { id: 'inv_01', ask: { ...ask, playbook: one, subject: other }, askedBy: 'U0ALICE' };
        const steps = Array.from(
          { length: many ? 80 : 1 },
          () => ({ title: one, state: 'complete', done: 1, of: 2 }) as const,
        );
        const progress = { steps, done: 1, of: 2 };
        const options = Array.from({ length: many ? 60 : 1 }, () => ({ label: one, command: `diagnose ${other}` }));
        const cards = [
          running({ investigation, subject: other, assumed: one, progress }, 'plan'),
          running({ investigation, subject: other, assumed: one, progress }, 'plain'),
          failed({ investigation, about: other }, one || 'It failed'),
          interrupted({ investigation, about: other }, one),
          said(one || 'No'),
          choice(one || 'Which?', options, null),
          invite('opsmedic', `diagnose ${other}`, null),
          ...markdownCards(one),
        ];
        cards.map((card) => ({ ...card, text: card.text || 'empty' })).forEach(checkMessage);
      }),
      { numRuns: 150 },
    );
  });

  test('the home tab takes the rest, too', () => {
    fc.assert(
      fc.property(hostileReport, hostileText, (report, about) => {
        const ask = {
          playbook: 'alb-502',
          subject: null,
          account: null,
          region: null,
          profile: null,
          since: null,
          from: null,
          to: null,
        };
        const place = { team: 'T1', channel: 'C1', thread: null };
        const ended = { finishedAt: null, state: 'finished', failure: null, repeats: null, messageTs: null } as const;
        const investigation = {
          id: 'inv_01',
          ask,
          place,
          askedBy: 'U1',
          startedAt: report.startedAt,
          report,
          ...ended,
        };
        const listed = Array.from({ length: 10 }, () => ({ investigation, about, link: null }));
        const blocks = home(null, listed, 'opsmedic').flatMap((section) => fit(section).blocks);
        expect(problemsOf(blocks)).toEqual([]);
        expect(mentionsIn(blocks)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('the file in the thread holds no secret', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = fullText(report);
        for (const secret of secrets) expect(text).not.toContain(secret);
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('a report of 300 findings with a log line of a megabyte still names its root cause', () => {
    const huge = `<!channel> password=${secrets[2]} ${'🚀'.repeat(500_000)}`;
    const findings = Array.from({ length: 300 }, (_, n) =>
      finding(n === 0 ? {} : { cause: `c${n}`, role: 'contributing-factor', ...(n < 4 ? { says: huge } : {}) }),
    );
    const [card, thread] = cardsOf(reportOf({ findings }));
    for (const message of [card, thread]) if (message) checkMessage(message);
    expect(JSON.stringify(thread?.blocks[0])).toContain('Why: Tasks run out of memory');
    expect(isAbridged(reportOf({ findings }))).toBe(true);
  });
});
