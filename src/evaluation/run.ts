import { setTimeout as pause } from 'node:timers/promises';
import { readsOf } from '#app';
import type { Playbook } from '#playbook';
import type { Scenario } from '#simulation/scenario';
import { classesOf } from './classes.ts';
import type { Class } from './classes.ts';
import { examine } from './examine.ts';
import { marksOf } from './marks.ts';
import type { Marks } from './marks.ts';
import { askAbout } from './through-the-program.ts';

/** One scenario, asked about through the whole program, and what came of it. */
export interface Result {
  readonly playbook: string;
  readonly scenario: string;
  readonly classes: readonly Class[];
  /** What is wrong with the report, held strictly; empty when nothing is. */
  readonly problems: readonly string[];
  /** Null where no report came. */
  readonly marks: Marks | null;
  readonly kind: Scenario['truth']['kind'];
  /** From the question to the report, in milliseconds. */
  readonly ms: number;
  readonly calls: number;
  /** Calls that were made again because AWS stumbled. */
  readonly retries: number;
  /** Operations that would have changed something: must be none. */
  readonly writes: readonly string[];
  /** Calls that the policy printed for the playbook does not allow: must be none. */
  readonly outsidePolicy: readonly string[];
}

/** Milliseconds that each call takes at least, as within one region. */
export const latencyMs = 60;

/** Asks about a scenario with AWS as slow as it is. */
export async function resultOf(scenario: Scenario, playbook: Playbook): Promise<Result> {
  const began = performance.now();
  const { report, says, record } = await askAbout(scenario, playbook, () => new Date(), {
    latencyMs,
    pause: async (ms, signal) => pause(ms, undefined, { signal }),
  });
  const ms = report?.durationMs ?? performance.now() - began;
  const allowed = new Set(readsOf(playbook).flatMap(({ id, also = [] }) => [id, ...also.map((other) => other.id)]));
  const made = new Set(record.calls.map(({ service, operation }) => `${service}.${operation}`));
  const attempts = report?.facts.flatMap(({ sources }) => sources.map((source) => source.attempts)) ?? [];
  return {
    playbook: playbook.id,
    scenario: scenario.id,
    classes: classesOf(scenario, scenario.account(new Date())),
    problems: report ? examine(scenario, report) : [`no report: ${says ?? ''}`],
    marks: report ? marksOf(scenario, report, playbook) : null,
    kind: scenario.truth.kind,
    ms,
    calls: record.summary.calls,
    retries: attempts.reduce((sum, each) => sum + each - 1, 0),
    writes: record.summary.mutations,
    outsidePolicy: [...made].filter((id) => !allowed.has(id) && !always.includes(id)),
  };
}

/** Allowed to everyone: AWS asks no permission for it. */
const always: readonly string[] = ['sts.GetCallerIdentity'];
