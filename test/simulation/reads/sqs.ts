import type { CasesOf } from './case.ts';

export const sqs: CasesOf<'sqs'> = {};
