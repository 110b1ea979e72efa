import type * as sdk from '@aws-sdk/client-ecr';
import type { Answers } from './answers.ts';

export const ecr: Answers<typeof sdk> = {};
