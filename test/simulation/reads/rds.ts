import type { CasesOf } from './case.ts';

export const rds: CasesOf<'rds'> = {};
