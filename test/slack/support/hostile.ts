import fc from 'fast-check';
import type { Report, ReportEvidence } from '#engine';
import type { BlindReason, BlindSpot, Confidence } from '#playbook';
import { finding, reportOf } from './reports.ts';

/** Secrets as logs hold them. Joined here, so that no scanner takes this file for a leak. */
export const secrets = [
  ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join(''),
  ['xoxb', '123456789012', '1234567890123', 'abcdefghijklmnopqrstuvwx'].join('-'),
  ['hunter2', 'CorrectHorse', '99'].join('-'),
] as const;

const planted = [`key ${secrets[0]} used`, `token=${secrets[1]}`, `password=${secrets[2]}`];

const markup = fc.constantFrom(
  '<!channel>',
  '<@U0BOB>',
  '<!subteam^S0APPROVERS|@approvers>',
  '<https://evil.example|console>',
  '<#C0GENERAL>',
  '@here @channel',
  '```',
  '*_~`',
  '&lt;!here&gt;',
  ':fire:',
  '\u001B[31mred\u001B[0m',
  '\u0000\u0007\u009B',
  '\u202Eevil\u2066',
  '\u200B\uFEFF\u00AD',
  '\uD83D',
  '\uDE00\uD83D',
  '👩‍👩‍👧‍👦🚀',
  '\r\n\t\n',
  'n'.repeat(4000),
  ...planted,
);

/** Text as the worst log line has it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.oneof(markup, fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 6 })
      .map((parts) => parts.join(' ')),
  },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '\n') },
  { weight: 1, arbitrary: markup.map((part) => part.repeat(Math.ceil(60_000 / part.length))) },
);

const iso = fc.constantFrom('2026-11-22T02:14:00.000Z', '1969-01-01T00:00:00.000Z', 'never', '');
const confidence = fc.constantFrom<Confidence[]>('confirmed', 'likely', 'possible');
const reason = fc.constantFrom<BlindReason[]>('denied', 'throttled', 'timeout', 'absent', 'failed', 'bug');
const link = fc.oneof(fc.constant(null), fc.constant('https://eu-west-1.console.aws.amazon.com/ec2'), hostileText);

const evidence: fc.Arbitrary<ReportEvidence> = fc.record({
  fact: fc.constant('ecs.tasks'),
  says: hostileText,
  quotes: fc.array(hostileText, { maxLength: 3 }),
  action: fc.constant(null),
  link,
});
const blind: fc.Arbitrary<BlindSpot> = fc.record({
  fact: hostileText,
  why: reason,
  detail: hostileText,
  action: fc.constantFrom<`${string}:${string}`[]>('s3:GetObject', 'ecs:DescribeTasks'),
});
const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
const stands = { cause: fc.constantFrom('a', 'b', 'c'), title: hostileText, says: hostileText, confidence, share };
const full = { since: fc.option(iso), evidence: fc.array(evidence, { maxLength: 4 }), fix: hostileText };

/** Any report that could be shown, with what is worst in each of its texts; now and then 300 findings at once. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    says: hostileText,
    name: hostileText,
    kind: fc.constantFrom('diagnosed', 'undecided', 'unexplained', 'not-happening', 'blind'),
    findings: fc.array(fc.record({ ...stands, ...full, wouldSettle: fc.array(blind, { maxLength: 2 }) }), {
      maxLength: 5,
    }),
    copies: fc.constantFrom(1, 1, 1, 60),
    noticed: fc.array(fc.record({ ...stands, ...full, why: hostileText }), { maxLength: 3 }),
    ruledOut: fc.array(
      fc.record({ cause: fc.constant('z'), title: hostileText, evidence: fc.array(evidence, { maxLength: 2 }) }),
      { maxLength: 4 },
    ),
    unanswered: fc.array(fc.record({ cause: fc.constant('y'), title: hostileText, blind }), { maxLength: 3 }),
    blindSpots: fc.array(blind, { maxLength: 4 }),
    changes: fc.array(
      fc.record({ at: iso, what: hostileText, who: fc.option(hostileText), event: fc.option(hostileText) }),
      { maxLength: 3 },
    ),
    since: fc.option(iso),
    until: fc.option(iso),
  })
  .map(({ says, name, kind, findings, copies, noticed, since, until, ...rest }) => {
    const all = Array.from({ length: copies }, () => findings).flat();
    return reportOf({
      ...rest,
      subject: { name, arn: null, from: 'typed' },
      accountName: name,
      diagnosis: { kind, rootCause: kind === 'diagnosed' ? (all[0]?.cause ?? null) : null, says },
      symptom: { known: true, seen: true, says, since, until },
      findings: all.map((parts) => finding(parts)),
      noticed: noticed.map(({ why, ...parts }) => {
        const { role: _role, ...item } = finding(parts);
        return { ...item, why };
      }),
    });
  });
