import { CannotInvestigate, cause, fact, know, maybe, ReadFailure } from '#playbook';
import type { Reader, Symptom } from '#playbook';
import { expect, test } from 'vitest';
import { callNamed, run, seen, stands, symptomOf } from './world.ts';

const about = { title: 'A', recognised: '', fix: '', layer: 'config' as const };
const number = callNamed<{ of: string }, number>('test.number');
const answering =
  (answers: Readonly<Record<string, number>>, asked: string[] = []): Reader =>
  async (call, input) => {
    const key = `${call.id} ${JSON.stringify(input)}`;
    asked.push(key);
    const value = answers[key];
    if (value === undefined) throw new ReadFailure('denied', 'not authorized to perform: test:Read', 'test:Read');
    // The reader is generic over calls; the test's only call answers a number.
    return { value: value as never, at: new Date(0), ms: 5, attempts: 2 };
  };
const factOf = (id: string, of: string) =>
  fact({ id, title: id, step: 'Numbers', reads: [number], learn: (_, { read }) => read(number, { of }) });

test('each distinct read is made once, whoever asks', async () => {
  const asked: string[] = [];
  const [one, same, other] = [factOf('n.one', 'a'), factOf('n.same', 'a'), factOf('n.other', 'b')];
  const sum = cause({
    ...about,
    id: 'sum',
    from: { one, same, other },
    judge: (known, say) => say.confirmed(`${known.one + known.same + known.other}`, { one: 'read' }),
  });
  const again = cause({ ...about, id: 'again', from: { one }, judge: ({ one: n }, say) => say.likely(`${n}`, {}) });
  const report = await run([sum, again], {
    read: answering({ 'test.number {"of":"a"}': 1, 'test.number {"of":"b"}': 2 }, asked),
  });
  expect(asked.toSorted()).toEqual(['test.number {"of":"a"}', 'test.number {"of":"b"}']);
  expect(report.findings[0]).toMatchObject({ cause: 'sum', says: '4' });
});

test('reads start as soon as their own inputs are known, not when others of their kind are', async () => {
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const read: Reader = async (_call, input) => {
    const name = JSON.stringify(input);
    order.push(`ask ${name}`);
    if (name.includes('slow')) await gate.promise;
    if (name.includes('third')) gate.resolve();
    order.push(`got ${name}`);
    return { value: 1 as never, at: new Date(0), ms: 1, attempts: 1 };
  };
  const quick = factOf('n.quick', 'quick');
  const after = fact({
    id: 'n.after',
    title: '',
    step: '',
    from: { quick },
    reads: [number],
    learn: (_, c) => c.read(number, { of: 'second' }),
  });
  const last = fact({
    id: 'n.last',
    title: '',
    step: '',
    from: { after },
    reads: [number],
    learn: (_, c) => c.read(number, { of: 'third' }),
  });
  const slow = factOf('n.slow', 'slow');
  const both = cause({ ...about, id: 'both', from: { slow, last }, judge: (_, say) => say.confirmed('', {}) });
  await run([both], { read });
  expect(order.indexOf('got {"of":"third"}')).toBeLessThan(order.indexOf('got {"of":"slow"}'));
});

test('a read that fails is a blind spot with its IAM action, and leaves its cause unanswered', async () => {
  const hidden = factOf('n.hidden', 'x');
  const blind = cause({ ...about, id: 'blind', from: { hidden }, judge: (_, say) => say.confirmed('', {}) });
  const report = await run([blind], { read: answering({}) });
  const spot = { fact: 'n.hidden', why: 'denied', action: 'test:Read', detail: 'not authorized to perform: test:Read' };
  expect(report.unanswered).toEqual([{ cause: 'blind', title: 'A', blind: spot }]);
  expect(report.blindSpots).toEqual([spot]);
});

test('a fact derived from an unread one is not counted as a second blind spot', async () => {
  const hidden = factOf('n.hidden', 'x');
  const derived = fact({ id: 'n.derived', title: '', step: '', from: { hidden }, learn: ({ hidden: n }) => n + 1 });
  const blind = cause({ ...about, id: 'blind', from: { derived }, judge: (_, say) => say.confirmed('', {}) });
  expect((await run([blind], { read: answering({}) })).blindSpots).toHaveLength(1);
});

test('an input that can be done without makes the cause less sure and says what would settle it', async () => {
  const hidden = factOf('n.hidden', 'x');
  const able = cause({
    ...about,
    id: 'able',
    from: { hidden: maybe(hidden) },
    judge: ({ hidden: n }, say) => (n.known ? say.confirmed('', {}) : say.likely('', {})),
  });
  const report = await run([able], { read: answering({}) });
  expect(report.findings).toMatchObject([{ confidence: 'likely', wouldSettle: [{ fact: 'n.hidden', why: 'denied' }] }]);
});

test('a judge that throws leaves its cause unanswered, and the others judge on', async () => {
  const broken = cause({
    ...about,
    id: 'broken',
    from: {},
    judge: () => {
      throw new TypeError('x is not a function');
    },
  });
  const report = await run([broken, stands('sound', 'confirmed')]);
  expect(report.unanswered).toMatchObject([
    { cause: 'broken', blind: { why: 'bug', detail: 'TypeError: x is not a function' } },
  ]);
  expect(report.diagnosis.rootCause).toBe('sound');
});

test('a fact that asks what it did not declare is our bug, not an answer', async () => {
  const sly = fact({ id: 'n.sly', title: '', step: '', learn: (_, { read }) => read(number, { of: 'a' }) });
  const report = await run([cause({ ...about, id: 'sly', from: { sly }, judge: (_, say) => say.confirmed('', {}) })], {
    read: answering({ 'test.number {"of":"a"}': 1 }),
  });
  expect(report.unanswered).toMatchObject([{ blind: { why: 'bug' } }]);
});

test('a given fact is not read', async () => {
  const asked: string[] = [];
  const one = factOf('n.one', 'a');
  const report = await run(
    [cause({ ...about, id: 'c', from: { one }, judge: ({ one: n }, say) => say.confirmed(`${n}`, {}) })],
    {
      given: [know(one, 7)],
      read: answering({}, asked),
    },
  );
  expect(asked).toEqual([]);
  expect(report.findings[0]?.says).toBe('7');
});

test('evidence carries the fact, the action behind it, and only quotations that stood in an answer', async () => {
  const said = fact({
    id: 'n.said',
    title: '',
    step: '',
    reads: [number],
    learn: async (_, { read }) => ({
      n: await read(number, { of: 'a' }),
      reason: 'Health checks failed with these codes: [502]',
    }),
  });
  const derived = fact({ id: 'n.derived', title: '', step: '', from: { said }, learn: ({ said: value }) => [value] });
  const quoting = cause({
    ...about,
    id: 'quoting',
    from: { derived },
    judge: (_, say) => say.confirmed('', { derived: { says: 'it says', quotes: ['these codes: [502]', 'invented'] } }),
  });
  const report = await run([quoting], { read: answering({ 'test.number {"of":"a"}': 1 }) });
  expect(report.findings[0]?.evidence).toEqual([
    { fact: 'n.derived', says: 'it says', quotes: ['these codes: [502]'], action: 'test:Read', link: null },
  ]);
  expect(report.facts.find(({ id }) => id === 'n.said')?.sources).toMatchObject([
    { action: 'test:Read', ms: 5, attempts: 2 },
  ]);
});

test('a read that never returns becomes a timeout when the time is up', async () => {
  const never = factOf('n.never', 'a');
  const waiting = cause({ ...about, id: 'waiting', from: { never }, judge: (_, say) => say.confirmed('', {}) });
  let aborted = false;
  const read: Reader = (_call, _input, signal) =>
    new Promise(() => signal.addEventListener('abort', () => (aborted = true)));
  const report = await run([waiting, stands('other', 'confirmed')], { read, deadlineMs: 50 });
  expect(report.unanswered).toMatchObject([
    { cause: 'waiting', blind: { why: 'timeout', fact: 'n.never', action: 'test:Read' } },
  ]);
  expect(report.diagnosis.rootCause).toBe('other');
  expect(aborted).toBe(true);
});

test('a fact with a limit of its own gives up alone', async () => {
  const slow = fact({ id: 'n.slow', title: '', step: '', withinMs: 20, learn: () => new Promise<number>(() => {}) });
  const report = await run([cause({ ...about, id: 'slow', from: { slow }, judge: (_, say) => say.confirmed('', {}) })]);
  expect(report.blindSpots).toMatchObject([{ fact: 'n.slow', why: 'timeout' }]);
});

test('what cannot be investigated at all rejects with one sentence', async () => {
  const one = factOf('n.one', 'a');
  const read: Reader = () => Promise.reject(new CannotInvestigate('The AWS session has expired.'));
  const needing = cause({ ...about, id: 'c', from: { one }, judge: (_, say) => say.confirmed('', {}) });
  await expect(run([needing], { read })).rejects.toThrow('The AWS session has expired.');
});

test('nobody waiting any more ends it with the reason', async () => {
  const stop = new AbortController();
  const one = factOf('n.one', 'a');
  const read: Reader = (_call, _input, signal) => {
    stop.abort(new Error('stopped by hand'));
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const needing = cause({ ...about, id: 'c', from: { one }, judge: (_, say) => say.confirmed('', {}) });
  await expect(run([needing], { read, signal: stop.signal })).rejects.toThrow('stopped by hand');
});

test('a symptom that could not be seen asserts no root cause', async () => {
  const blind = fact({
    id: 'n.symptom',
    title: '',
    step: '',
    learn: (): Symptom => {
      throw new ReadFailure('denied', 'not allowed', 'cloudwatch:GetMetricData');
    },
  });
  const report = await run([stands('a', 'confirmed')], { symptom: blind });
  expect(report.diagnosis.rootCause).toBeNull();
  expect(report.symptom).toMatchObject({ known: false, blind: { action: 'cloudwatch:GetMetricData' } });
});

test('everything that came from AWS is redacted', async () => {
  const said = fact({ id: 'n.said', title: '', step: '', learn: () => 'token hunter2' });
  const telling = cause({
    ...about,
    id: 'telling',
    from: { said },
    judge: ({ said: text }, say) => say.confirmed(text, { said: { says: text, quotes: [text] } }),
  });
  const report = await run([telling], {
    redact: (text) => text.replaceAll('hunter2', '[redacted]'),
    symptom: symptomOf(seen),
  });
  expect(JSON.stringify(report)).not.toContain('hunter2');
});
