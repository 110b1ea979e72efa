import type * as sdk from '@aws-sdk/client-ssm';
import type { Answers } from './answers.ts';

export const ssm: Answers<typeof sdk> = {};
