import type { MetricSeries } from '../../account.ts';
import type { Fault } from '../../account.ts';
import type { Func, Happening, Trouble } from '../model.ts';
import { functionNamed } from './find.ts';

export interface Suffering {
  readonly name: string;
  /** Minutes ago. */
  readonly since: number;
  readonly until?: number;
  /** Part of the invocations concerned. */
  readonly share?: number;
  readonly hits?: Trouble['hits'];
  readonly outcome: Trouble['outcome'];
}

/** Since so many minutes this becomes of a part of the invocations. */
export function suffers({ name, since, until = 0, share = 1, hits = () => true, outcome }: Suffering): Happening {
  return (fleet) => {
    functionNamed(fleet, name).troubles.push({ from: since, until, share, hits, outcome });
  };
}

/** Changes how a function is, and always was. */
export function like(name: string, change: (func: Func) => void): Happening {
  return (fleet) => change(functionNamed(fleet, name));
}

/** More invocations, or fewer, by a factor. */
export function wave(name: string, from: number, until: number, factor: number): Happening {
  return like(name, ({ waves }) => waves.push({ from, until, factor }));
}

/** Several invocations within a second, every so many minutes. */
export function bursts(name: string, every: number, count: number): Happening {
  return like(name, (func) => {
    func.burst = { every, count };
  });
}

export function denied(...actions: readonly string[]): Happening {
  return (fleet) => {
    fleet.denies.push(...actions);
  };
}

export function faulty(...faults: readonly Fault[]): Happening {
  return (fleet) => {
    fleet.faults.push(...faults);
  };
}

/** A metric of another service, or in place of a derived one: one value a minute, oldest first, until now. */
export function metric(
  namespace: string,
  name: string,
  dimensions: MetricSeries['dimensions'],
  value: (minute: number) => number | null,
): Happening {
  return (fleet) => {
    const { minutes, metricLag } = fleet.history;
    fleet.series.push({
      namespace,
      metric: name,
      dimensions,
      values: Array.from({ length: minutes - metricLag }, (_, index) => value(minutes - index)),
      until: new Date(Math.floor(fleet.now.getTime() / 60_000) * 60_000 - metricLag * 60_000),
    });
  };
}

/** A figure that is so large since so many minutes, and was otherwise before. */
export function onwards(since: number, now: number, before = 0): (minute: number) => number {
  return (minute) => (minute <= since ? now : before);
}
