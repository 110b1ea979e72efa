import type { Func, Invocation, Outcome, Said, Thrown } from './model.ts';

type Made = (chance: () => number, invocation: Invocation) => Outcome;

const limitOf = ({ configuration: { Timeout = 3 } }: Func) => Timeout;

function said(at: number, text: string, level: Said['level'] = 'INFO'): Said {
  return { at, level, text };
}

/** It writes this and then nothing more, until its time is up. */
export function hangs(last: string, after = 0.05): Made {
  return (chance, { func }) => ({
    kind: 'timeout',
    seconds: limitOf(func) + 0.002 + chance() * 0.008,
    says: [said(0.01, 'got event'), said(after * (0.8 + 0.4 * chance()), last)],
  });
}

/** It works on, and its time is up. `part`: the part of its lines that it gets to write. */
export function runsOut(part = 0.8): Made {
  return (chance, { func }) => {
    const limit = limitOf(func);
    const lines = func.says.filter(({ at }) => at <= part).map(({ at, text }) => said(at * limit, text));
    return {
      kind: 'timeout',
      seconds: limit + 0.002 + chance() * 0.008,
      memory: func.memory,
      says: [...lines, said(limit * (0.86 + 0.1 * chance()), 'still working: 8 of 10 items')],
    };
  };
}

/** It throws after so many seconds; `before` is what it wrote when it began with what failed. */
export function throws(of: (invocation: Invocation) => Thrown, seconds: number, before?: string): Made {
  return (chance, invocation) => {
    const took = seconds * (0.95 + 0.1 * chance());
    const thrown = of(invocation);
    return {
      kind: 'error',
      seconds: took,
      errorType: thrown.type,
      says: [
        said(0.01, 'got event'),
        ...(before === undefined ? [] : [said(0.03, before)]),
        { at: Math.max(0.04, took - 0.003), level: 'ERROR', text: thrown.message, thrown },
      ],
    };
  };
}

/** It logs an exception, goes on without, and answers. */
export function logs(of: (invocation: Invocation) => Thrown, seconds: number): Made {
  return (chance, invocation) => {
    const took = seconds * (0.9 + 0.2 * chance());
    const thrown = of(invocation);
    return {
      kind: 'ok',
      seconds: took,
      says: [
        said(0.01, 'got event'),
        { at: took * 0.5, level: 'ERROR', text: thrown.message, thrown },
        said(took, 'done'),
      ],
    };
  };
}

/** It takes so many seconds, more or less by that part, and answers; where that is too long its time is up. */
export function takes(seconds: number, spread = 0.3): Made {
  return (chance, invocation) => {
    const took = seconds * (1 - spread + 2 * spread * chance());
    const { func } = invocation;
    return took >= limitOf(func) ? runsOut()(chance, invocation) : { kind: 'ok', seconds: took, memory: func.memory };
  };
}

/** The sandbox is killed for want of memory. */
export function isKilled(seconds: number): Made {
  return (chance, { func: { configuration } }) => ({
    kind: 'killed',
    seconds: seconds * (0.8 + 0.4 * chance()),
    memory: configuration.MemorySize ?? 128,
    errorType: 'Runtime.OutOfMemory',
    says: [said(0.01, 'got event'), said(0.1, 'reading the whole file')],
  });
}

/** Initialising takes longer than the ten seconds that it may; it begins anew within the invocation. */
export function initTimesOut(): Made {
  return (chance, { func }) => ({
    kind: 'timeout',
    seconds: limitOf(func) + 0.005,
    says: [],
    before: [`INIT_REPORT Init Duration: ${(9_990 + chance() * 19).toFixed(2)} ms\tPhase: init\tStatus: timeout\n`],
    after: [
      `INIT_REPORT Init Duration: ${(limitOf(func) * 1_000 + 3).toFixed(2)} ms\tPhase: invoke\tStatus: timeout\n`,
    ],
  });
}

/** The program could not even be loaded. */
export function cannotLoad(errorType: string, message: string): Made {
  return (chance) => ({
    kind: 'error',
    seconds: 0.004 + chance() * 0.01,
    errorType,
    says: [{ at: 0.002, level: 'ERROR', text: message }],
    before: [
      `INIT_REPORT Init Duration: ${(150 + chance() * 60).toFixed(2)} ms\tPhase: init\tStatus: error\tError Type: ${errorType}\n`,
    ],
  });
}
