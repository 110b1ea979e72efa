import { describe, expect, test } from 'vitest';
import { remedies } from '#remediations';
import { askAbout } from '../../src/evaluation/through-the-program.ts';
import { approved } from '../remediations/practice.ts';
import { everyPlaybook } from './every-playbook.ts';

const begin = new Date('2026-11-22T10:00:30Z');
const samples = everyPlaybook.flatMap(({ playbook, scenarios }) =>
  scenarios.flatMap((scenario) => (scenario.remedied ? [{ playbook, scenario, remedied: scenario.remedied }] : [])),
);

describe.each(samples)('$scenario.id, once its cause was remedied', ({ playbook, scenario, remedied }) => {
  test('has recovered when it is asked about again, and is back once the change is undone', async () => {
    const before = await askAbout(scenario, playbook, () => begin);
    const [offer] = before.report?.findings[0]?.offers ?? [];
    const remedy = remedies.get(offer?.remediation ?? '');
    if (!offer || remedy?.kind !== 'guarded') throw new Error('its root cause offers no guarded change');
    expect(before.report?.symptom).toMatchObject({ seen: true, until: null });

    const given = { ...offer.params, ...fill[remedy.id] };
    const own = await approved(remedy, given, { account: scenario.account(begin), begin });
    await own.bound.apply(await own.doing(remedy, own.resources));
    const changed = own.account();
    const after = await askAbout({ ...scenario, account: () => remedied(changed, begin) }, playbook, () => begin);
    expect(after.report?.symptom).toMatchObject({ seen: true, until: expect.any(String) });
    expect(after.report?.diagnosis.says).toContain('It has recovered');

    await own.bound.undo?.(await own.doing(remedy, own.resources, 'undo'));
    const undone = own.account();
    expect(remedied(undone, begin)).toBe(undone);
  });
});

/** What a person fills in beside what the judge knew. */
const fill: Readonly<Record<string, Readonly<Record<string, string>>>> = { 'alb.idle-timeout': { seconds: '60' } };

test('one sample at least turns green', () => {
  expect(samples.filter(({ scenario }) => scenario.sample)).not.toEqual([]);
});
