import type { CasesOf } from './case.ts';

export const ecr: CasesOf<'ecr'> = {};
