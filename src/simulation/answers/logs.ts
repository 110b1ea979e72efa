import type * as sdk from '@aws-sdk/client-cloudwatch-logs';
import type { Answers } from './answers.ts';

export const logs: Answers<typeof sdk> = {};
