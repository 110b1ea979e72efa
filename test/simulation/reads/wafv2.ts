import type { CasesOf } from './case.ts';

export const wafv2: CasesOf<'wafv2'> = {};
