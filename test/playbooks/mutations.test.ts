import { describe, expect, test } from 'vitest';
import alb502 from '../../playbooks/alb-502/playbook.ts';
import { examine } from '../../src/evaluation/examine.ts';
import { mutated, mutations } from '../../src/evaluation/mutations.ts';
import { unharmed } from '../../src/evaluation/mutations/quiet.ts';
import { askAbout } from '../../src/evaluation/through-the-program.ts';
import { everyPlaybook } from './every-playbook.ts';

const now = () => new Date('2026-11-22T14:25:31.250Z');
/** Which scenarios to mutate, by a part of their id; without it two for each mutation. `SCENARIO=/` means all. */
const named = process.env['SCENARIO'] ?? '';
/** Which mutations, by a part of their title. */
const title = process.env['MUTATION'] ?? '';
const EACH = 2;

for (const { playbook, scenarios } of everyPlaybook)
  describe.concurrent(`${playbook.id}, where nothing that matters is otherwise`, () => {
    const cases = mutations
      .filter((mutation) => mutation.title.includes(title))
      .flatMap((mutation, index) =>
        (named === '' ? spread(scenarios, index) : scenarios.filter(({ id }) => id.includes(named))).map(
          (scenario) => [scenario.id, mutation.title, scenario, mutation] as const,
        ),
      );

    test.each(cases)('says the same of %s with %s', async (_, __, scenario, mutation) => {
      const changed = mutated(scenario, mutation);
      const { report, says } = await askAbout(changed, playbook, now);
      expect(report ? examine(changed, report) : [says]).toEqual([]);
    });
  });

describe.concurrent('alb-502, where every request was answered', () => {
  const broken = (everyPlaybook.find(({ playbook }) => playbook === alb502)?.scenarios ?? []).filter(
    ({ truth }) => truth.kind === 'diagnosed',
  );
  const chosen = broken.filter(({ id }, index) => (named === '' ? index % 10 === 3 : id.includes(named)));

  test.each(chosen.map((scenario) => [scenario.id, scenario] as const))('blames nothing of %s', async (_, scenario) => {
    const account = (at: Date) => unharmed(scenario.account(at));
    const quiet = { ...scenario, account, truth: { kind: 'not-happening', rootCause: null } as const };
    const { report, says } = await askAbout(quiet, alb502, now);
    expect(report ? examine(quiet, report) : [says]).toEqual([]);
  });
});

/** A few of all, other ones for each mutation. */
function spread<T>(all: readonly T[], turn: number): readonly T[] {
  const step = Math.max(1, Math.floor(all.length / EACH));
  const picked = Array.from({ length: EACH }, (_, index) => (turn * 7 + index * step) % Math.max(1, all.length));
  return [...new Set(picked)].flatMap((index) => all[index] ?? []);
}
