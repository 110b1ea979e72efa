import { fact } from '#playbook';
import * as cloudwatch from '#aws/cloudwatch';
import { window } from '../window.ts';
import { minuteOf, minutesAfter, sum } from '../words.ts';
import { definitions } from './own-tasks.ts';
import { nameOf, service, target } from './target.ts';

/** Containers that are started again in place: their tasks go on, and none of them stops. */
export interface Restarts {
  readonly containers: readonly string[];
  readonly count: number;
  readonly first: Date;
  readonly last: Date;
}

/**
 * Null where no container of the service has a restart policy, or none was restarted. Only Container Insights counts
 * them, where it is on.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
 */
export const restarts = fact({
  id: 'ecs.restarts',
  title: 'Containers that are restarted in place',
  step: 'Metrics',
  from: { target, service, definitions, window },
  reads: [cloudwatch.metrics],
  withinMs: 8000,
  learn: async ({ target, service, definitions, window }, { read }): Promise<Restarts | null> => {
    const own = service && definitions[service.taskDefinition];
    const containers = (own?.containers ?? []).filter((one) => one.restarts).map(({ name }) => name);
    if (target.kind === 'family' || containers.length === 0) return null;
    const dimensions = { ClusterName: nameOf(target.cluster), ServiceName: target.name };
    const query = { namespace: 'ECS/ContainerInsights', metric: 'RestartCount', dimensions, stat: 'Sum' };
    const [series] = await read(cloudwatch.metrics, {
      queries: [query],
      from: minuteOf(window.from),
      to: minutesAfter(minuteOf(window.to), 1),
      periodSeconds: 60,
    });
    const points = (series?.points ?? []).filter(({ value }) => value > 0);
    const [first, last] = [points[0]?.at, points.at(-1)?.at];
    return first && last ? { containers, count: sum(points.map(({ value }) => value)), first, last } : null;
  },
});
