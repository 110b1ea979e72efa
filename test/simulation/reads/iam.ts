import type { CasesOf } from './case.ts';

export const iam: CasesOf<'iam'> = {};
