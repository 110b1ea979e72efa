import { describe, expect, test } from 'vitest';
import { factsOf } from '../../src/engine/index.ts';
import { examine } from '../../src/evaluation/examine.ts';
import { askAbout } from '../../src/evaluation/through-the-program.ts';
import { everyPlaybook } from './every-playbook.ts';
import { unfitOffers } from './offered.ts';

/** Only scenarios whose id has this in it; all of them without it. */
const named = process.env['SCENARIO'] ?? '';

/** Calls that were made, as `fact call`. */
const made = new Set<string>();

for (const { playbook, scenarios } of everyPlaybook) {
  const chosen = scenarios.filter(({ id }) => id.includes(named));
  if (chosen.length === 0) continue;

  describe.concurrent(`${playbook.id}, asked as a person would, over the wire`, () => {
    test.each(chosen.map((scenario) => [scenario.id, scenario] as const))('%s', async (_, scenario) => {
      const { report, says, record } = await askAbout(scenario, playbook);
      for (const { id, sources } of report?.facts ?? []) for (const { call } of sources) made.add(`${id} ${call}`);
      expect(report, says ?? '').not.toBeNull();
      expect(report && examine(scenario, report)).toEqual([]);
      expect(report && unfitOffers(report.findings, playbook)).toEqual([]);
      expect(record.summary.mutations).toEqual([]);
      expect(record.calls.filter(({ unmatched }) => unmatched).map(({ operation }) => operation)).toEqual([]);
    });
  });
}

test.skipIf(named !== '')(
  'every read that a fact declares is made in some scenario (needs all of them: no SCENARIO)',
  () => {
    const declared = everyPlaybook.flatMap(({ playbook }) =>
      factsOf(playbook).flatMap(({ id, reads }) => reads.map((call) => `${id} ${call.id}`)),
    );
    expect(declared.filter((one) => !made.has(one))).toEqual([]);
  },
);
