import { expect, test } from 'vitest';
import { onset, run, seen, stands, unread } from './world.ts';

const order = (report: Awaited<ReturnType<typeof run>>) =>
  report.findings.map(({ cause, role }) => `${cause} ${role === 'root-cause' ? 'root' : 'contributes'}`);

test('confirmed comes before likely between rivals', async () => {
  const report = await run([stands('a', 'likely', { share: 1 }), stands('b', 'confirmed', { share: 0.3 })]);
  expect(order(report)).toEqual(['b root', 'a contributes']);
  expect(report.diagnosis).toMatchObject({ kind: 'diagnosed', rootCause: 'b' });
});

test('what produces something comes before it, however well the consequence is confirmed', async () => {
  const low = stands('low', 'confirmed', { share: 1 });
  const report = await run([low, stands('high', 'likely', { share: 0.4, leadsTo: [low] })]);
  expect(order(report)).toEqual(['high root', 'low contributes']);
});

test('it does so through a cause in between', async () => {
  const low = stands('low', 'confirmed');
  const middle = stands('middle', 'confirmed', { leadsTo: [low] });
  expect(order(await run([low, middle, stands('high', 'likely', { leadsTo: [middle] })]))[0]).toBe('high root');
});

test('a producer that is merely possible does not take the place of what is seen', async () => {
  const low = stands('low', 'confirmed');
  expect(order(await run([stands('high', 'possible', { leadsTo: [low] }), low]))).toEqual([
    'low root',
    'high contributes',
  ]);
});

test('among equals the larger share wins, then the one further upstream, then the order of the playbook', async () => {
  const shares = [stands('small', 'confirmed', { share: 0.3 }), stands('large', 'confirmed', { share: 0.7 })];
  expect(order(await run(shares))[0]).toBe('large root');
  const layers = [stands('down', 'confirmed', { layer: 'dependency' }), stands('up', 'confirmed', { layer: 'change' })];
  expect(order(await run(layers))[0]).toBe('up root');
  expect(order(await run([stands('first', 'likely'), stands('second', 'likely')]))[0]).toBe('first root');
});

test('a cause that began after the symptom contributes and cannot win', async () => {
  const late = stands('late', 'confirmed', { since: new Date(onset.getTime() + 3 * 60_000) });
  expect(order(await run([late, stands('early', 'likely')]))).toEqual(['early root', 'late contributes']);
  const alone = await run([late]);
  expect(alone.diagnosis).toMatchObject({ kind: 'undecided', rootCause: null });
});

test('a cause within two minutes of the onset is not late: metrics have a grain of a minute', async () => {
  const near = stands('near', 'confirmed', { since: new Date(onset.getTime() + 90_000) });
  expect((await run([near])).diagnosis.rootCause).toBe('near');
});

/** Ten of it in each of twenty minutes, after twenty minutes with one. */
const course = Array.from({ length: 40 }, (_, minute) => ({
  at: new Date(onset.getTime() + minute * 60_000),
  count: minute < 20 ? 1 : 10,
}));
const grown = new Date(onset.getTime() + 20 * 60_000);

test('what came with most of the symptom is not late for a lesser trouble that went before', async () => {
  const causes = [
    stands('small', 'confirmed', { share: 0.1 }),
    stands('large', 'confirmed', { share: 0.9, since: grown }),
  ];
  expect(order(await run(causes, { symptom: { ...seen, course } }))).toEqual(['large root', 'small contributes']);
});

test('it is late for what had come before it all the same', async () => {
  const late = stands('late', 'confirmed', { share: 1, since: new Date(grown.getTime() + 10 * 60_000) });
  expect((await run([late], { symptom: { ...seen, course } })).diagnosis.rootCause).toBeNull();
});

test('where shares fit side by side, much the larger comes before the surer', async () => {
  const small = stands('small', 'confirmed', { share: 0.1 });
  expect(order(await run([small, stands('large', 'likely', { share: 0.9 })]))[0]).toBe('large root');
  const half = stands('half', 'confirmed', { share: 0.4 });
  expect(order(await run([half, stands('more', 'likely', { share: 0.6 })]))[0]).toBe('half root');
});

test('a cause whose share is not known has that of what it leads to', async () => {
  const low = stands('low', 'confirmed', { share: 0.9 });
  const causes = [stands('small', 'confirmed', { share: 0.1 }), low, stands('high', 'likely', { leadsTo: [low] })];
  expect(order(await run(causes))).toEqual(['high root', 'low contributes', 'small contributes']);
});

test('a specific cause of a small part does not take the place of the general one', async () => {
  const general = stands('general', 'confirmed', { share: 0.8 });
  const part = stands('part', 'confirmed', { share: 0.2, refines: [general] });
  expect(order(await run([general, part]))).toEqual(['general root', 'part contributes']);
});

test('a cause that touches nothing affected is noticed, not blamed', async () => {
  const report = await run([
    stands('elsewhere', 'confirmed', { scope: ['z'] }),
    stands('here', 'likely', { scope: ['b'] }),
  ]);
  expect(order(report)).toEqual(['here root']);
  expect(report.noticed).toMatchObject([{ cause: 'elsewhere', why: 'it does not touch what is affected' }]);
});

test('where the affected part is unknown, no cause is elsewhere', async () => {
  const report = await run([stands('a', 'confirmed', { scope: ['z'] })], { symptom: { ...seen, scope: null } });
  expect(order(report)).toEqual(['a root']);
});

test('a specific cause takes the place of the general one and keeps its evidence', async () => {
  const general = stands('general', 'confirmed');
  const report = await run([general, stands('specific', 'likely', { refines: [general] })]);
  expect(order(report)).toEqual(['specific root']);
});

test('a specific cause that touches nothing affected does not take the place of the general one', async () => {
  const general = stands('general', 'confirmed', { scope: ['a'] });
  const report = await run([general, stands('specific', 'confirmed', { refines: [general], scope: ['z'] })]);
  expect(order(report)).toEqual(['general root']);
  expect(report.noticed.map(({ cause }) => cause)).toEqual(['specific']);
});

test('a specific cause that began too late does not take the place of the general one either', async () => {
  const general = stands('general', 'confirmed');
  const since = new Date(onset.getTime() + 10 * 60_000);
  const report = await run([general, stands('specific', 'confirmed', { refines: [general], since })]);
  expect(order(report)).toEqual(['general root', 'specific contributes']);
});

test('a consequence alone is never the root', async () => {
  const report = await run([stands('effect', 'confirmed', { consequence: true })]);
  expect(report.diagnosis).toMatchObject({ kind: 'undecided', rootCause: null });
  expect(order(report)).toEqual(['effect contributes']);
});

test('a consequence whose producer could not be read leaves it undecided, with the gap named', async () => {
  const low = stands('low', 'confirmed');
  const report = await run([low, unread('high', { leadsTo: [low] })]);
  expect(report.diagnosis.kind).toBe('undecided');
  expect(report.diagnosis.says).toContain('ecs:ListTasks');
  expect(report.findings).toMatchObject([{ cause: 'low', role: 'contributing-factor', confidence: 'confirmed' }]);
});

test('an unread change leaves out a trigger, not the mechanism', async () => {
  const low = stands('low', 'confirmed');
  expect((await run([low, unread('change', { leadsTo: [low], layer: 'change' })])).diagnosis.rootCause).toBe('low');
});

test('a producer that could not be read, and could not be there, leaves it settled', async () => {
  const low = stands('low', 'confirmed', { scope: ['a'] });
  expect((await run([low, unread('high', { leadsTo: [low], scope: ['b'] })])).diagnosis.rootCause).toBe('low');
  expect((await run([low, unread('high', { leadsTo: [low], scope: ['a', 'b'] })])).diagnosis.rootCause).toBeNull();
  const anywhere = stands('anywhere', 'confirmed');
  expect((await run([anywhere, unread('x', { leadsTo: [anywhere], scope: ['b'] })])).diagnosis.rootCause).toBeNull();
  expect((await run([anywhere, unread('x', { leadsTo: [anywhere], scope: [] })])).diagnosis.rootCause).toBe('anywhere');
});

test('two parts of the symptom with causes of their own: one does not produce the other', async () => {
  const low = stands('low', 'confirmed', { scope: ['a'], share: 0.7 });
  const high = stands('high', 'confirmed', { scope: ['b'], share: 0.3, leadsTo: [low] });
  expect(order(await run([low, high]))).toEqual(['low root', 'high contributes']);
});

test('merely possible rivals are noticed beside a root, and are the candidates without one', async () => {
  const maybe = stands('maybe', 'possible');
  const beside = await run([maybe, stands('sure', 'confirmed')]);
  expect(order(beside)).toEqual(['sure root']);
  expect(beside.noticed.map(({ cause }) => cause)).toEqual(['maybe']);
  const alone = await run([maybe]);
  expect(order(alone)).toEqual(['maybe root']);
  expect(alone.diagnosis).toMatchObject({ kind: 'undecided', rootCause: null });
});

test('on a quiet day nothing is asserted', async () => {
  const report = await run([stands('a', 'confirmed')], { symptom: { seen: false, says: 'No 5xx.' } });
  expect(report.diagnosis).toEqual({ kind: 'not-happening', rootCause: null, says: 'No 5xx.' });
  expect(report.findings).toEqual([]);
  expect(report.noticed.map(({ cause }) => cause)).toEqual(['a']);
});

test('nothing known to explain it is said as it is', async () => {
  expect((await run([])).diagnosis.kind).toBe('unexplained');
});

test('nothing readable is blind, not healthy', async () => {
  const report = await run([unread('a'), unread('b')]);
  expect(report.diagnosis).toMatchObject({ kind: 'blind', rootCause: null });
  expect(report.unanswered).toHaveLength(2);
});

test('the headline says when it has recovered', async () => {
  const until = new Date('2026-11-22T14:20:00Z');
  const report = await run([stands('a', 'confirmed')], { symptom: { ...seen, until } });
  expect(report.diagnosis.says).toContain('recovered');
  expect(report.diagnosis.says).toContain('14:20 UTC');
});
