import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examine } from '../../src/evaluation/examine.ts';
import { recordedScenarios, replayed } from '../../src/evaluation/recorded.ts';
import { everyPlaybook } from './every-playbook.ts';

for (const { playbook } of everyPlaybook) {
  const folder = join(import.meta.dirname, '../../playbooks', playbook.id, 'recordings');
  const recorded = await recordedScenarios(folder);
  if (recorded.length === 0) continue;

  describe(`${playbook.id}, from recordings`, () => {
    test.each(recorded.map((one) => [one.id, one] as const))('%s', async (_, scenario) => {
      expect(examine(scenario, await replayed(scenario.recording, playbook))).toEqual([]);
    });
  });
}

test('a recording without a truth is refused by its name, and a folder that is not there has none', async () => {
  const [scenario] = await recordedScenarios(join(import.meta.dirname, '../../playbooks/alb-502/recordings'));
  const folder = await mkdtemp(join(tmpdir(), 'recordings-'));
  try {
    await writeFile(join(folder, 'last-night.json'), JSON.stringify(scenario?.recording));
    await expect(recordedScenarios(folder)).rejects.toThrow(/^last-night\.json does not say what was true/);
    expect(await recordedScenarios(join(folder, 'nowhere'))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
