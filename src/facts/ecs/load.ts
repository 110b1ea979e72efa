import { fact } from '#playbook';
import * as cloudwatch from '#aws/cloudwatch';
import type { Point } from '#aws/cloudwatch';
import { window } from '../window.ts';
import { minuteOf, minutesAfter } from '../words.ts';
import { nameOf, target } from './target.ts';

/** Percent of what the tasks may use, the highest of each minute. */
export interface Load {
  readonly memory: readonly Point[];
  readonly cpu: readonly Point[];
}

/** Null for tasks that belong to no service: ECS measures services. */
export const load = fact({
  id: 'ecs.load',
  title: 'Memory and CPU of the service',
  step: 'Metrics',
  from: { target, window },
  reads: [cloudwatch.metrics],
  withinMs: 8000,
  learn: async ({ target, window }, { read }): Promise<Load | null> => {
    if (target.kind === 'family') return null;
    const dimensions = { ClusterName: nameOf(target.cluster), ServiceName: target.name };
    const query = (metric: string) => ({ namespace: 'AWS/ECS', metric, dimensions, stat: 'Maximum' });
    const [memory, cpu] = await read(cloudwatch.metrics, {
      queries: [query('MemoryUtilization'), query('CPUUtilization')],
      from: minutesAfter(minuteOf(window.from), -60),
      to: minutesAfter(minuteOf(window.to), 1),
      periodSeconds: 60,
    });
    return { memory: memory?.points ?? [], cpu: cpu?.points ?? [] };
  },
});

/** The highest within so many minutes before a moment; null where nothing was measured. */
export function highestBefore(points: readonly Point[], moment: Date, minutes: number): number | null {
  const near = points.filter(({ at }) => at <= moment && at >= minutesAfter(moment, -minutes - 1));
  return near.length > 0 ? Math.max(...near.map(({ value }) => value)) : null;
}
