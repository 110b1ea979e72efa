import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import type { Answers } from './answers.ts';

export const applicationAutoscaling: Answers<typeof sdk> = {};
