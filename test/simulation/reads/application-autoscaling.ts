import type { CasesOf } from './case.ts';

export const applicationAutoscaling: CasesOf<'application-autoscaling'> = {};
