import { describe, expect, test } from 'vitest';
import { scenarios } from '../../playbooks/alb-502/scenarios/index.ts';
import { reads } from '../../src/aws/reads.ts';
import { serviceLoader } from '../../src/simulation/services.ts';
import { worldProblems } from './world-problems.ts';

const now = new Date('2026-11-22T14:25:31.250Z');

/** The causes of the catalog, and those of ECS tasks that show behind a load balancer. */
const causes = [
  'target-conn-refused',
  'target-tls-failure',
  'keepalive-mismatch',
  'deploy-drain-502',
  'oom-crash-502',
  'malformed-response',
  'header-too-large',
  'lambda-target-error',
  'lambda-internal',
  'all-unhealthy-fail-open',
  'single-target-502',
  'single-az',
  'no-registered-targets',
  'all-targets-unused',
  'all-draining-or-initial',
  'wrong-tg-weight',
  'fixed-response-503',
  'lb-impaired',
  'surge',
  'sg-blocks-target',
  'connect-timeout',
  'target-slow',
  'content-length-mismatch',
  'lambda-no-answer',
  'target-generated-5xx',
  'bad-rollout',
  'oom-container',
  'app-crash-1',
];

/** These are never a root: a state that something else produced, or a guess by nature. Their family tells of them. */
const neverRoots = ['all-unhealthy-fail-open', 'surge', 'content-length-mismatch'];

const loader = serviceLoader();

describe('the scenarios as a set', () => {
  test('are more than a hundred, with ids of their own in the form family/case', () => {
    expect(scenarios.length).toBeGreaterThan(110);
    expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length);
    expect(
      scenarios.map(({ id }) => id).filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id)),
    ).toEqual([]);
  });

  test.each(causes)('%s is true somewhere, silent somewhere, and somewhere it cannot be read', (cause) => {
    const family = scenarios.filter(({ id }) => id.startsWith(`${cause}/`));
    const isTrue = neverRoots.includes(cause)
      ? family
      : scenarios.filter(({ truth }) => truth.rootCause?.includes(cause));
    expect(isTrue).not.toEqual([]);
    expect(scenarios.filter(({ truth }) => truth.mustNotClaim?.includes(cause))).not.toEqual([]);
    expect(family.filter(({ truth }) => truth.gaps)).not.toEqual([]);
  });

  test('ten are shown as samples, of different causes, with a title a newcomer understands', () => {
    const samples = scenarios.filter(({ sample }) => sample);
    expect(samples).toHaveLength(10);
    expect(new Set(samples.map(({ truth }) => truth.rootCause?.[0])).size).toBe(10);
    for (const { story, title } of samples) {
      expect(sentences(story)).toBeGreaterThanOrEqual(3);
      expect(title.length).toBeLessThan(90);
    }
  });

  test('take place in several regions and in three partitions', () => {
    const accounts = scenarios.filter((_, index) => index % 7 === 0).map((scenario) => scenario.account(now));
    expect(new Set(accounts.map(({ partition }) => partition))).toEqual(new Set(['aws', 'aws-cn', 'aws-us-gov']));
    expect(new Set(accounts.map(({ region }) => region)).size).toBeGreaterThan(5);
  });
});

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (_id, scenario) => {
  test('says what happened and what a right answer is, without contradiction', () => {
    const { truth, story, title } = scenario;
    const named = truth.rootCause ?? [];
    const denied = truth.mustNotClaim ?? [];
    expect([story, title].filter((text) => text.trim() === '')).toEqual([]);
    expect(named.length > 0).toBe(truth.kind === 'diagnosed');
    expect(denied.filter((id) => named.includes(id) || truth.contributing?.includes(id))).toEqual([]);
    expect([...named, ...denied, ...(truth.contributing ?? [])].filter((id) => !known.has(id))).toEqual([]);
    expect((truth.gaps ?? []).filter((action) => !actions.has(action))).toEqual([]);
  });

  test('has a world that AWS could answer about, that shows the truth, and is the same each time', async () => {
    expect(await worldProblems(scenario, now, loader)).toEqual([]);
  });
});

const known = new Set([...causes, 'elb-health-failed', 'image-tag-missing']);
const actions = new Set<string>(Object.values(reads).flatMap((service) => Object.values(service)));

function sentences(text: string): number {
  return text.split(/[.!?](?:\s|$)/).filter((part) => part.trim() !== '').length;
}
