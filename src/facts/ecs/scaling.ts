import { fact } from '#playbook';
import { scalingActivities, scalingBounds } from '#aws/application-autoscaling';
import type { ScalingActivity, ScalingBounds } from '#aws/application-autoscaling';
import { nameOf, target } from './target.ts';

/** Who scales a service, between which bounds, and what was done lately. */
export interface Scaling {
  readonly bounds: ScalingBounds | null;
  /** The newest first. */
  readonly activities: readonly ScalingActivity[];
}

/** Null for tasks that belong to no service. */
export const scaling = fact({
  id: 'ecs.scaling',
  title: 'Application Auto Scaling of the service',
  step: 'Deployments',
  from: { target },
  reads: [scalingBounds, scalingActivities],
  withinMs: 6000,
  learn: async ({ target }, { read }): Promise<Scaling | null> => {
    if (target.kind === 'family') return null;
    const resource = `service/${nameOf(target.cluster)}/${target.name}`;
    const [bounds, activities] = await Promise.all([
      read(scalingBounds, { resource }),
      read(scalingActivities, { resource }),
    ]);
    return { bounds, activities };
  },
});
