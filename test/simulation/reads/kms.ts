import type { CasesOf } from './case.ts';

export const kms: CasesOf<'kms'> = {};
