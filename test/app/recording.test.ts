import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askFrom } from '../../src/app/ask.ts';
import type { App } from '../../src/app/app.ts';
import { begin, settle } from '../../src/app/diagnose.ts';
import { Recorder, parseRecording, replayOf } from '../../src/app/recording.ts';
import type { Recording } from '../../src/app/recording.ts';
import type { Run } from '../../src/app/run.ts';
import { canonicalText } from '../../src/approval/canonical.ts';
import { fromTagged, toTagged } from '../../src/app/tagged-json.ts';
import type { Report } from '../../src/engine/index.ts';
import { ReadFailure } from '../../src/playbook/index.ts';
import { app, at, broken, denied, healthy } from './small-account.ts';
import type { Answers } from './small-account.ts';
import { calls } from './small-playbook.ts';

const asker = { by: 'ana', place: { team: 'terminal', channel: '', thread: null } };

async function reportOf(run: Run, on: App): Promise<Report> {
  const reply = await begin(run, asker, on);
  if (reply.kind !== 'investigation') throw new Error('no investigation');
  for await (const update of reply.updates) {
    if (update.state === 'finished') return update.report;
    if (update.state === 'failed') throw new Error(update.says);
  }
  throw new Error('it did not end');
}

async function recorded(
  answers: Answers,
  words = ['small-502', 'checkout'],
): Promise<{ report: Report; text: string }> {
  const on = app({ answers });
  const settled = await settle(askFrom(words, asker.place), asker, on);
  if (settled.kind !== 'ready') throw new Error('not settled');
  const recorder = new Recorder();
  const { run } = settled;
  const report = await reportOf(
    { ...run, account: { ...run.account, read: recorder.listening(run.account.read) } },
    on,
  );
  return { report, text: JSON.stringify(recorder.recording(run)) };
}

/** Without AWS: opening an account would fail. */
const offline = app({ openAccount: () => Promise.reject(new Error('a replay needs no account')) });

function replayed(text: string): Promise<Report> {
  return reportOf(replayOf(parseRecording(text, 'incident.json'), asker, offline), offline);
}

/** What may differ: who, when, how long. */
function timeless({ facts, ...report }: Report) {
  const timeless = { id: '', startedAt: '', finishedAt: '', durationMs: 0 };
  return { ...report, ...timeless, facts: facts.map((fact) => ({ ...fact, ms: 0 })) };
}

describe('a replay gives the report of the recorded investigation', () => {
  test.each<[string, Answers]>([
    ['a fault', broken],
    ['nothing wrong', healthy],
    ['something denied', { ...broken, 'cloudtrail.LookupEvents': denied('cloudtrail:LookupEvents') }],
    ['something throttled', { ...broken, 'elbv2.DescribeTargetHealth': new ReadFailure('throttled', 'Rate exceeded') }],
    [
      'an end',
      { ...broken, 'cloudwatch.GetMetricData': { failed: 9, of: 10, since: at('10:21'), until: at('10:40') } },
    ],
  ])('of %s', async (_, answers) => {
    const { report, text } = await recorded(answers);
    const again = await replayed(text);
    expect(timeless(again)).toEqual(timeless(report));
    expect(again.id).not.toBe(report.id);
  });

  test('of an account with nothing in it', async () => {
    const answers = { ...healthy, 'elbv2.DescribeLoadBalancers': [], 'elbv2.DescribeTargetGroups': [] };
    const { report, text } = await recorded(answers, ['small-502']);
    expect(timeless(await replayed(text))).toEqual(timeless(report));
  });

  test('of an answer that never came: it counts as timed out', async () => {
    const { report, text } = await recorded({ ...broken, 'cloudtrail.LookupEvents': new Promise<never>(() => {}) });
    const again = await replayed(text);
    expect(report.blindSpots).toMatchObject([{ fact: 'small.trail', why: 'timeout' }]);
    expect(again.blindSpots).toMatchObject([{ fact: 'small.trail', why: 'timeout' }]);
    expect(again.diagnosis.kind).toBe(report.diagnosis.kind);
  });
});

test('a read that had no answer when the report was done counts as timed out', async () => {
  const on = app();
  const settled = await settle(askFrom(['small-502', 'checkout'], asker.place), asker, on);
  if (settled.kind !== 'ready') throw new Error('not settled');
  const recorder = new Recorder();
  const hangs = recorder.listening(() => new Promise<never>(() => {}));
  void hangs(calls.targets, { name: 'checkout' }, new AbortController().signal);
  expect(recorder.recording(settled.run).answers).toEqual([
    {
      call: 'elbv2.DescribeTargetHealth',
      input: { name: 'checkout' },
      outcome: 'failed',
      why: 'timeout',
      detail: 'there was no time left to read it',
      action: 'elasticloadbalancing:DescribeTargetHealth',
    },
  ]);
});

test('secrets do not get into a recording', async () => {
  const secret = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
  const { text } = await recorded({
    ...broken,
    'elbv2.DescribeTargetHealth': [{ id: 'i-1', healthy: false, reason: `key ${secret} refused` }],
    'cloudtrail.LookupEvents': new ReadFailure('failed', `said ${secret}`),
  });
  expect(text).toContain('refused');
  expect(text).not.toContain(secret);
});

test('what a newer playbook asks and the recording does not have is a blind spot', async () => {
  const { text } = await recorded(broken);
  const recording: Recording = JSON.parse(text);
  const answers = recording.answers.filter(({ call }) => call !== 'elbv2.DescribeTargetHealth');
  const report = await replayed(JSON.stringify({ ...recording, answers }));
  expect(report.blindSpots).toEqual([
    {
      fact: 'small.targets',
      why: 'failed',
      detail: 'the recording has no answer to elbv2.DescribeTargetHealth',
      action: 'elasticloadbalancing:DescribeTargetHealth',
    },
  ]);
});

describe('what is no recording', () => {
  const valid = { format: 'opsmedic-recording', version: 1 };

  test.each([
    ['', 'f.json is not a recording of OpsMedic (made with --save).'],
    ['{"schema":1}', 'f.json is not a recording of OpsMedic (made with --save).'],
    ['[]', 'f.json is not a recording of OpsMedic (made with --save).'],
    [JSON.stringify({ ...valid, version: 2 }), 'f.json has format 2; this OpsMedic reads format 1.'],
    [JSON.stringify(valid), 'f.json is damaged: ask: Invalid input: expected object, received undefined.'],
  ])('%s', (text, message) => {
    expect(() => parseRecording(text, 'f.json')).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });

  test('is told by one short sentence, whatever is wrong', async () => {
    const { text } = await recorded(broken);
    const recording: Recording = JSON.parse(text);
    const broke = { ...recording, now: 'yesterday', answers: [{ call: 1 }] };
    expect(() => parseRecording(JSON.stringify(broke), 'f.json')).toThrow(/^f\.json is damaged: now: [^\n]{1,200}\.$/u);
  });

  test('nor one of a playbook that is not there any more', async () => {
    const { text } = await recorded(broken);
    const gone = parseRecording(text.replaceAll('small-502', 'gone-502'), 'f.json');
    expect(() => replayOf(gone, asker, offline)).toThrow(
      'The recording is of playbook “gone-502”, which does not exist here.',
    );
  });
});

describe('tagged JSON', () => {
  test('gives back what it was given', () => {
    const value = {
      at: new Date('2026-11-22T10:00:00.000Z'),
      never: new Date(NaN),
      list: [1, -0.5, null, 'x', true, NaN, Infinity],
      names: new Set(['a', 'b']),
      counts: new Map<unknown, unknown>([
        ['a', new Date(0)],
        [2, { deep: new Map() }],
      ]),
      bytes: new Uint8Array([1, 2, 255]),
      looksLikeATag: { $date: 'not one', $set: 3 },
      nested: { $plain: { $date: 1 } },
    };
    expect(fromTagged(JSON.parse(JSON.stringify(toTagged(value))))).toEqual(value);
  });

  test('gives back any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(toTagged(value));
        expect(JSON.stringify(fromTagged(JSON.parse(text)))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('is the same text whatever the order of members', () => {
    expect(canonicalText({ b: 1, a: [{ d: 2, c: null }] })).toBe(canonicalText({ a: [{ c: null, d: 2 }], b: 1 }));
    expect(canonicalText({ a: '1' })).not.toBe(canonicalText({ a: 1 }));
  });
});
