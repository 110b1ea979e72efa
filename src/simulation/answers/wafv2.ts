import type * as sdk from '@aws-sdk/client-wafv2';
import type { Answers } from './answers.ts';

export const wafv2: Answers<typeof sdk> = {};
