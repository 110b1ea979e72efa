import { factsOf } from '#engine';
import type { AnyReadCall, Fact, IamAction, Playbook } from '#playbook';
import type { Window } from './window.ts';

/** What an investigation would read, without reading it. */
export interface Plan {
  readonly playbook: string;
  readonly playbookVersion: string;
  /** The calls by which a name is found; only the first ones are needed when they find it. */
  readonly search: readonly { readonly title: string; readonly calls: readonly PlannedCall[] }[];
  /** Facts that read something, those that others are derived from first. */
  readonly facts: readonly PlannedFact[];
  /** All IAM actions it may use, sorted. */
  readonly actions: readonly IamAction[];
}

export interface PlannedFact {
  readonly id: string;
  readonly title: string;
  readonly step: string;
  /** The facts that must be read first. */
  readonly after: readonly string[];
  readonly calls: readonly PlannedCall[];
}

export interface PlannedCall {
  readonly call: string;
  readonly action: IamAction;
}

/** Lists what a playbook reads, in the order in which one read waits for another. */
export function planOf(playbook: Playbook): Plan {
  const facts = factsOf(playbook).filter(({ reads }) => reads.length > 0);
  const planned = facts.map((fact) => ({
    id: fact.id,
    title: fact.title,
    step: fact.step,
    after: [...new Set(readsBefore(fact).map(({ id }) => id))],
    calls: fact.reads.flatMap(plannedCalls),
  }));
  const search = playbook.kind.sources.map(({ title, reads }) => ({ title, calls: reads.flatMap(plannedCalls) }));
  const calls = [...search, ...planned].flatMap((each) => each.calls);
  return {
    playbook: playbook.id,
    playbookVersion: playbook.version,
    search,
    facts: planned,
    actions: [...new Set(calls.map(({ action }) => action))].toSorted(),
  };
}

/** Every read call a playbook may make, each once. */
export function readsOf(playbook: Playbook): readonly AnyReadCall[] {
  const sources = playbook.kind.sources.flatMap(({ reads }) => reads);
  return [...new Set([...sources, ...factsOf(playbook).flatMap(({ reads }) => reads)])];
}

/** The fact by which a playbook takes its window, or undefined when it needs none. */
export function windowOf(playbook: Playbook): Fact<Window> | undefined {
  return factsOf(playbook).find(isWindow);
}

function isWindow(fact: Fact<unknown>): fact is Fact<Window> {
  return fact.id === 'window' && fact.learn === undefined;
}

/** The nearest facts before this one that read something: what is derived in between takes no time. */
function readsBefore(fact: Fact<unknown>): readonly Fact<unknown>[] {
  return Object.values(fact.from).flatMap((input) => {
    const before = 'maybe' in input ? input.maybe : input;
    return before.reads.length > 0 ? [before] : readsBefore(before);
  });
}

function plannedCalls({ id, action, also = [] }: AnyReadCall): PlannedCall[] {
  return [{ id, action }, ...also].map((each) => ({ call: each.id, action: each.action }));
}
