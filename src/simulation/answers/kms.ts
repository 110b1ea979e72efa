import type * as sdk from '@aws-sdk/client-kms';
import type { Answers } from './answers.ts';

export const kms: Answers<typeof sdk> = {};
