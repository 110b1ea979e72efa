import type { ScalableTarget, ScalingActivity } from '@aws-sdk/client-application-auto-scaling';

/** What Application Auto Scaling looks after, and what it has done. */
export interface ApplicationAutoscaling {
  readonly scalableTargets: readonly ScalableTarget[];
  readonly scalingActivities?: readonly ScalingActivity[];
}
