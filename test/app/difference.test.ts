import { describe, expect, test } from 'vitest';
import { changedSince } from '../../src/app/difference.ts';
import type { Finding, Report, ReportSymptom } from '../../src/engine/index.ts';

function symptom(says: string, more: Partial<Extract<ReportSymptom, { known: true }>> = {}): ReportSymptom {
  return { known: true, seen: true, says, since: '2026-11-22T10:00:00.000Z', until: null, ...more };
}

function finding(cause: string, more: Partial<Finding> = {}): Finding {
  return {
    cause,
    title: `The title of ${cause}`,
    says: 'because',
    confidence: 'likely',
    role: 'root-cause',
    share: null,
    since: null,
    resources: [],
    evidence: [],
    fix: 'mend it',
    wouldSettle: [],
    offers: [],
    ...more,
  };
}

const report: Report = {
  schema: 1,
  id: 'inv_1',
  subject: { name: 'checkout', arn: 'arn:checkout', from: 'typed' },
  account: '111122223333',
  accountName: null,
  region: 'eu-west-1',
  window: { from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z' },
  playbook: 'small-502',
  playbookVersion: '1',
  startedAt: '2026-11-22T11:00:00.000Z',
  finishedAt: '2026-11-22T11:00:02.000Z',
  durationMs: 2000,
  diagnosis: { kind: 'diagnosed', rootCause: 'oom', says: 'Tasks run out of memory. 4 of 6.' },
  symptom: symptom('4 % fail.'),
  findings: [finding('oom')],
  noticed: [],
  ruledOut: [],
  unanswered: [],
  blindSpots: [{ fact: 'alb.logs', why: 'denied', detail: 'no', action: 's3:GetObject' }],
  changes: [],
  next: [],
  facts: [{ id: 'alb.logs', title: 'Access logs', ms: 1, known: false, sources: [] }],
};

const quiet = { kind: 'not-happening', rootCause: null, says: '0 of 900 requests failed' } as const;

describe('what has changed since', () => {
  test.each<[string, Partial<Report>, string[]]>([
    ['nothing', {}, ['Nothing has changed.']],
    ['only times and ids', { id: 'inv_2', durationMs: 1, window: { from: 'a', to: 'b' } }, ['Nothing has changed.']],
    [
      'another cause',
      { diagnosis: { kind: 'diagnosed', rootCause: 'sg', says: 'x' }, findings: [finding('sg')] },
      ['The diagnosis has changed. It was: The title of oom. It is now: The title of sg.'],
    ],
    [
      'it is over',
      { diagnosis: quiet, symptom: symptom('0 of 900 requests failed', { seen: false, since: null }), findings: [] },
      [
        'The diagnosis has changed. It was: The title of oom. It is now: 0 of 900 requests failed.',
        'It is no longer happening: 0 of 900 requests failed.',
      ],
    ],
    [
      'it has ended',
      { symptom: symptom('4 % failed', { until: '2026-11-22T10:50:00.000Z' }) },
      ['It has ended, at 10:50 UTC: 4 % failed.'],
    ],
    ['it is worse', { symptom: symptom('9 % fail.') }, ['Before: 4 % fail. Now: 9 % fail.']],
    [
      'it can no longer be seen',
      { symptom: { known: false, blind: { fact: 'm', why: 'denied', detail: 'no metrics' } } },
      ['Whether it is happening can no longer be seen: no metrics.'],
    ],
    [
      'it is surer',
      { findings: [finding('oom', { confidence: 'confirmed' })] },
      ['The title of oom: now confirmed, was likely.'],
    ],
    [
      'something new beside it',
      { findings: [finding('oom'), finding('sg', { role: 'contributing-factor' })] },
      ['Found now: The title of sg.'],
    ],
    ['a gap is closed', { blindSpots: [] }, ['Can be seen now: Access logs (s3:GetObject).']],
    [
      'another gap',
      { blindSpots: [...report.blindSpots, { fact: 'trail', why: 'throttled', detail: 'x' }] },
      ['Can no longer be seen: trail.'],
    ],
    [
      'another subject',
      { subject: { name: 'orders', arn: 'arn:orders', from: 'typed' } },
      ['This is about orders in eu-west-1; it was checkout in eu-west-1.'],
    ],
  ])('%s', (_, after, says) => {
    expect(changedSince(report, { ...report, ...after })).toEqual(says);
  });

  test('a share that is measured anew', () => {
    const before = { ...report, findings: [finding('oom', { share: 0.834 })] };
    expect(changedSince(before, { ...report, findings: [finding('oom', { share: 0.5 })] })).toEqual([
      'The title of oom: now explains 50 % of it, was 83 %.',
    ]);
    expect(changedSince(before, { ...report, findings: [finding('oom', { share: 0.829 })] })).toEqual([
      'Nothing has changed.',
    ]);
  });

  test('is the other way round when the reports are', () => {
    const over = {
      ...report,
      diagnosis: quiet,
      symptom: symptom('fine', { seen: false }),
      findings: [],
      blindSpots: [],
    };
    expect(changedSince(over, report)).toEqual([
      'The diagnosis has changed. It was: 0 of 900 requests failed. It is now: The title of oom.',
      'It is happening now: 4 % fail.',
      'Can no longer be seen: Access logs (s3:GetObject).',
    ]);
  });
});
