import type * as sdk from '@aws-sdk/client-sqs';
import type { Answers } from './answers.ts';

export const sqs: Answers<typeof sdk> = {};
