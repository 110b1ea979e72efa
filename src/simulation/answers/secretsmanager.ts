import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Answers } from './answers.ts';

export const secretsmanager: Answers<typeof sdk> = {};
