import { expect, test } from 'vitest';
import { liveAll } from '../../bench/changes-clocks.ts';

/** A share of `npm run bench changes-clocks`. */
test('changes expire, begin and end when they should while clocks are set, processes die and calls are lost', async () => {
  const { problems, byState, clockSteps, deaths } = await liveAll(0, 40);
  expect(problems).toEqual([]);
  expect(Object.keys(byState).toSorted()).toEqual(['expired', 'failed', 'reverted']);
  expect(clockSteps).toBeGreaterThan(20);
  expect(deaths).toBeGreaterThan(10);
}, 120_000);

test('the same lives show it when AWS does not heed the deadline of a call', async () => {
  const { problems } = await liveAll(80, 20, (aws) => (aws.enforcesDeadlines = false));
  expect(problems.join('\n')).toMatch(/undone 2 times|carried out after its deadline/);
}, 120_000);
