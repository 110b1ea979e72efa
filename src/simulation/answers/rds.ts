import type * as sdk from '@aws-sdk/client-rds';
import type { Answers } from './answers.ts';

export const rds: Answers<typeof sdk> = {};
