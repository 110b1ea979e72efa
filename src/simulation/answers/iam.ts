import type * as sdk from '@aws-sdk/client-iam';
import type { Answers } from './answers.ts';

export const iam: Answers<typeof sdk> = {};
