import { expect, test } from 'vitest';
import { marksOf } from '../../src/evaluation/marks.ts';
import type { Result } from '../../src/evaluation/run.ts';
import { totalsOf } from '../../src/evaluation/totals.ts';
import { cause } from '../../src/playbook/index.ts';
import type { Confidence } from '../../src/playbook/index.ts';
import type { Truth } from '../../src/simulation/scenario.ts';

const full = causeNamed('disk-full');
const crash = causeNamed('crash');
const log = causeNamed('log-too-long', [full]);
const playbook = { causes: [full, crash, log] };

function causeNamed(id: string, leadsTo: Parameters<typeof cause>[0]['leadsTo'] = []) {
  const said = { title: id, recognised: id, fix: id };
  return cause({ id, ...said, layer: 'config', from: {}, leadsTo, judge: (_, say) => say.ruledOut({}) });
}

function found(id: string, confidence: Confidence, role: 'root-cause' | 'contributing-factor' = 'root-cause') {
  return { cause: id, confidence, role };
}

function marks(truth: Truth, kind: Truth['kind'], ...findings: readonly ReturnType<typeof found>[]) {
  const rootCause = kind === 'diagnosed' ? (findings[0]?.cause ?? null) : null;
  return marksOf({ id: 'log-too-long/in-a-test', truth }, { diagnosis: { kind, rootCause }, findings }, playbook);
}

const tooLong: Truth = { kind: 'diagnosed', rootCause: ['log-too-long'] };
const quiet: Truth = { kind: 'not-happening', rootCause: null };
const unknowable: Truth = { kind: 'blind', rootCause: null };

test('what a true cause leads to is true as well', () => {
  const right = marks(tooLong, 'diagnosed', found('log-too-long', 'confirmed'), found('disk-full', 'confirmed'));
  expect(right).toMatchObject({ rootFirst: true, wrongConfirmations: [], utility: 1 });
  expect(right.words).toEqual([
    { word: 'confirmed', right: true },
    { word: 'confirmed', right: true },
  ]);
});

test('a consequence that is named as the root is wrong, though it is there', () => {
  const wrong = marks(tooLong, 'diagnosed', found('disk-full', 'confirmed'), found('log-too-long', 'likely'));
  expect(wrong).toMatchObject({ rootFirst: false, rootWithinThree: true, wrongConfirmations: [], utility: -3 });
});

test('a cause that is confirmed and not true counts, wherever it stands', () => {
  const wrong = marks(
    tooLong,
    'diagnosed',
    found('log-too-long', 'likely'),
    found('crash', 'confirmed', 'contributing-factor'),
  );
  expect(wrong.wrongConfirmations).toEqual(['crash']);
  expect(wrong.contributing).toEqual({ found: 0, missed: 0, invented: 1 });
});

test('in a healthy account every claim is a false alarm, and saying nothing is right', () => {
  expect(marks(quiet, 'diagnosed', found('crash', 'likely'))).toMatchObject({ falseAlarms: ['crash'], utility: -3 });
  expect(marks(quiet, 'not-happening')).toMatchObject({ falseAlarms: [], utility: 1, rootFirst: null });
  expect(marks(quiet, 'blind')).toMatchObject({ utility: 0 });
});

test('a fault called healthy costs as much as a wrong one; not to know costs nothing', () => {
  expect(marks(tooLong, 'not-happening')).toMatchObject({ calledHealthy: true, utility: -3 });
  expect(marks(tooLong, 'undecided')).toMatchObject({ calledHealthy: false, utility: 0 });
  expect(marks(unknowable, 'undecided')).toMatchObject({ cannotTell: { inTruth: true, said: true }, utility: 1 });
});

test('what is named after its cause and cannot be told still shows what that leads to', () => {
  const undecided: Truth = { kind: 'undecided', rootCause: null };
  expect(marks(undecided, 'undecided', found('disk-full', 'confirmed'))).toMatchObject({ wrongConfirmations: [] });
  expect(marks(undecided, 'undecided', found('crash', 'confirmed')).wrongConfirmations).toEqual(['crash']);
});

function result(ms: number, one: Partial<Result>): Result {
  const clean = { problems: [], calls: 10, retries: 1, writes: [], outsidePolicy: [], marks: null };
  return { playbook: 'p', scenario: 's', classes: [], kind: 'diagnosed', ms, ...clean, ...one };
}

test('totals count what went wrong out of what could have', () => {
  const both: Truth = { ...tooLong, contributing: ['crash'] };
  const totals = totalsOf([
    result(100, { marks: marks(both, 'diagnosed', found('log-too-long', 'confirmed')), problems: ['misses crash'] }),
    result(300, { kind: 'not-happening', marks: marks(quiet, 'diagnosed', found('crash', 'confirmed')) }),
    result(900, { kind: 'blind', marks: marks(unknowable, 'blind'), outsidePolicy: ['s3.GetObject'] }),
    result(200, { problems: ['no report'] }),
  ]);
  expect(totals).toMatchObject({
    strict: { part: 2, of: 4 },
    rootFirst: { part: 1, of: 1 },
    wrongConfirmations: { part: 1, of: 3 },
    falseAlarms: { part: 1, of: 1 },
    calledHealthy: { part: 0, of: 2 },
    cannotTell: { precision: { part: 1, of: 1 }, recall: { part: 1, of: 1 } },
    contributing: { found: { part: 0, of: 1 }, invented: 0 },
    words: { confirmed: { part: 1, of: 2 }, likely: { part: 0, of: 0 } },
    utility: { part: -1, of: 4 },
    calls: { median: 10, most: 10 },
    ms: { median: 200, p95: 900 },
    retries: 4,
    writes: 0,
    outsidePolicy: 1,
  });
});
