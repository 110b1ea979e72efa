import { dice, uuid } from '../shop/dice.ts';
import type { Dice } from '../shop/dice.ts';
import { thisMinute } from '../shop/time.ts';
import type { Fleet, Func, Invocation, Outcome } from './model.ts';

/** An invocation and what became of it. */
export interface Run {
  readonly invocation: Invocation;
  readonly outcome: Outcome;
  /** Milliseconds since 1970. */
  readonly end: number;
}

/** Every invocation that has ended by now, in the order of their beginnings. */
export function runsOf(fleet: Fleet, func: Func): readonly Run[] {
  const chance = dice(`${fleet.seed}/runs/${func.name}`);
  const runs: Run[] = [];
  for (let minute = fleet.history.minutes; minute > 0; minute -= 1)
    for (const start of startsOf(fleet, func, minute, chance))
      runs.push(
        ...attempts(fleet, func, { ...start, id: uuid(`${fleet.seed}/${func.name}/${runs.length}/${minute}`) }, chance),
      );
  return runs
    .filter(({ end }) => end <= fleet.now.getTime())
    .toSorted((a, b) => a.invocation.start - b.invocation.start);
}

interface Start {
  readonly start: number;
  readonly place: number;
}

function startsOf(fleet: Fleet, func: Func, minute: number, chance: Dice): readonly Start[] {
  const begin = thisMinute(fleet) - minute * 60_000;
  const factor = func.waves.findLast(({ from, until }) => minute <= from && minute > until)?.factor ?? 1;
  const expected = func.perMinute * factor;
  const count = Math.floor(expected) + (chance.next() < expected % 1 ? 1 : 0);
  // Evenly, with some chance in it: a minute without an invocation is rare where there are several.
  const single = Array.from({ length: count }, (_, index) => ({
    start: begin + Math.floor(((index + chance.next()) / Math.max(count, 1)) * 60_000),
    place: 0,
  }));
  const { every, count: size } = func.burst ?? { every: 1, count: 0 };
  if (size === 0 || minute % every !== 0) return single;
  const at = begin + chance.int(5_000, 40_000);
  return [...single, ...Array.from({ length: size }, (_, place) => ({ start: at + place * 37, place }))];
}

function attempts(fleet: Fleet, func: Func, first: Start & { readonly id: string }, chance: Dice): readonly Run[] {
  const runs: Run[] = [];
  for (let attempt = 0, { start } = first; attempt < (func.invoked === 'async' ? 3 : 1); attempt += 1) {
    const run = runOf(fleet, func, { ...first, start, attempt }, chance);
    runs.push(run);
    if (run.outcome.kind === 'ok') break;
    // A minute until the first retry, two until the second.
    start = run.end + (attempt + 1) * 60_000 + chance.int(0, 4_000);
  }
  return runs;
}

function runOf(
  fleet: Fleet,
  func: Func,
  { id, start, place, attempt }: Start & { readonly id: string; readonly attempt: number },
  chance: Dice,
): Run {
  const minute = (fleet.now.getTime() - start) / 60_000;
  const subnets = func.configuration.VpcConfig?.SubnetIds ?? [];
  const invocation: Invocation = {
    id,
    func,
    start,
    minute,
    place,
    attempt,
    version: versionAt(func, minute, chance),
    subnet: subnets.length > 0 ? chance.pick(subnets) : undefined,
    cold: chance.next() < func.cold,
  };
  const trouble = func.troubles.findLast(
    ({ from, until, share, hits }) => minute <= from && minute > until && hits(invocation) && chance.next() < share,
  );
  const outcome = trouble?.outcome(chance.next, invocation) ?? usual(func, chance.next);
  return { invocation, outcome, end: start + Math.round(outcome.seconds * 1_000) };
}

/** An ordinary invocation. */
export function usual(func: Func, chance: () => number): Outcome {
  // The sum of three is nearly normal.
  const stray = (chance() + chance() + chance()) / 1.5 - 1;
  const limit = (func.configuration.Timeout ?? 3) * 0.97;
  return {
    kind: 'ok',
    seconds: Math.max(0.001, Math.min(func.seconds * (1 + func.spread * stray), limit)),
    memory: Math.round(func.memory * (0.97 + 0.06 * chance())),
  };
}

function versionAt({ live }: Func, minute: number, chance: Dice): string {
  const turns = (live?.turns ?? []).filter(({ since }) => since >= minute).toSorted((a, b) => a.since - b.since);
  return turns.find(({ part }) => chance.next() < part)?.version ?? turns.at(-1)?.version ?? '$LATEST';
}
