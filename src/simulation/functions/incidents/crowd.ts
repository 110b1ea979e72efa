import type { LogLine } from '../../account/logs.ts';
import { addFunction } from '../add-function.ts';
import { hex } from '../../shop/dice.ts';
import { thisMinute } from '../../shop/time.ts';
import type { Fleet, Happening } from '../model.ts';
import { metric } from './invocations.ts';

export interface Crowd {
  readonly name: string;
  /** Execution environments, each with a log stream of its own. */
  readonly environments: number;
  /** Invocations of each in the last hour; every one writes four lines. */
  readonly each: number;
  /** Every so manyth invocation runs out of its time, since so many minutes. */
  readonly timeouts?: { readonly every: number; readonly since: number };
}

const HOUR = 3_600_000;
const LIMIT_MS = 4_000;

/** A function that is invoked very often. Its lines are made when somebody reads them, its metrics from the figures. */
export function crowd(options: Crowd): Happening {
  return (fleet) => {
    const { name, environments, each } = options;
    addFunction(fleet, { name, perMinute: 0, timeout: LIMIT_MS / 1_000, memory: 512, seconds: 2.6 });
    const until = new Date(thisMinute(fleet));
    const from = new Date(until.getTime() - HOUR);
    fleet.groups.push({ logGroupName: `/aws/lambda/${name}`, creationTime: 1_707_729_065_000 });
    for (let number = 0; number < environments; number += 1)
      fleet.streams.push({
        group: `/aws/lambda/${name}`,
        stream: `${from.toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${hex(`${fleet.seed}/${number}`, 32)}`,
        lines: () => linesOf(options, number, from.getTime()),
        span: { from, until, count: each * 4 },
      });
    figures(fleet, options);
  };
}

function* linesOf(options: Crowd, environment: number, from: number): Generator<LogLine> {
  const step = HOUR / options.each;
  const tail = `4000-8000-${String(environment).padStart(12, '0')}`;
  for (let index = 0; index < options.each; index += 1) {
    const at = Math.floor(from + index * step + ((environment * 37) % step));
    const id = `${index.toString(16).padStart(8, '0')}-0000-${tail}`;
    const late = isLate(options, environment, index);
    const duration = late ? LIMIT_MS : 2_300 + ((index * 7 + environment * 13) % 1_200);
    const end = at + duration;
    yield { at, text: `START RequestId: ${id} Version: $LATEST\n` };
    yield {
      at: end,
      text: late
        ? `${new Date(end).toISOString()} ${id} Task timed out after 4.00 seconds\n\n`
        : `[INFO]\t${new Date(end).toISOString()}\t${id}\tstored 200 clicks\n`,
    };
    yield { at: end + 1, text: `END RequestId: ${id}\n` };
    yield {
      at: end + 2,
      text: `REPORT RequestId: ${id}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${duration} ms\tMemory Size: 512 MB\tMax Memory Used: 231 MB\t${late ? 'Status: timeout\t' : ''}\n`,
    };
  }
}

function isLate({ timeouts, each }: Crowd, environment: number, index: number): boolean {
  if (!timeouts || (index * 31 + environment) % timeouts.every !== 0) return false;
  return index / each >= 1 - timeouts.since / 60;
}

function figures(fleet: Fleet, { name, environments, each, timeouts }: Crowd): void {
  const perMinute = Math.round((environments * each) / 60);
  const failing = (minute: number) =>
    timeouts && minute <= timeouts.since ? Math.round(perMinute / timeouts.every) : 0;
  const dimensions = { FunctionName: name };
  const add = (of: string, value: (minute: number) => number) => metric('AWS/Lambda', of, dimensions, value)(fleet);
  add('Invocations', (minute) => perMinute + (minute % 9));
  add('Errors', failing);
  add('Throttles', () => 0);
  add('ConcurrentExecutions', () => environments);
  const durations: Readonly<Record<string, (minute: number) => number>> = {
    Average: () => 2_900,
    Minimum: () => 2_300,
    Maximum: (minute) => (failing(minute) > 0 ? LIMIT_MS : 3_499),
    p50: () => 2_900,
    p90: () => 3_380,
    p95: (minute) => (failing(minute) > perMinute * 0.05 ? LIMIT_MS : 3_440),
    p99: (minute) => (failing(minute) > perMinute * 0.01 ? LIMIT_MS : 3_490),
  };
  for (const [stat, value] of Object.entries(durations)) {
    add('Duration', value);
    const last = fleet.series.pop();
    if (last) fleet.series.push({ ...last, stat });
  }
}

/** So many other functions in the account, named after what they do and never asked about. */
export function otherFunctions(count: number): Happening {
  return (fleet) => {
    const subjects = ['orders', 'users', 'stock', 'prices', 'mail', 'audit', 'search', 'export'];
    for (let number = 0; number < count; number += 1)
      addFunction(fleet, { name: `${subjects[number % subjects.length] ?? ''}-worker-${number}`, perMinute: 0 });
  };
}
