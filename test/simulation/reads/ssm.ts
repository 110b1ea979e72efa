import type { CasesOf } from './case.ts';

export const ssm: CasesOf<'ssm'> = {};
