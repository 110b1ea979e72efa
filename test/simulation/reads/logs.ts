import type { CasesOf } from './case.ts';

export const logs: CasesOf<'logs'> = {};
