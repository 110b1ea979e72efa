import { describe, expect, test } from 'vitest';
import { scenarios as alb502 } from '../../playbooks/alb-502/scenarios/index.ts';
import { reads } from '../../src/aws/reads.ts';
import { serviceLoader } from '../../src/simulation/services.ts';
import { everyPlaybook } from './every-playbook.ts';
import { worldProblems } from './world-problems.ts';

const now = new Date('2026-11-22T14:25:31.250Z');

/** Causes of playbooks that are still to come: tempting in an incident of today, and never reported yet. */
const ofLaterPlaybooks = ['image-tag-missing'];
const known = new Set([
  ...everyPlaybook.flatMap(({ playbook }) => playbook.causes.flatMap(({ id, aliases }) => [id, ...aliases])),
  ...ofLaterPlaybooks,
]);
const actions = new Set<string>(Object.values(reads).flatMap((service) => Object.values(service)));

const loader = serviceLoader();

describe.each(everyPlaybook.map((each) => [each.playbook.id, each.scenarios] as const))(
  'the scenarios of %s',
  (_, scenarios) => {
    test('have ids of their own in the form family/case', () => {
      expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length);
      expect(
        scenarios.map(({ id }) => id).filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id)),
      ).toEqual([]);
    });

    test('that are shown as samples tell a story under a title of one line', () => {
      const samples = scenarios.filter(({ sample }) => sample);
      expect(
        samples.filter(({ story, title }) => sentences(story) < 3 || title.length >= 90).map(({ id }) => id),
      ).toEqual([]);
    });
  },
);

describe('the scenarios of alb-502', () => {
  test('are more than two hundred', () => {
    expect(alb502.length).toBeGreaterThan(200);
  });

  test('have ten samples among them, of different causes', () => {
    const samples = alb502.filter(({ sample }) => sample);
    expect(samples).toHaveLength(10);
    expect(new Set(samples.map(({ truth }) => truth.rootCause?.[0])).size).toBe(10);
  });

  test('take place in several regions and in three partitions', () => {
    const accounts = alb502.filter((_, index) => index % 7 === 0).map((scenario) => scenario.account(now));
    expect(new Set(accounts.map(({ partition = 'aws' }) => partition))).toEqual(
      new Set(['aws', 'aws-cn', 'aws-us-gov']),
    );
    expect(new Set(accounts.map(({ region }) => region)).size).toBeGreaterThan(5);
  });
});

test('samples have an account each, for each is a channel of the local workspace', () => {
  const ids = everyPlaybook.flatMap(({ scenarios }) =>
    scenarios.filter(({ sample }) => sample).map((scenario) => scenario.account(now).id),
  );
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

const all = everyPlaybook.flatMap(({ playbook, scenarios }) =>
  scenarios.map((scenario) => [`${playbook.id}: ${scenario.id}`, playbook.id, scenario] as const),
);

describe.each(all)('%s', (_, playbook, scenario) => {
  test('says what happened and what a right answer is, without contradiction', () => {
    const { truth, story, title } = scenario;
    const named = truth.rootCause ?? [];
    const denied = truth.mustNotClaim ?? [];
    expect([story, title].filter((text) => text.trim() === '')).toEqual([]);
    expect(named.length > 0).toBe(truth.kind === 'diagnosed');
    const others = [...(truth.contributing ?? []), ...(truth.possible ?? [])];
    expect([...named, ...denied, ...others].filter((id) => !known.has(id))).toEqual([]);
    expect(denied.filter((id) => named.includes(id) || truth.contributing?.includes(id))).toEqual([]);
    expect((truth.gaps ?? []).filter((action) => !actions.has(action))).toEqual([]);
  });

  test('has a world that AWS could answer about, that shows the truth, and is the same each time', async () => {
    expect(await worldProblems(scenario, playbook === 'alb-502' ? '5xx' : 'other', now, loader)).toEqual([]);
  });
});

function sentences(text: string): number {
  return text.split(/[.!?](?:\s|$)/).filter((part) => part.trim() !== '').length;
}
