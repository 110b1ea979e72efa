import type { CasesOf } from './case.ts';

export const applicationAutoscaling: CasesOf<'application-autoscaling'> = {
  DescribeScalableTargets: {
    input: { ServiceNamespace: 'ecs', ResourceIds: ['service/production/checkout'] },
    found: { ScalableTargets: [{ MinCapacity: 2, MaxCapacity: 12 }] },
    nothing: { ScalableTargets: [] },
  },
  DescribeScalingActivities: {
    input: { ServiceNamespace: 'ecs', ResourceId: 'service/production/checkout' },
    found: { ScalingActivities: [{ Description: 'Setting desired count to 4.' }] },
    nothing: { ScalingActivities: [] },
  },
};
