import fc from 'fast-check';
import { expect, test } from 'vitest';
import { live, steps } from './histories.ts';
import type { Seen, Step } from './histories.ts';
import { openOffice } from './office.ts';

/** The share of the histories that `npm run bench` lives through. */
const share: readonly (readonly Step[])[] = fc.sample(steps, { numRuns: 80, seed: 4 });

async function liveThrough(careless: boolean): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const history of share) {
    await using office = await openOffice();
    office.isCareless = careless;
    seen.push(await live(office, history));
  }
  return seen;
}

test('no history of people, rights, rules, clocks and failing calls makes a change that nobody approved as it was', async () => {
  const all = await liveThrough(false);
  expect(all.flatMap(({ wrong }) => wrong)).toEqual([]);
  // Otherwise it proves nothing.
  const sum = (of: 'made' | 'putBack' | 'brokenGlass' | 'refused') => all.reduce((total, seen) => total + seen[of], 0);
  expect(sum('made')).toBeGreaterThan(30);
  expect(sum('putBack')).toBeGreaterThan(10);
  expect(sum('brokenGlass')).toBeGreaterThan(0);
  expect(sum('refused')).toBeGreaterThan(500);
});

test('who watches the histories notices when rights are not looked up again before the call', async () => {
  const all = await liveThrough(true);
  expect(all.flatMap(({ wrong }) => wrong).join('\n')).toMatch(/was made with \d of \d/);
});
