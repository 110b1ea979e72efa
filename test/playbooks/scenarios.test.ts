import { describe, expect, test } from 'vitest';
import { playbooks } from '../../playbooks/index.ts';
import { scenarios } from '../../playbooks/alb-502/scenarios/index.ts';
import { examine } from '../../src/evaluation/examine.ts';
import { askAbout } from '../../src/evaluation/through-the-program.ts';

const alb = playbooks.find(({ id }) => id === 'alb-502');
const named = process.env['SCENARIO'] ?? '';

describe.concurrent('alb-502, asked as a person would, over the wire', () => {
  test.each(scenarios.filter(({ id }) => id.includes(named)).map((scenario) => [scenario.id, scenario] as const))(
    '%s',
    async (_, scenario) => {
      if (!alb) throw new Error('alb-502 is not in the index');
      const { report, says, record } = await askAbout(scenario, alb);
      expect(report, says ?? '').not.toBeNull();
      expect(report && examine(scenario, report)).toEqual([]);
      expect(record.summary.mutations).toEqual([]);
      expect(record.calls.filter(({ unmatched }) => unmatched).map(({ operation }) => operation)).toEqual([]);
    },
  );
});
