import type * as sdk from '@aws-sdk/client-cloudfront';
import type { Answers } from './answers.ts';

export const cloudfront: Answers<typeof sdk> = {};
