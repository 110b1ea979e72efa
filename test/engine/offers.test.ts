import { expect, test } from 'vitest';
import type { Offer } from '../../src/playbook/index.ts';
import { fact, ReadFailure } from '../../src/playbook/index.ts';
import type { Symptom } from '../../src/playbook/index.ts';
import { run, seen, stands } from './world.ts';

const offers: readonly Offer[] = [{ remediation: 'a.b', title: 'Do b', risk: 'low', params: {} }];
const minuteAgo = new Date(seen.since.getTime() + 60_000);

test('what would help is offered where the cause is sure', async () => {
  const report = await run([stands('sure', 'confirmed', { offers }), stands('pattern', 'likely', { offers })]);
  expect(report.findings.map(({ cause, offers: own }) => [cause, own])).toEqual([
    ['sure', offers],
    ['pattern', offers],
  ]);
});

test('nothing is offered on a mere possibility', async () => {
  const [finding] = (await run([stands('guess', 'possible', { offers })])).findings;
  expect(finding).toMatchObject({ cause: 'guess', offers: [] });
});

test('nothing is offered beside a root that is not known', async () => {
  const late = stands('late', 'confirmed', { since: new Date(seen.since.getTime() + 600_000), offers });
  const report = await run([late]);
  expect(report.diagnosis).toMatchObject({ kind: 'undecided' });
  expect(report.findings).toMatchObject([{ cause: 'late', offers: [] }]);
});

test('nothing is offered once it is over', async () => {
  const [finding] = (await run([stands('past', 'confirmed', { offers })], { symptom: { ...seen, until: minuteAgo } }))
    .findings;
  expect(finding).toMatchObject({ cause: 'past', offers: [] });
});

test('nothing is offered for a symptom that could not be seen', async () => {
  const symptom = fact({
    id: 'test.symptom',
    title: 'Symptom',
    step: 'Metrics',
    learn: (): Symptom => {
      throw new ReadFailure('denied', 'not allowed', 'cloudwatch:GetMetricData');
    },
  });
  const { findings } = await run([stands('real', 'confirmed', { offers })], { symptom });
  expect(findings).toMatchObject([{ cause: 'real', offers: [] }]);
});

test('nothing is offered for what is only noticed', async () => {
  const elsewhere = stands('elsewhere', 'confirmed', { scope: ['z'], offers });
  expect((await run([elsewhere])).noticed).toMatchObject([{ cause: 'elsewhere', offers: [] }]);
});
