import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examine } from '../../src/evaluation/examine.ts';
import { askAbout } from '../../src/evaluation/through-the-program.ts';
import albSlow from './alb-slow/playbook.ts';
import { scenarios } from './alb-slow/scenarios/index.ts';

const now = new Date('2026-11-22T14:25:31.250Z');
const folder = join(import.meta.dirname, 'alb-slow');
const guide = readFileSync(join(import.meta.dirname, '../../docs/writing-a-playbook.md'), 'utf8');

/** Each listing of the guide stands under the name of its file. */
const listings = [...guide.matchAll(/`playbooks\/alb-slow\/([\w/-]+\.ts)`[^\n]*\n\n```ts\n([\s\S]*?)```/gu)].map(
  ([, name = '', code = '']) => [name, code] as const,
);

describe('the playbook of docs/writing-a-playbook.md', () => {
  test('is listed there file by file, and nothing of it is left out', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(listings.map(([name]) => name).toSorted()).toEqual(files.toSorted());
  });

  test.each(listings)('%s stands there letter for letter', (name, code) => {
    expect(code).toBe(readFileSync(join(folder, name), 'utf8'));
  });

  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s is told rightly',
    async (_, scenario) => {
      const { report, says } = await askAbout(scenario, albSlow, () => now);
      expect(report, says ?? '').not.toBeNull();
      expect(report && examine(scenario, report)).toEqual([]);
    },
  );
});
