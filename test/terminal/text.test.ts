import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepsText } from '../../src/terminal/live-steps.ts';
import { markdownText } from '../../src/terminal/markdown-text.ts';
import { reportText } from '../../src/terminal/report-text.ts';
import type { Report } from '../../src/engine/index.ts';
import { printableJson, visible } from '../../src/terminal/visible.ts';
import { columns, wrap } from '../../src/terminal/wrap.ts';

const plain = (_: string, text: string): string => text;
// oxlint-disable-next-line no-control-regex -- these are what must not be there
const unseen = /[\u0000-\u001F\u007F-\u009F\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]|\p{Surrogate}/u;

describe('visible', () => {
  test.each([
    ['plain text', 'plain text'],
    ['two\r\nlines\tand a tab', 'two lines and a tab'],
    ['\u001B[31mred\u001B[0m', '\\x1b[31mred\\x1b[0m'],
    ['\u009B2J', '\\x9b2J'],
    ['a\u0000b\u0007', 'a\\x00b\\x07'],
    ['abc\u202Etxt', 'abc\\u202etxt'],
    ['zero\u200Bwidth', 'zero\\u200bwidth'],
    ['lone \uD83D surrogate', 'lone \\ud83d surrogate'],
    ['tag \u{E0041}', 'tag \\u{e0041}'],
    ['Grüße 😀 世界', 'Grüße 😀 世界'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('leaves nothing that cannot be seen, in lines and in JSON, and JSON keeps its meaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(unseen);
        const json = printableJson({ text });
        expect(json.replaceAll('\n', '')).not.toMatch(unseen);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});

describe('wrapping', () => {
  test('hangs the following lines under the first', () => {
    expect(wrap('one two three four', 12, '• ', '  ')).toBe('• one two\n  three four');
  });

  test('keeps a word that is longer than the line', () => {
    expect(wrap('see arn:aws:elasticloadbalancing:x now', 10)).toBe('see\narn:aws:elasticloadbalancing:x\nnow');
  });

  test('knows letters of two columns', () => {
    expect(columns('世界😀a')).toBe(7);
    expect(wrap('世界 世界', 6)).toBe('世界\n世界');
  });

  test('loses no word, and no line is too long unless one word is', () => {
    const text = fc.array(fc.string({ unit: fc.constantFrom('a', 'ß', '世', '-'), minLength: 1, maxLength: 9 }));
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 40 }), (words, width) => {
        const lines = wrap(words.join(' '), width).split('\n');
        expect(lines.join(' ').split(' ').filter(Boolean)).toEqual(words);
        expect(lines.filter((line) => line.includes(' ') && columns(line) > width)).toEqual([]);
      }),
    );
  });

  test('of a megabyte without a blank is done in one go', () => {
    const long = 'x'.repeat(1_000_000);
    expect(wrap(long, 80)).toBe(long);
  });
});

test('steps are shown with what is done, what is not and what could not be done', () => {
  const steps = [
    { title: 'Load balancer', state: 'complete', done: 2, of: 2 },
    { title: 'Targets', state: 'in-progress', done: 1, of: 3 },
    { title: 'Access\u001Blogs', state: 'error', done: 1, of: 1 },
    { title: 'Changes', state: 'pending', done: 0, of: 2 },
  ] as const;
  expect(stepsText({ steps, done: 4, of: 8 }, plain)).toBe(
    ['Looking: 4 of 8', '  ✔ Load balancer', '  … Targets (1 of 3)', '  ! Access\\x1blogs', '  · Changes'].join('\n'),
  );
});

test('our own Markdown is plain on a terminal, and what is fenced stays as it is', () => {
  const markdown =
    '**Bold** and `code`\n\n## Heading\n- one **two**\n  - inner\n1. first\n\n```json\n{\n  "a": "**b**\u001B"\n}\n```\n[doc](https://x)';
  expect(markdownText(markdown, plain, 80)).toBe(
    'Bold and code\n\nHeading\n  • one two\n    • inner\n  1. first\n\n{\n  "a": "**b**\\x1b"\n}\n\ndoc (https://x)\n',
  );
});

const report: Report = {
  schema: 1,
  id: 'inv_1',
  subject: { name: 'checkout', arn: 'arn:checkout', from: 'typed' },
  account: '111122223333',
  accountName: 'prod',
  region: 'eu-west-1',
  window: { from: '2026-11-22T23:30:00.000Z', to: '2026-11-23T00:30:00.000Z' },
  playbook: 'alb-502',
  playbookVersion: '1',
  startedAt: '2026-11-23T00:30:00.000Z',
  finishedAt: '2026-11-23T00:30:02.140Z',
  durationMs: 2140,
  diagnosis: { kind: 'diagnosed', rootCause: 'oom-container', says: 'Tasks run out of memory. 4 of 6 were killed.' },
  symptom: {
    known: true,
    seen: true,
    says: '4.1 % of requests get a 502.',
    since: '2026-11-22T23:50:00.000Z',
    until: null,
  },
  findings: [
    {
      cause: 'oom-container',
      title: 'Tasks run out of memory',
      says: '4 of 6 were killed.',
      confidence: 'confirmed',
      role: 'root-cause',
      share: 0.83,
      since: '2026-11-22T23:50:00.000Z',
      resources: ['task/1'],
      evidence: [
        {
          fact: 'ecs.tasks',
          says: '4 stopped tasks',
          quotes: ['OutOfMemoryError: container killed', 'OutOfMemoryError: container killed'],
          action: 'ecs:DescribeTasks',
          link: 'https://console.aws.amazon.com/ecs',
        },
      ],
      fix: 'Raise the memory limit.',
      wouldSettle: [],
      offers: [],
    },
    {
      cause: 'surge',
      title: 'More requests than usual',
      says: 'Twice as many.',
      confidence: 'possible',
      role: 'contributing-factor',
      share: null,
      since: null,
      resources: [],
      evidence: [{ fact: 'alb.requests', says: '200 a minute', quotes: [], action: null, link: null }],
      fix: 'Scale out.',
      wouldSettle: [{ fact: 'alb.logs', why: 'denied', detail: 'no', action: 's3:GetObject' }],
      offers: [],
    },
  ],
  noticed: [
    {
      cause: 'single-az',
      title: 'One zone only',
      says: 'All tasks are in eu-west-1a.',
      confidence: 'confirmed',
      share: null,
      since: null,
      resources: [],
      evidence: [],
      fix: 'Add a zone.',
      wouldSettle: [],
      offers: [],
      why: 'it began after the symptom',
    },
  ],
  ruledOut: [
    {
      cause: 'sg',
      title: 'A security group blocks',
      evidence: [{ fact: 'net', says: 'port 8080 is open.', quotes: [], action: null, link: null }],
    },
    { cause: 'tg', title: 'No targets', evidence: [] },
    ...['DNS', 'TLS'].map((what) => ({
      cause: what.toLowerCase(),
      title: `${what} fails.`,
      evidence: [{ fact: 'net', says: 'nothing says so.', quotes: [], action: null, link: null }],
    })),
  ],
  unanswered: [
    {
      cause: 'keepalive',
      title: 'The keep-alive is too short',
      blind: { fact: 'alb.logs', why: 'denied', detail: 'no', action: 's3:GetObject' },
    },
  ],
  blindSpots: [
    {
      fact: 'alb.logs',
      why: 'denied',
      detail: 'User is not authorized to perform: s3:GetObject',
      action: 's3:GetObject',
    },
    { fact: 'ecs.events', why: 'timeout', detail: 'there was no time left to read it' },
    { fact: 'ecs.rollout', why: 'timeout', detail: 'there was no time left to read it' },
  ],
  changes: [
    {
      at: '2026-11-22T23:48:00.000Z',
      what: 'checkout was deployed',
      who: 'ana',
      event: 'UpdateService',
      trigger: true,
    },
    { at: '2026-11-22T23:49:00.000Z', what: 'UpdateService checkout', who: null, event: 'UpdateService' },
  ],
  next: ['ecs-stopped-tasks'],
  facts: [
    {
      id: 'alb.logs',
      title: 'Access logs',
      ms: 5,
      known: false,
      sources: [{ action: 's3:GetObject', call: 's3.GetObject', at: 't', ms: 5, attempts: 1 }],
    },
  ],
};

const layout = { paint: plain, width: 78, assumed: null, changedSince: null };

describe('a report', () => {
  test('says what, how sure and why first, and everything else after', () => {
    expect(reportText(report, { ...layout, changedSince: ['It is worse.'] })).toMatchInlineSnapshot(`
      "Tasks run out of memory. 4 of 6 were killed.
      confirmed · explains 83 % of it · since 23:50 UTC

      alb-502 · checkout · account prod (111122223333) · eu-west-1 · 2026-11-22
      23:30 UTC to 2026-11-23 00:30 UTC

      Since the last time
        • It is worse.

      Symptom
        4.1 % of requests get a 502.
        Since 23:50 UTC, and still going on.

      Why
        • 4 stopped tasks [ecs:DescribeTasks]
          “OutOfMemoryError: container killed”
          https://console.aws.amazon.com/ecs

      Do next
        Raise the memory limit.

      Contributing
        More requests than usual (possible)
          Twice as many.
          • 200 a minute
          It would be surer if this could be seen: not allowed (s3:GetObject): no.
          To mend it: Scale out.

      Not right either, though not the cause
        One zone only
          All tasks are in eu-west-1a.
          To mend it: Add a zone.
          Not the cause: it began after the symptom.

      What changed
        2026-11-22 23:48 UTC: checkout was deployed, by ana (UpdateService) ← the
        likely trigger
        2026-11-22 23:49 UTC: UpdateService checkout

      Ruled out (4)
        ✓ A security group blocks: port 8080 is open
        ✓ No targets
        ✓ nothing says so: DNS fails; TLS fails

      Could not see (3)
        ? Access logs: not allowed (s3:GetObject): User is not authorized to
          perform: s3:GetObject.
          Allow s3:GetObject.
        ? ecs.events, ecs.rollout: no answer in time: there was no time left to read
          it.
        The whole policy: opsmedic iam --reads --playbook alb-502

      Could not be told (1)
        ? The keep-alive is too short

      Next: opsmedic diagnose ecs-stopped-tasks
      1 read in 2.1 s · alb-502@1 · inv_1
      "
    `);
  });

  test('about nothing wrong is short', () => {
    const says = '0 of 900 requests failed.';
    const healthy: Report = {
      ...report,
      diagnosis: { kind: 'not-happening', rootCause: null, says },
      symptom: { known: true, seen: false, says, since: null, until: null },
      findings: [],
      noticed: [],
      ruledOut: [],
      unanswered: [],
      blindSpots: [],
      changes: [],
      next: [],
    };
    expect(reportText(healthy, { ...layout, assumed: "checkout, this channel's usual load balancer" }))
      .toMatchInlineSnapshot(`
      "0 of 900 requests failed.

      alb-502 · checkout, this channel's usual load balancer · account prod
      (111122223333) · eu-west-1 · 2026-11-22 23:30 UTC to 2026-11-23 00:30 UTC

      1 read in 2.1 s · alb-502@1 · inv_1
      "
    `);
  });

  test('quotes ten texts at most, and of a megabyte its beginning', () => {
    const [root, ...others] = report.findings;
    const quotes = ['x'.repeat(1_000_000), ...Array.from({ length: 20 }, (_, index) => `quote ${index}`)];
    const loud = root && { ...root, evidence: [{ fact: 'f', says: 'look', quotes, action: null, link: null }] };
    const text = reportText({ ...report, findings: [...(loud ? [loud] : []), ...others] }, layout);
    expect(text).toContain(`“${'x'.repeat(300)}…”`);
    expect(text).toContain('… and 11 more (--json)');
    expect(text.length).toBeLessThan(5_000);
  });

  test('of what cannot be seen says so', () => {
    const blind: Report = {
      ...report,
      diagnosis: { kind: 'blind', rootCause: null, says: 'It could not be seen.' },
      symptom: {
        known: false,
        blind: { fact: 'm', why: 'denied', detail: 'no metrics', action: 'cloudwatch:GetMetricData' },
      },
      findings: [],
    };
    expect(reportText(blind, layout)).toContain(
      'Symptom\n  It could not be seen whether it is happening: not allowed\n  (cloudwatch:GetMetricData): no metrics.\n',
    );
  });

  test('that is over says when it ended', () => {
    const until = '2026-11-23T00:10:00.000Z';
    const over: Report = {
      ...report,
      symptom: { known: true, seen: true, says: 'x', since: '2026-11-22T23:50:00.000Z', until },
    };
    expect(reportText(over, layout)).toContain('Since 23:50 UTC, until 00:10 UTC, when it ended.');
  });
});
