import { describe, expect, test } from 'vitest';
import { evidence } from '../../src/slack/cards/evidence.ts';
import { fullText } from '../../src/slack/cards/full-text.ts';
import { finding, proof, reportOf } from './support/reports.ts';
import { shown } from './support/shown.ts';

const { role: _role, ...noticed } = finding({
  cause: 'idle-timeout',
  title: 'Keep-alive is shorter than the idle timeout',
  confidence: 'confirmed',
});

const rich = reportOf({
  findings: [
    finding(),
    finding({
      cause: 'bad-rollout',
      title: 'A deployment began just before',
      says: 'Revision 42 replaced 41 at 02:11',
      confidence: 'likely',
      role: 'contributing-factor',
      share: null,
      evidence: [proof('Revision 42 has 512 MiB, revision 41 had 1024')],
      fix: 'Roll back to revision 41',
      wouldSettle: [{ fact: 'ecs.events', why: 'throttled', detail: 'Rate exceeded', action: 'ecs:DescribeServices' }],
    }),
  ],
  noticed: [{ ...noticed, says: '60 s against 75 s', why: 'it began a week before the symptom' }],
  blindSpots: [
    { fact: 'ecs.tasks', why: 'denied', detail: 'Access Denied', action: 's3:GetObject' },
    { fact: 'logs.lines', why: 'timeout', detail: 'no answer in 8 s', action: 'logs:FilterLogEvents' },
  ],
  unanswered: [
    {
      cause: 'tls',
      title: 'TLS to the targets fails',
      blind: { fact: 'ecs.tasks', why: 'denied', detail: 'Access Denied', action: 's3:GetObject' },
    },
  ],
});

describe('the evidence under a card', () => {
  test('comes in the order in which it helps', () => {
    expect(shown(evidence(rich))).toMatchInlineSnapshot(`
      "Why: Tasks run out of memory
      • 4 tasks stopped with exit code 137. console https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop
      OutOfMemoryError: Container killed due to memory usage
      ---
      Also plays a part
      ---
      Likely: A deployment began just before. Revision 42 replaced 41 at 02:11.
      • Revision 42 has 512 MiB, revision 41 had 1024.
      Fix: Roll back to revision 41.
      To be sure, this is missing: ecs:DescribeServices (AWS kept throttling).
      ---
      Could not see (2)
      • Stopped tasks: not allowed (s3:GetObject): Access Denied.
      • logs.lines: took too long (logs:FilterLogEvents): no answer in 8 s.
      So these stay open: TLS to the targets fails.
      To allow it, add to the read role:
      s3:GetObject
      ---
      What changed
      • 22 Nov 02:10 UTC: RegisterTaskDefinition checkout. By ana.
      • 22 Nov 02:11 UTC: checkout was deployed. By ana. UpdateService Likely the trigger.
      ---
      Noticed, but not the cause
      • Keep-alive is shorter than the idle timeout. 60 s against 75 s. Why not: it began a week before the symptom.
      ---
      Ruled out (1)
      • A security group blocks the targets: Port 8080 is open.
      ---
      alb-502@3 · 1 call in 2.1 s · inv_01TEST"
    `);
  });

  test('says once what rules several causes out', () => {
    const ruledOut = ['DNS fails', 'A certificate is not trusted', 'The disk is full'].map((title) => ({
      cause: title,
      title,
      evidence: [{ fact: 'tasks', says: 'AWS says nothing like it', quotes: [], action: null, link: null }],
    }));
    expect(shown(evidence(reportOf({ ruledOut })))).toMatch(
      /Ruled out \(3\)\s+• AWS says nothing like it: DNS fails; A certificate is not trusted; The disk is full\./u,
    );
  });

  test('quotes AWS in preformatted text, and links to its console only', () => {
    const links = [
      'https://eu-west-1.console.aws.amazon.com/ec2',
      'https://evil.example/console.aws.amazon.com',
      'javascript:alert(1)',
    ];
    const report = reportOf({
      findings: [
        finding({ evidence: links.map((link) => ({ ...proof('x'), link, quotes: ['<!channel> *bold* `code`'] })) }),
      ],
    });
    const [why] = evidence(report).blocks;
    const text = JSON.stringify(why);
    expect(text.match(/"url":"[^"]*"/gu)).toEqual(['"url":"https://eu-west-1.console.aws.amazon.com/ec2"']);
    expect(text).toContain(
      '{"type":"rich_text_preformatted","elements":[{"type":"text","text":"<!channel> *bold* `code`"}]}',
    );
  });

  test('says nothing of sections that are empty', () => {
    const text = shown(evidence(reportOf({ changes: [], ruledOut: [] })));
    expect(text).not.toMatch(/Ruled out|Could not see|What changed|Noticed|Also plays/u);
  });

  test('is written out in full for the file', () => {
    expect(fullText(rich)).toMatchInlineSnapshot(`
      "alb-502@3  checkout  prod (123456789012) · eu-west-1
      22 Nov 01:30 UTC to 22 Nov 02:30 UTC  inv_01TEST

      Tasks run out of memory. Four were killed.

      ROOT CAUSE
      - Sure: Tasks run out of memory (oom-container)
        4 of 6 tasks were killed while they answered
        explains 83%
        since 22 Nov 02:14 UTC
        * 4 tasks stopped with exit code 137 [ecs:DescribeTasks]
            | OutOfMemoryError: Container killed due to memory usage
            https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop
        fix: Raise the memory of the task definition above 512 MiB, or find the leak

      ALSO PLAYS A PART
      - Likely: A deployment began just before (bad-rollout)
        Revision 42 replaced 41 at 02:11
        since 22 Nov 02:14 UTC
        * Revision 42 has 512 MiB, revision 41 had 1024 [ecs:DescribeTasks]
        fix: Roll back to revision 41

      COULD NOT SEE
      - ecs.tasks: not allowed (s3:GetObject): Access Denied
      - logs.lines: took too long (logs:FilterLogEvents): no answer in 8 s
      - open: TLS to the targets fails (tls): Access Denied
        add to the read role:
          s3:GetObject

      WHAT CHANGED
      - 22 Nov 02:10 UTC  RegisterTaskDefinition checkout  by ana
      - 22 Nov 02:11 UTC  checkout was deployed  by ana  [UpdateService]  (likely the trigger)

      NOTICED, BUT NOT THE CAUSE
      - Sure: Keep-alive is shorter than the idle timeout (idle-timeout)
        60 s against 75 s
        explains 83%
        since 22 Nov 02:14 UTC
        * 4 tasks stopped with exit code 137 [ecs:DescribeTasks]
            | OutOfMemoryError: Container killed due to memory usage
            https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop
        fix: Raise the memory of the task definition above 512 MiB, or find the leak
        why not: it began a week before the symptom

      RULED OUT
      - A security group blocks the targets (sg-blocks)
        * Port 8080 is open [ecs:DescribeTasks]"
    `);
  });
});
