import { pages } from './pages.ts';
import { read } from './service.ts';

/** Between which numbers of tasks a service is scaled. */
export interface ScalingBounds {
  readonly least: number | null;
  readonly most: number | null;
}

/** One thing that Application Auto Scaling did, or failed to do. */
export interface ScalingActivity {
  readonly at: Date;
  readonly cause: string;
  readonly description: string;
  /** `Successful`, `Failed`, `Overridden`, … */
  readonly status: string;
  readonly message: string | null;
}

const dimension = 'ecs:service:DesiredCount';

/** The bounds of a service (`service/cluster/name`); null when nothing scales it. */
export const scalingBounds = read(
  'application-autoscaling',
  'DescribeScalableTargets',
  async (send, { resource }: { readonly resource: string }): Promise<ScalingBounds | null> => {
    const [own] = await pages(
      (NextToken) =>
        send({ ServiceNamespace: 'ecs', ResourceIds: [resource], ScalableDimension: dimension, NextToken }),
      (page) => page.NextToken,
      (page) => page.ScalableTargets,
    );
    return own ? { least: own.MinCapacity ?? null, most: own.MaxCapacity ?? null } : null;
  },
);

/** The newest scaling activities of a service, a page of fifty at most. */
export const scalingActivities = read(
  'application-autoscaling',
  'DescribeScalingActivities',
  async (send, { resource }: { readonly resource: string }): Promise<readonly ScalingActivity[]> => {
    const found = await pages(
      (NextToken) =>
        send({
          ServiceNamespace: 'ecs',
          ResourceId: resource,
          ScalableDimension: dimension,
          MaxResults: 50,
          NextToken,
        }),
      (page) => page.NextToken,
      (page) => page.ScalingActivities,
      50,
    );
    return found
      .flatMap(({ StartTime, Cause, Description, StatusCode, StatusMessage }) =>
        StartTime
          ? {
              at: StartTime,
              cause: Cause ?? '',
              description: Description ?? '',
              status: StatusCode ?? '',
              message: StatusMessage || null,
            }
          : [],
      )
      .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  },
);
