import type { Cause, Fact, Playbook } from '#playbook';
import type { Progress, Step } from './progress.ts';

/** Every fact an investigation of this playbook will learn, inputs before what is derived from them. */
export function factsOf(playbook: Playbook): readonly Fact<unknown>[] {
  const found = new Set<Fact<unknown>>();
  const visit = (fact: Fact<unknown>): void => {
    if (found.has(fact)) return;
    for (const input of Object.values(fact.from)) visit('maybe' in input ? input.maybe : input);
    found.add(fact);
  };
  for (const fact of [playbook.symptom, playbook.changes, ...playbook.causes.flatMap(inputsOf)]) visit(fact);
  return [...found];
}

function inputsOf(cause: Cause): Fact<unknown>[] {
  return Object.values(cause.from).map((input) => ('maybe' in input ? input.maybe : input));
}

/** Counts facts as they become known, by the step they belong to. */
export class StepList {
  readonly #facts: readonly Fact<unknown>[];
  readonly #known = new Map<Fact<unknown>, boolean>();

  constructor(playbook: Playbook) {
    this.#facts = factsOf(playbook).filter(({ learn }) => learn !== undefined);
  }

  note(fact: Fact<unknown>, known: boolean): void {
    if (this.#facts.includes(fact)) this.#known.set(fact, known);
  }

  progress(): Progress {
    const titles = [...new Set(this.#facts.map(({ step }) => step))];
    const steps = titles.map((title) => this.#step(title));
    return { steps, done: this.#known.size, of: this.#facts.length };
  }

  #step(title: string): Step {
    const facts = this.#facts.filter(({ step }) => step === title);
    const done = facts.filter((fact) => this.#known.has(fact));
    const failed = done.some((fact) => this.#known.get(fact) === false);
    const all = done.length === facts.length;
    const state = all ? (failed ? 'error' : 'complete') : done.length > 0 ? 'in-progress' : 'pending';
    return { title, state, done: done.length, of: facts.length };
  }
}
