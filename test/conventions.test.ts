import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { playbooks } from '../playbooks/index.ts';
import { scenarios as scenarioIndex } from '../playbooks/scenarios.ts';
import { readsOf } from '../src/app/index.ts';
import { reads } from '../src/aws/reads.ts';
import { factsOf } from '../src/engine/index.ts';
import type { Cause } from '../src/playbook/index.ts';
import type { Scenario } from '../src/simulation/scenario.ts';
import { everyPlaybook } from './playbooks/every-playbook.ts';

const root = join(import.meta.dirname, '../playbooks');
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** Those that people can run; a folder with an underscore before its name is not listed. */
const listed = folders.filter((name) => !name.startsWith('_')).toSorted();

describe('the folders of playbooks', () => {
  test('are listed in playbooks/index.ts, each of them once', () => {
    expect(playbooks.map(({ id }) => id).toSorted()).toEqual(listed);
  });

  test('are listed in playbooks/scenarios.ts, each of them once', () => {
    expect(Object.keys(scenarioIndex).toSorted()).toEqual(listed);
  });

  test.each(folders)('%s holds the playbook of that id', async (folder) => {
    const module: unknown = await import(join(root, folder, 'playbook.ts'));
    expect(module).toMatchObject({ default: { id: folder } });
  });
});

describe('a cause that several playbooks name by one id', () => {
  const all = everyPlaybook.flatMap(({ playbook }) => playbook.causes);

  test('means the same in all of them', () => {
    const titles = Map.groupBy(all, ({ id }) => id);
    const ambiguous = [...titles].filter(([, causes]) => new Set(causes.map(({ title }) => title)).size > 1);
    expect(ambiguous.map(([id]) => id)).toEqual([]);
  });

  test('is not another one’s alias', () => {
    const ids = new Set(all.map(({ id }) => id));
    expect(all.flatMap(({ aliases }) => aliases).filter((alias) => ids.has(alias))).toEqual([]);
  });
});

for (const { playbook, scenarios } of everyPlaybook) {
  const { id, causes } = playbook;
  const facts = factsOf(playbook);

  describe(`playbook ${id}`, () => {
    const readme = readFileSync(join(root, id, 'README.md'), 'utf8');
    const sections = readme.split(/^(?=#{1,3} )/m);

    test('has a heading for each cause in its README, in the order of the playbook', () => {
      const headings = sections.flatMap((section) => /^### (\S+)$/m.exec(section)?.[1] ?? []);
      expect(headings).toEqual(causes.map((cause) => cause.id));
    });

    test.each(['What it looks at', 'What this cannot see'])('says in its README “%s”', (title) => {
      const section = sections.find((one) => one.startsWith(`## ${title}\n`)) ?? '';
      expect(section.split('\n').slice(1).join('').trim()).not.toBe('');
    });

    test('gives each fact and each cause an id of its own', () => {
      expect(repeated(facts.map((fact) => fact.id))).toEqual([]);
      expect(repeated(causes.map((cause) => cause.id))).toEqual([]);
    });

    test('speaks of no cause that it does not consider', () => {
      const spoken = causes.flatMap(({ leadsTo, refines }) => [...leadsTo, ...refines]);
      expect(spoken.filter((cause) => !causes.includes(cause)).map((cause) => cause.id)).toEqual([]);
    });

    test.each(['leadsTo', 'refines'] as const)('has no circle in %s', (relation) => {
      expect(causes.filter((cause) => reaches(cause, cause, relation)).map((cause) => cause.id)).toEqual([]);
    });

    test('makes no call but reads that are on the list', () => {
      const calls = readsOf(playbook);
      const table: Readonly<Record<string, Readonly<Record<string, string>>>> = reads;
      const off = calls.filter(({ id: call, action }) => {
        const [service = '', operation = ''] = call.split('.');
        return table[service]?.[operation] !== action;
      });
      expect(calls.length).toBeGreaterThan(0);
      expect(off.map((call) => call.id)).toEqual([]);
    });

    test('is tested on a day on which nothing is wrong, and where something may not be read', () => {
      expect(scenarios.length).toBeGreaterThanOrEqual(3);
      expect(scenarios.filter(({ truth }) => truth.kind === 'not-happening')).not.toEqual([]);
      expect(scenarios.filter(({ truth }) => truth.gaps)).not.toEqual([]);
    });

    test.each(causes.map((cause) => [cause.id, cause] as const))(
      '%s is true in one scenario, tempting and wrong in another, and unreadable in a third',
      (_, cause) => {
        const of = (which: (scenario: Scenario) => boolean | undefined) =>
          scenarios.filter(which).map((scenario) => scenario.id);
        expect(of(({ truth }) => isTrue(cause, truth))).not.toEqual([]);
        expect(of(({ truth }) => truth.mustNotClaim?.includes(cause.id))).not.toEqual([]);
        expect(of((scenario) => isOfFamily(cause, scenario) && scenario.truth.gaps !== undefined)).not.toEqual([]);
      },
    );
  });
}

function repeated(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

/** Whether one comes to `goal` from `start` in one step or more. */
function reaches(start: Cause, goal: Cause, relation: 'leadsTo' | 'refines', seen = new Set<Cause>()): boolean {
  return start[relation].some((next) => {
    if (next === goal) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(next, goal, relation, seen);
  });
}

/**
 * A root for what can be one; a part of it for consequences; for what nothing can prove, a possibility; and noticed, for
 * what is never to blame.
 */
function isTrue({ id }: Cause, { rootCause, contributing, possible, noticed }: Scenario['truth']): boolean {
  return [rootCause, contributing, possible, noticed].some((causes) => causes?.includes(id));
}

function isOfFamily({ id, aliases }: Cause, scenario: Scenario): boolean {
  const [family = ''] = scenario.id.split('/');
  return family === id || aliases.includes(family);
}
